"""What Intune writes: column names and words."""
