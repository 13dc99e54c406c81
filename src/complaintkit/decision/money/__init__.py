"""What a case may cost: proposals, value, limits, approval, and the remedy itself."""
