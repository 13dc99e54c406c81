"""People of a case: who is picked next, who sees it, how they stand to it, who leads."""
