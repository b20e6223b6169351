"""An existing register from spreadsheets: read, rehearsed and shown first; then all of it, or nothing."""
