"""Governments, agencies, offices, official accounts, decrees and appointments; and who may do what, when."""
