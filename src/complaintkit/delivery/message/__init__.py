"""Messages: whom they are for, whether they are still true, how they are worded, and by which notifier they go."""
