"""Messages from audience to published: draft, check, approval by somebody else, schedule, and the record."""
