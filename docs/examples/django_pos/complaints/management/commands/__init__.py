"""The worker, and what runs once a night."""
