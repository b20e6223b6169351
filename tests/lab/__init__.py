"""Real servers from Debian's packages, on loopback, each in a temporary folder of its own."""
