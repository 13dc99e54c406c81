"""Check, spend and give back coupons at the till, and read what was issued."""
