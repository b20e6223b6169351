"""What platforms send by themselves (webhooks): proven, kept, acknowledged; and read into the inbox afterwards."""
