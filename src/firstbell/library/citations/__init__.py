"""Citations in MLA 9, APA 7 and Chicago 17 (author and date): a typed source becomes an entry and what stands in the text.

Pure: no database, no request. ``sources`` has the shapes, ``lists`` the two questions (:func:`cite`, :func:`works_cited`),
``reading`` makes a source of what somebody typed or a program stored, ``exports`` writes RIS, BibTeX and CSL-JSON.
"""

from firstbell.library.citations.lists import HEADINGS, Cited, cite, works_cited
from firstbell.library.citations.sources import Date, Kind, Name, Remark, Role, Source, Style, remarks
from firstbell.library.citations.text import Text

__all__ = [
    "HEADINGS",
    "Cited",
    "Date",
    "Kind",
    "Name",
    "Remark",
    "Role",
    "Source",
    "Style",
    "Text",
    "cite",
    "remarks",
    "works_cited",
]
