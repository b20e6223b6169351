"""The yearly report (Pasal 15), its way to the regional head, and its evaluation (Pasal 16)."""
