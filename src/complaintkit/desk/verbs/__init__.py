"""The verbs of `Desk`, one module per noun; each passes its command through the one door."""
