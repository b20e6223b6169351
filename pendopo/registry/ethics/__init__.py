"""What people promise and know (12 e, 13 a–b): pledges, the quiz about the rules; and ethics cases (12 d)."""
