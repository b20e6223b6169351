"""It proposes (language, kind, tone, abuse, spam, personal data, the likeliest answers); an officer decides.

Pure Python and numpy, no Django, no network; the weights ship in `models/`.
"""
