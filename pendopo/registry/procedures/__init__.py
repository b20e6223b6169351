"""Procedures (SOP, SPO) by which an agency serves: versions, signed copies, yearly reviews, and the steps they map (Pasal 11)."""
