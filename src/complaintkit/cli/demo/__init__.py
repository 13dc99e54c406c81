"""Play the demo: an evening at a night market and a day of canteen deliveries."""
