"""What the regulations say, in pure Python: profiles, clocks, lengths, duties. No Django, database or network."""
