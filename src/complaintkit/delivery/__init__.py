"""After commit: messages are sent, remedies carried out, deadlines acted upon; and the worker that keeps doing so.

Nothing is sent that was not committed, and nothing is sent inside a transaction.
"""
