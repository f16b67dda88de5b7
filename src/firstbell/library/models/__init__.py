"""The catalogue: titles with their MARC records, headings, levels, and copies on shelves."""

from firstbell.library.models.cited import STYLES, Citation, CitationList
from firstbell.library.models.copies import NOT_ON_LIST, Copy, CopyQuerySet, ShelvingPlace
from firstbell.library.models.databases import GRADES, ProxyServer, ResearchDatabase
from firstbell.library.models.headings import Heading, ReadingLevel, SeeReference, TitleHeading
from firstbell.library.models.pathfinders import (
    Pathfinder,
    PathfinderClass,
    PathfinderPart,
    PathfinderVersion,
    sections_of,
)
from firstbell.library.models.records import Encoding, Form, FormerRecord, Record
from firstbell.library.models.titles import Title, TitleNumber, TitleQuerySet

__all__ = [
    "GRADES",
    "NOT_ON_LIST",
    "STYLES",
    "Citation",
    "CitationList",
    "Copy",
    "CopyQuerySet",
    "Encoding",
    "Form",
    "FormerRecord",
    "Heading",
    "Pathfinder",
    "PathfinderClass",
    "PathfinderPart",
    "PathfinderVersion",
    "ProxyServer",
    "ReadingLevel",
    "Record",
    "ResearchDatabase",
    "SeeReference",
    "ShelvingPlace",
    "Title",
    "TitleHeading",
    "TitleNumber",
    "TitleQuerySet",
    "sections_of",
]
