"""What a case owes and by when: read from the case, and started or stopped by the difference."""
