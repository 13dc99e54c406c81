"""What the kit costs, measured against what it is made of and against its peers: `./dev python -m benchmarks`."""
