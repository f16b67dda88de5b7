"""Records of titles as they may leave the house: MARCXML and Dublin Core, in constant numbers of queries.

What belongs to the library and not to the book stays here: copies and what they cost (852, 876-878, 949, 952), local notes
and fields (59X, 9XX, 09X), where it was got and at what price (541), and private notes of what was done with it (561, 583).
Nothing here knows who has a copy. Hidden titles are not looked up here: start from ``Title.objects.visible_to``.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import QuerySet

from firstbell.library.marc.codec import read_record
from firstbell.library.marc.record import Field, Unreadable
from firstbell.library.marc.record import Record as Marc
from firstbell.library.marc.xml_form import write_xml
from firstbell.library.models import Heading, Record, Title, TitleNumber

_AT_HOME = frozenset(("541", "561", "583", "852", "876", "877", "878"))
_LOCAL = ("09", "59", "9")
_NUMBER_NAMES = {
    TitleNumber.Kind.ISBN: "URN:ISBN:",
    TitleNumber.Kind.ISSN: "URN:ISSN:",
    TitleNumber.Kind.LCCN: "info:lccn/",
}
_PEOPLE = (Heading.Kind.PERSON, Heading.Kind.BODY)
_ABOUT = (Heading.Kind.SUBJECT, Heading.Kind.GENRE)
_WITHOUT_FIELDS = "00000nam a2200000 a 4500"


class NoRecord(Exception):
    """The bytes that are kept for a title are no record."""


def for_records(titles: QuerySet[Title]) -> QuerySet[Title]:
    """The titles with all that the two functions below read."""
    return titles.select_related("record").prefetch_related("numbers", "uses__heading")


def record_as_marcxml(title: Title) -> str:
    """One ``<record>`` in the namespace of MARCXML. A title without a record is written from its columns.

    Raises NoRecord when the stored bytes are none.
    """
    stored = _stored(title)
    if stored is None:
        return columns_as_marcxml(title)
    try:
        record = read_record(bytes(stored.data), stored.form, stored.encoding or None)
    except Unreadable as error:
        raise NoRecord(str(error)) from error
    record.fields = [field for field in record.fields if not _stays(field.tag)]
    return write_xml(record)


def record_as_dc(title: Title) -> list[tuple[str, str]]:
    """Simple Dublin Core: names of elements and their texts, in the order of the Library of Congress's crosswalk from MARC
    (https://www.loc.gov/marc/marc2dc.html), made of the columns that were derived from the record.
    """
    return [(name, text) for name, text in _dc(title) if text]


def columns_as_marcxml(title: Title) -> str:
    """One ``<record>`` of what the columns say: for a title without a record, or with one that nobody can read."""
    return write_xml(_from_columns(title))


def _stored(title: Title) -> Record | None:
    try:
        return title.record
    except Record.DoesNotExist:
        return None


def _stays(tag: str) -> bool:
    return tag in _AT_HOME or tag.startswith(_LOCAL)


def _from_columns(title: Title) -> Marc:
    fields = [Field("001", str(title.pk))]
    fields += [
        Field.of("020", "  ", ("a", one.value))
        for one in title.numbers.all()
        if one.kind == TitleNumber.Kind.ISBN and one.is_valid
    ]
    if title.author:
        fields.append(Field.of("100", "1 ", ("a", title.author)))
    fields.append(Field.of("245", "10" if title.author else "00", ("a", title.full_title)))
    printed = (("a", title.published_at), ("b", title.publisher), ("c", title.year_text or str(title.year or "")))
    if parts := [(code, text) for code, text in printed if text]:
        fields.append(Field.of("264", " 1", *parts))
    return Marc(_WITHOUT_FIELDS, fields)


def _dc(title: Title) -> Iterator[tuple[str, str]]:
    yield "title", title.full_title
    uses = list(title.uses.all())
    for use in uses:
        if use.heading.kind in _PEOPLE:
            yield ("creator" if use.is_main else "contributor"), use.heading.text
    if title.author and not any(use.is_main for use in uses):
        yield "creator", title.author
    for use in uses:
        if use.heading.kind in _ABOUT:
            yield "subject", use.heading.text
    yield "description", title.summary
    yield "description", title.contents
    yield "publisher", ", ".join(part for part in (title.published_at, title.publisher) if part)
    yield "date", title.year_text or str(title.year or "")
    yield "type", title.get_format_display()
    yield "format", title.extent
    for number in title.numbers.all():
        if number.kind in _NUMBER_NAMES and number.is_valid:
            yield "identifier", _NUMBER_NAMES[TitleNumber.Kind(number.kind)] + number.value
    yield "language", title.language
    for use in uses:
        if use.heading.kind == Heading.Kind.SERIES:
            yield "relation", use.heading.text
        elif use.heading.kind == Heading.Kind.PLACE:
            yield "coverage", use.heading.text
