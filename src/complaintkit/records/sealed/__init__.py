"""The storage as the core sees it: rows in the clear on this side, sealed on the other."""
