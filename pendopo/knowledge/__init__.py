"""Approved answers and their versions, and which of them fit a question."""
