"""Whether a command may be given now: by effect, standing and right, and what comes first."""
