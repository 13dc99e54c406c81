"""Show cases, timelines, tables and problems to people, and print them as JSON for programs."""
