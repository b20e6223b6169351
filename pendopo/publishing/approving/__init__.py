"""Who must say yes, in which order: chains of approval per account and category, and the short path for disasters."""
