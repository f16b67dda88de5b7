"""The brief form of a record: what most people want to change, written back into the same record without touching the rest."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass

from firstbell.library.marc.headings import trimmed
from firstbell.library.marc.record import SUBFIELD, Field, Record

SUBJECT_TAGS = ("600", "610", "611", "630", "648", "650", "651", "655")
_MAIN_ENTRIES = ("100", "110", "111")
_SUBDIVISIONS = "vxyz"


@dataclass(frozen=True, slots=True)
class Brief:
    """One value or one line each; of a list a line to each entry (``isbns``, ``series``, ``subjects``)."""

    title: str = ""
    subtitle: str = ""
    responsibility: str = ""
    author: str = ""
    isbns: str = ""
    edition: str = ""
    place: str = ""
    publisher: str = ""
    year: str = ""
    extent: str = ""
    series: str = ""
    subjects: str = ""
    summary: str = ""
    lexile: str = ""
    interest: str = ""


def brief_of(record: Record) -> Brief:
    """What the record says, without the punctuation between its parts."""
    main = _main_entry(record)
    imprint = _imprint(record)
    return Brief(
        title=trimmed(record.value("245", "a")),
        subtitle=trimmed(record.value("245", "b")),
        responsibility=record.value("245", "c").rstrip(" ."),
        author=trimmed(main.first("a")) if main is not None else "",
        isbns="\n".join(_isbn_lines(record)),
        edition=record.value("250", "a"),
        place=trimmed(imprint.first("a")) if imprint is not None else "",
        publisher=trimmed(imprint.first("b")) if imprint is not None else "",
        year=trimmed(imprint.first("c")) if imprint is not None else "",
        extent=trimmed(record.value("300", "a")),
        series="\n".join(_series_line(one) for one in record.all("490")),
        subjects="\n".join(_subject_line(one) for one in record.all(*SUBJECT_TAGS)),
        summary=record.value("520", "a"),
        lexile=next((_level(one) for one in record.all("521") if _is_lexile(one)), ""),
        interest=next((one.first("a") for one in record.all("521") if one.indicator1 == "2"), ""),
    )


def with_brief(record: Record, new: Brief) -> Record:
    """The record with what differs written in; every other field stands as it stood, byte for byte."""
    old = asdict(brief_of(record))
    changed = {name: value.strip() for name, value in asdict(new).items() if _same(value) != _same(old[name])}
    done = Record(record.leader, list(record.fields))
    if changed.keys() & {"title", "subtitle", "responsibility"}:
        _write_title(done, {**old, **changed})
    if "author" in changed:
        _write_author(done, changed["author"])
    if "isbns" in changed:
        _write_lines(done, ("020",), changed["isbns"], _isbn_line, lambda text: Field.of("020", "  ", ("a", text)))
    if "edition" in changed:
        _write_one(done, "250", "  ", "a", changed["edition"])
    if changed.keys() & {"place", "publisher", "year"}:
        _write_imprint(done, {**old, **changed})
    if "extent" in changed:
        _write_one(
            done,
            "300",
            "  ",
            "a",
            changed["extent"] + (" :" if _has(done, "300", "b") else " ;" if _has(done, "300", "c") else ""),
        )
    if "series" in changed:
        _write_lines(done, ("490",), changed["series"], _series_line, _series_field)
    if "subjects" in changed:
        _write_lines(done, SUBJECT_TAGS, changed["subjects"], _subject_line, _subject_field)
    if "summary" in changed:
        _write_one(done, "520", "  ", "a", changed["summary"])
    if "lexile" in changed:
        _write_level(
            done, changed["lexile"], _is_lexile, lambda text: Field.of("521", "8 ", ("a", text), ("b", "Lexile"))
        )
    if "interest" in changed:
        _write_level(
            done,
            changed["interest"],
            lambda one: one.indicator1 == "2",
            lambda text: Field.of("521", "2 ", ("a", text)),
        )
    return done


def add_field(record: Record, new: Field) -> None:
    """Behind the last field whose tag is not higher: where a cataloguer would put it."""
    at = max((place for place, one in enumerate(record.fields, 1) if one.tag <= new.tag), default=0)
    record.fields.insert(at, new)


def _same(text: str) -> str:
    return "\n".join(" ".join(line.split()) for line in text.strip().splitlines() if line.strip())


def _main_entry(record: Record) -> Field | None:
    return next(iter(record.all(*_MAIN_ENTRIES)), None)


def _imprint(record: Record) -> Field | None:
    published = [one for one in record.all("264") if one.indicator2 == "1"]
    return next(iter((*published, *record.all("260"))), None)


def _has(record: Record, tag: str, code: str) -> bool:
    return bool(record.value(tag, code))


def _with_subfields(one: Field, values: Sequence[tuple[str, str]], order: str) -> Field:
    """The field with these subfields set (an empty text takes the first one out), new ones in the order of ``order``."""
    wanted = dict(values)
    kept: list[tuple[str, str]] = []
    for code, text in one.subfields:
        if code in wanted:
            new = wanted.pop(code)
            if new:
                kept.append((code, new))
        else:
            kept.append((code, text))
    for code, text in wanted.items():
        if text:
            rank = order.index(code) if code in order else len(order)
            at = next(
                (place for place, (other, _) in enumerate(kept) if other in order and order.index(other) > rank),
                len(kept),
            )
            kept.insert(at, (code, text))
    marks = f"{one.body.split(SUBFIELD, 1)[0]:<2}"[:2]
    return Field.of(one.tag, marks, *kept)


def _replace(record: Record, old: Field, new: Field | None) -> None:
    """By identity: two fields may say the same."""
    at = next(place for place, one in enumerate(record.fields) if one is old)
    record.fields[at : at + 1] = [new] if new is not None else []


def _write_title(record: Record, said: dict[str, str]) -> None:
    """245 with ISBD's punctuation between its parts: “title : subtitle / responsibility.”"""
    old = record.first("245")
    title, subtitle, by = said["title"], said["subtitle"], said["responsibility"]
    ends = " :" if subtitle else " /" if by else "."
    if old is not None and any(old.first(code) for code in "np"):
        ends = "."
    values = [("a", title + ends if title else "")]
    values.append(("b", subtitle + (" /" if by else ".") if subtitle else ""))
    values.append(("c", by + "." if by else ""))
    if old is None:
        main = "1" if _main_entry(record) is not None else "0"
        add_field(record, _with_subfields(Field.of("245", f"{main}0"), values, "anpbc"))
        return
    _replace(record, old, _with_subfields(old, values, "anpbc"))


