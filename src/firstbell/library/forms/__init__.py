"""The library's forms."""
