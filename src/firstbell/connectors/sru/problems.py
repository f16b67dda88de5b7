"""Diagnostics of SRU: https://www.loc.gov/standards/sru/diagnostics/diagnosticsList.html, and the same numbers in the OASIS
standard (searchRetrieve, part 2, for 1.2; part 3 for 2.0). Looked at on 2026-11-26."""

from __future__ import annotations

URI = "info:srw/diagnostic/1/"

MESSAGES = {
    1: "General system error",
    2: "System temporarily unavailable",
    4: "Unsupported operation",
    5: "Unsupported version",
    6: "Unsupported parameter value",
    7: "Mandatory parameter not supplied",
    8: "Unsupported parameter",
    10: "Query syntax error",
    12: "Too many characters in query",
    13: "Invalid or unsupported use of parentheses",
    14: "Invalid or unsupported use of quotes",
    15: "Unsupported context set",
    16: "Unsupported index",
    19: "Unsupported relation",
    20: "Unsupported relation modifier",
    22: "Unsupported combination of relation and index",
    24: "Unsupported combination of relation and term",
    26: "Non special character escaped in term",
    27: "Empty term unsupported",
    28: "Masking character not supported",
    29: "Masked words too short",
    31: "Anchoring character not supported",
    32: "Anchoring character in unsupported position",
    33: "Combination of proximity/adjacency and masking characters not supported",
    36: "Term in invalid format for index or relation",
    37: "Unsupported boolean operator",
    38: "Too many boolean operators in query",
    39: "Proximity not supported",
    46: "Unsupported boolean modifier",
    49: "Masking character in unsupported position",
    50: "Result sets not supported",
    61: "First record position out of range",
    66: "Unknown schema for retrieval",
    67: "Record not available in this schema",
    71: "Unsupported record packing",
    72: "XPath retrieval unsupported",
    80: "Sort not supported",
    82: "Unsupported sort sequence",
    84: "Too many sort keys",
    88: "Unsupported path for sort",
    91: "Unsupported case",
    92: "Unsupported missing value action",
    94: "Sort spec included both in query and protocol: query prevails",
    110: "Stylesheets not supported",
    120: "Response position out of range",
}


class Diagnosed(Exception):
    """The request cannot be answered. ``number`` is that of the list, ``details`` what the list asks for with it."""

    def __init__(self, number: int, details: str = "") -> None:
        super().__init__(MESSAGES[number])
        self.number = number
        self.details = details
