"""Pendopo: official social media of an Indonesian local government, run as its regulation says."""
