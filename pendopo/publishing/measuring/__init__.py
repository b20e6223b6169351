"""What a published message brought, day by day: counted by the platform or by a person, kept for ever (15(3) b, e)."""
