"""How agencies change: names that were, mergers and closures with who takes over, the tree."""
