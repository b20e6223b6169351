"""The emergency stop of a government: nothing leaves while it holds, everything waits, and lifting it says what was missed."""
