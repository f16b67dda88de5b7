"""What Snipe-IT writes: its column names and its words."""
