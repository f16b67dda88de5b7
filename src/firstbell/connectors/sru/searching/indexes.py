"""Names of indexes that others know, and which of the catalogue's each one is.

Context sets: http://www.loc.gov/standards/sru/resources/contextSets.html. The Bath set is that of the Bath Profile.
"""

from __future__ import annotations

from dataclasses import dataclass

CQL = "info:srw/cql-context-set/1/cql-v1.2"
DC = "info:srw/cql-context-set/1/dc-v1.1"
REC = "info:srw/cql-context-set/2/rec-1.1"
BATH = "http://zing.z3950.org/cql/bath/2.0/"
#: Addresses by which the sets are also known.
SETS = {
    CQL: "cql", "info:srw/cql-context-set/1/cql-v1.1": "cql", DC: "dc", "http://purl.org/dc/elements/1.1/": "dc",
    REC: "rec", "info:srw/cql-context-set/2/rec-1.0": "rec", BATH: "bath", "http://www.loc.gov/zing/cql/cql-indexes/v1.0/": "cql",
}  # fmt: skip
PREFIXES = {"cql": CQL, "dc": DC, "rec": REC, "bath": BATH}
#: Indexes without a prefix are looked for in these sets, in this order.
UNNAMED = ("dc", "bath", "cql", "rec")

#: The identifier of a title here, and every title.
OWN_NUMBER, EVERYTHING, RESULT_SET = "own number", "everything", "result set"


@dataclass(frozen=True, slots=True)
class Index:
    """``field``: of ``library.queries.by_index``, or one of the three above. ``order``: the column one may sort by.

    ``is_listed``: scan lists its terms. ``is_searched``: False where the name is known but nothing can be looked for in it.
    """

    name: str
    label: str
    field: str
    order: str = ""
    is_listed: bool = False
    is_searched: bool = True


INDEXES = (
    Index("cql.serverChoice", "Any word", "any"),
    Index("cql.anywhere", "Any word", "any"),
    Index("cql.anyIndexes", "Any word", "any"),
    Index("cql.keywords", "Any word", "any"),
    Index("cql.allRecords", "Every title", EVERYTHING),
    Index("cql.resultSetId", "Result set", RESULT_SET, is_searched=False),
    Index("dc.title", "Title", "title", "sort_title", is_listed=True),
    Index("dc.creator", "Author", "author", "author_sort", is_listed=True),
    Index("dc.author", "Author", "author", "author_sort", is_listed=True),
    Index("dc.contributor", "Author", "author"),
    Index("dc.subject", "Subject", "subject", is_listed=True),
    Index("dc.description", "Summary and contents", "description"),
    Index("dc.publisher", "Publisher", "publisher"),
    Index("dc.date", "Year of publication", "date", "year", is_listed=True),
    Index("dc.language", "Language (MARC code)", "language"),
    Index("dc.identifier", "Any number", "identifier"),
    Index("dc.relation", "Series", "series", is_listed=True),
    Index("dc.type", "Format", "format"),
    Index("bath.any", "Any word", "any"),
    Index("bath.title", "Title", "title", "sort_title", is_listed=True),
    Index("bath.author", "Author", "author", "author_sort", is_listed=True),
    Index("bath.name", "Author", "author"),
    Index("bath.personalName", "Author", "author"),
    Index("bath.subject", "Subject", "subject", is_listed=True),
    Index("bath.topicalSubject", "Subject", "subject"),
    Index("bath.isbn", "ISBN", "isbn"),
    Index("bath.issn", "ISSN", "issn"),
    Index("bath.lccn", "LCCN", "lccn"),
    Index("bath.standardIdentifier", "Any number", "identifier"),
    Index("bath.publisher", "Publisher", "publisher"),
    Index("rec.identifier", "Number of the title here", OWN_NUMBER),
    Index("rec.creationDate", "Day it came into the catalogue", "added", "created_at"),
    Index("rec.lastModificationDate", "Day it was changed", "changed", "changed_at"),
)
BY_NAME = {index.name.lower(): index for index in INDEXES}
