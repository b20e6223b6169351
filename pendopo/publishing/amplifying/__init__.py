"""Asking other agencies to pass a message on (repost, tag), and what came of each (5 b, 6 c)."""
