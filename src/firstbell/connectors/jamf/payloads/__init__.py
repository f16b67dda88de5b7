"""What Jamf Pro writes: column names and words."""
