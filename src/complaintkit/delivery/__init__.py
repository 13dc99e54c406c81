"""After commit: what is to be said is sent, what fell due is acted upon, and the loop that does both.

Nothing is sent that was not committed, and nothing is sent inside a transaction.
"""
