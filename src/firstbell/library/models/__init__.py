"""The catalogue: titles with their MARC records, headings, levels, and copies on shelves."""

from firstbell.library.models.copies import NOT_ON_LIST, Copy, CopyQuerySet, ShelvingPlace
from firstbell.library.models.covers import Cover, CoverService
from firstbell.library.models.headings import Heading, ReadingLevel, SeeReference, TitleHeading
from firstbell.library.models.labels import WantedLabel
from firstbell.library.models.loads import Load, LoadedCopy, LoadedTitle, LoadProfile, LoadProfileVersion
from firstbell.library.models.records import Encoding, Form, FormerRecord, Record
from firstbell.library.models.search import CatalogueWord, TitleDocument
from firstbell.library.models.templates import RecordTemplate
from firstbell.library.models.titles import Title, TitleNumber, TitleQuerySet

__all__ = [
    "NOT_ON_LIST",
    "CatalogueWord",
    "Copy",
    "CopyQuerySet",
    "Cover",
    "CoverService",
    "Encoding",
    "Form",
    "FormerRecord",
    "Heading",
    "Load",
    "LoadProfile",
    "LoadProfileVersion",
    "LoadedCopy",
    "LoadedTitle",
    "ReadingLevel",
    "Record",
    "RecordTemplate",
    "SeeReference",
    "ShelvingPlace",
    "Title",
    "TitleDocument",
    "TitleHeading",
    "TitleNumber",
    "TitleQuerySet",
    "WantedLabel",
]
