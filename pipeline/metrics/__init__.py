"""Labels in, 0-100 out; pure."""
