"""How an account is kept: who holds its keys, whose it was, how it is handed over, and what is done when it is in trouble."""
