"""Watching the conversation (Pasal 8 f): who looked at which account on which day."""
