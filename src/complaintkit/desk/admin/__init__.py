"""Administration, a module for each noun: the outbox, what was refused, the inbox, coupons, ledgers, people."""
