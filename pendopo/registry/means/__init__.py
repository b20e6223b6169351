"""What the service is run with: devices and links by year, outages (Pasal 14), and the money for it (Pasal 17)."""
