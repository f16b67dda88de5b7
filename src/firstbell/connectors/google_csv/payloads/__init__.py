"""What the console writes: column names and value forms."""
