"""Current issues that messages speak to, each with the one agency that leads (Pasal 10 b)."""
