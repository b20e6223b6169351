"""Who changed what, when, and by which right: the only door for a state change, hash-chained and append-only."""
