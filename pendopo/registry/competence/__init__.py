"""What people learned, and how agencies work together: training, coordination meetings, joint campaigns (3 c, 12 b, 13 c)."""
