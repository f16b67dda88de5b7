"""The catalogue: titles with their MARC records, headings, levels, and copies on shelves."""

from firstbell.library.models.copies import NOT_ON_LIST, Copy, CopyQuerySet, ShelvingPlace
from firstbell.library.models.gone import TitleGone
from firstbell.library.models.headings import Heading, ReadingLevel, SeeReference, TitleHeading
from firstbell.library.models.records import Encoding, Form, FormerRecord, Record
from firstbell.library.models.search import CatalogueWord, TitleDocument
from firstbell.library.models.titles import Title, TitleNumber, TitleQuerySet

__all__ = [
    "NOT_ON_LIST",
    "CatalogueWord",
    "Copy",
    "CopyQuerySet",
    "Encoding",
    "Form",
    "FormerRecord",
    "Heading",
    "ReadingLevel",
    "Record",
    "SeeReference",
    "ShelvingPlace",
    "Title",
    "TitleDocument",
    "TitleGone",
    "TitleHeading",
    "TitleNumber",
    "TitleQuerySet",
]
