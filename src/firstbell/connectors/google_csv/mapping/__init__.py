"""From what the console says to what this house knows."""
