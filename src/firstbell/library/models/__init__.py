"""The catalogue: titles with their MARC records, headings, levels, and copies on shelves."""

from firstbell.library.models.age_limits import AgeException, AgeLimit
from firstbell.library.models.book_lists import BookList, BookListClass, BookListTitle
from firstbell.library.models.cited import STYLES, Citation, CitationList
from firstbell.library.models.class_sets import ClassSet, ClassSetCopy
from firstbell.library.models.copies import NOT_ON_LIST, Copy, CopyQuerySet, ShelvingPlace
from firstbell.library.models.covers import Cover, CoverService
from firstbell.library.models.databases import GRADES, ProxyServer, ResearchDatabase
from firstbell.library.models.genre_sections import GenreSection, TitleGenre
from firstbell.library.models.gone import TitleGone, keep_numbers
from firstbell.library.models.headings import Heading, ReadingLevel, SeeReference, TitleHeading
from firstbell.library.models.labels import WantedLabel
from firstbell.library.models.loads import Load, LoadedCopy, LoadedTitle, LoadProfile, LoadProfileVersion
from firstbell.library.models.pathfinders import (
    Pathfinder,
    PathfinderClass,
    PathfinderPart,
    PathfinderVersion,
    sections_of,
)
from firstbell.library.models.reading import ReadingList, ReadingListTitle, SavedSearch
from firstbell.library.models.records import Encoding, Form, FormerRecord, Record
from firstbell.library.models.reviews import Review, ReviewReport, ReviewSettings
from firstbell.library.models.search import CatalogueWord, TitleDocument
from firstbell.library.models.shelf_checks import ShelfCheck, ShelfScan
from firstbell.library.models.templates import RecordTemplate
from firstbell.library.models.titles import Title, TitleNumber, TitleQuerySet
from firstbell.library.models.weeding import WeedingDecision, WeedingRule
from firstbell.library.models.wishes import FamilyRequest, FamilyWish

__all__ = [
    "GRADES",
    "NOT_ON_LIST",
    "STYLES",
    "AgeException",
    "AgeLimit",
    "BookList",
    "BookListClass",
    "BookListTitle",
    "CatalogueWord",
    "Citation",
    "CitationList",
    "ClassSet",
    "ClassSetCopy",
    "Copy",
    "CopyQuerySet",
    "Cover",
    "CoverService",
    "Encoding",
    "FamilyRequest",
    "FamilyWish",
    "Form",
    "FormerRecord",
    "GenreSection",
    "Heading",
    "Load",
    "LoadProfile",
    "LoadProfileVersion",
    "LoadedCopy",
    "LoadedTitle",
    "Pathfinder",
    "PathfinderClass",
    "PathfinderPart",
    "PathfinderVersion",
    "ProxyServer",
    "ReadingLevel",
    "ReadingList",
    "ReadingListTitle",
    "Record",
    "RecordTemplate",
    "ResearchDatabase",
    "Review",
    "ReviewReport",
    "ReviewSettings",
    "SavedSearch",
    "SeeReference",
    "ShelfCheck",
    "ShelfScan",
    "ShelvingPlace",
    "Title",
    "TitleDocument",
    "TitleGenre",
    "TitleGone",
    "TitleHeading",
    "TitleNumber",
    "TitleQuerySet",
    "WantedLabel",
    "WeedingDecision",
    "WeedingRule",
    "keep_numbers",
    "sections_of",
]
