"""Members: the register, what they agreed to, and what they are told."""
