"""SQLite as Django has it, but a migration that writes a table anew keeps its triggers."""
