"""Check, spend and give back coupons at the till, and list what was issued."""
