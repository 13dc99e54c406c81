"""What plugins provide and what they see: Protocols, and the frozen values that pass through them."""
