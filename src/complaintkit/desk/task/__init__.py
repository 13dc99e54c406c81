"""Tasks beside the cases, as verbs: one noun for each kind, and `desk.tasks` for all of them."""
