"""What a regulation is for, looked at once a year: its aims (Pasal 4 (2)) and objectives (Pasal 6), and the press contacts."""
