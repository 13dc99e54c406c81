"""How plugins come in: found one by one, configured, registered with pluggy, isolated, inspected."""