def _write_author(record: Record, name: str) -> None:
    old = _main_entry(record)
    if old is None:
        if name:
            add_field(record, Field.of("100", "1 " if "," in name else "0 ", ("a", name)))
        return
    if not name:
        _replace(record, old, None)
        return
    ends = "," if any(old.first(code) for code in "de") else "" if name.endswith((".", "-")) else "."
    changed = _with_subfields(old, [("a", name + ends)], "a")
    if old.tag == "100":
        changed.body = ("1" if "," in name else "0") + changed.body[1:]
    _replace(record, old, changed)


def _write_imprint(record: Record, said: dict[str, str]) -> None:
    old = _imprint(record)
    place, publisher, year = said["place"], said["publisher"], said["year"]
    values = [
        ("a", place + (" :" if publisher else "," if year else "") if place else ""),
        ("b", publisher + ("," if year else "") if publisher else ""),
        ("c", year + ("." if year[-1:].isdigit() else "") if year else ""),
    ]
    if old is None:
        if place or publisher or year:
            add_field(record, _with_subfields(Field.of("264", " 1"), values, "abc"))
        return
    _replace(record, old, _with_subfields(old, values, "abc"))


def _write_one(record: Record, tag: str, marks: str, code: str, text: str) -> None:
    """The first field of this tag; taken out when nothing is left of it."""
    old = record.first(tag)
    if old is None:
        if text.strip(" :;"):
            add_field(record, Field.of(tag, marks, (code, text.strip(" :;"))))
        return
    changed = _with_subfields(old, [(code, text if text.strip(" :;") else "")], "abce")
    _replace(record, old, changed if changed.subfields else None)


def _write_lines(record: Record, tags: Iterable[str], text: str, line_of: object, field_of: object) -> None:
    """Fields that say a line that is still there stay untouched; lines that are new become fields."""
    assert callable(line_of)
    assert callable(field_of)
    wanted = [" ".join(line.split()) for line in text.splitlines() if line.strip()]
    for one in record.all(*tags):
        line = " ".join(line_of(one).split())
        if not line:
            continue  # nothing of it was shown, so nothing of it was taken away
        if line in wanted:
            wanted.remove(line)
        else:
            _replace(record, one, None)
    for line in wanted:
        add_field(record, field_of(line))


def _write_level(record: Record, text: str, is_it: object, field_of: object) -> None:
    assert callable(is_it)
    assert callable(field_of)
    old = next((one for one in record.all("521") if is_it(one)), None)
    if old is None:
        if text:
            add_field(record, field_of(text))
        return
    _replace(record, old, _with_subfields(old, [("a", text)], "ab") if text else None)


def _isbn_line(one: Field) -> str:
    return trimmed(one.first("a"))


def _isbn_lines(record: Record) -> list[str]:
    return [line for one in record.all("020") if (line := _isbn_line(one))]


def _series_line(one: Field) -> str:
    volume = one.first("v")
    return f"{trimmed(one.first('a'))} ; {volume}" if volume else trimmed(one.first("a"))


def _series_field(line: str) -> Field:
    name, _, volume = line.partition(" ; ")
    return Field.of("490", "0 ", ("a", f"{name} ;"), ("v", volume)) if volume else Field.of("490", "0 ", ("a", name))


def _subject_line(one: Field) -> str:
    """“Dogs -- Juvenile fiction”; codes that are no words ($2, $0) stay unsaid."""
    parts = [(code, text.strip()) for code, text in one.subfields if code.isalpha()]
    said = ""
    for code, text in parts:
        said += f" -- {text}" if code in _SUBDIVISIONS and said else f" {text}" if said else text
    return said.rstrip(".") if said[-3:].count(".") == 1 else said


def _subject_field(line: str) -> Field:
    """A topic of no list (second indicator 4) with general subdivisions."""
    first, *rest = [part.strip() for part in line.split(" -- ") if part.strip()] or [line]
    return Field.of("650", " 4", ("a", first), *(("x", part) for part in rest))


def _is_lexile(one: Field) -> bool:
    return "lexile" in one.text().lower()


def _level(one: Field) -> str:
    return one.first("a")
