"""Papers that an agency head signs: the letterhead, numbers, and decrees drafted from a template."""
