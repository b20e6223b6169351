"""The law a government works by: its regulation's text as it loaded it, and its register of legal bases."""
