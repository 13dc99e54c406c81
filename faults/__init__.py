"""What must hold when things break: one module a family of faults, each run by `python -m faults NAME`."""
