"""Cells that a spreadsheet will not run: every CSV that leaves the house goes through here."""

from __future__ import annotations

# What Excel, LibreOffice and Google Sheets take for the start of a formula (OWASP, “CSV Injection”).
_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


def safe_cell(value: object) -> object:
    """The value; text that a spreadsheet would take for a formula gets a leading apostrophe."""
    if isinstance(value, str) and value.startswith(_STARTS):
        return f"'{value}"
    return value
