"""Pictures and films of messages: proven, cleaned, kept once, drawn for each platform."""
