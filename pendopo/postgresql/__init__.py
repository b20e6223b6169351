"""PostgreSQL as Django has it, but times are read faster."""
