"""The one outbox: everything that leaves for a platform, replies and posts alike, at most one live copy of each."""
