"""Answer a person's requests: a copy, a restriction, erasure, opting out of messages."""
