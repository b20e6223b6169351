"""People who sign in, their second factor, and telling a person something. Offices hang on agencies: see registry."""
