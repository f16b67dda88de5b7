"""Changes in the library room."""
