"""The catalogue: titles with their MARC records, headings, levels, and copies on shelves."""

from firstbell.library.models.copies import NOT_ON_LIST, Copy, CopyQuerySet, ShelvingPlace
from firstbell.library.models.covers import Cover, CoverService
from firstbell.library.models.headings import Heading, ReadingLevel, SeeReference, TitleHeading
from firstbell.library.models.labels import WantedLabel
from firstbell.library.models.records import Encoding, Form, FormerRecord, Record
from firstbell.library.models.shelf_checks import ShelfCheck, ShelfScan
from firstbell.library.models.templates import RecordTemplate
from firstbell.library.models.titles import Title, TitleNumber, TitleQuerySet
from firstbell.library.models.weeding import WeedingDecision, WeedingRule

__all__ = [
    "NOT_ON_LIST",
    "Copy",
    "CopyQuerySet",
    "Cover",
    "CoverService",
    "Encoding",
    "Form",
    "FormerRecord",
    "Heading",
    "ReadingLevel",
    "Record",
    "RecordTemplate",
    "SeeReference",
    "ShelfCheck",
    "ShelfScan",
    "ShelvingPlace",
    "Title",
    "TitleHeading",
    "TitleNumber",
    "TitleQuerySet",
    "WantedLabel",
    "WeedingDecision",
    "WeedingRule",
]
