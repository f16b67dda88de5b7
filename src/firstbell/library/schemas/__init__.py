"""Shapes of the library's REST operations."""
