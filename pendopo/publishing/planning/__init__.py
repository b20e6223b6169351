"""Whom an agency speaks to and what it plans to say: the technographic sheet (Pasal 8 a) and the plan of a year (Pasal 7)."""
