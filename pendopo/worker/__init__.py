"""What happens by itself: the schedule and the process that runs it."""
