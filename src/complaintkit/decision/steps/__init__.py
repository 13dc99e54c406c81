"""Steps of a complaint, from its receipt to its archive: each command of one step, and what it puts down."""
