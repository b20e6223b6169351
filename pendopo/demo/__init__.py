"""A demo world of two governments, so that a newcomer sees the program alive."""
