"""Asking another agency (annex B.3–B.4): the hop, its 24 clock hours, the reminders, the answer back."""
