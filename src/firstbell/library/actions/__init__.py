"""Every change in the library."""
