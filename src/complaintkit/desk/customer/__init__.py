"""Let a customer in by the link in their message, and show them where their matter stands. R8, R9"""
