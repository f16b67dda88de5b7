"""Firstbell: the operations desk of a school's education technician."""

__version__ = "0.1.0"
