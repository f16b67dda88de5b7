"""Every change to what others may do with the catalogue."""
