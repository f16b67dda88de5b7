"""Who is to be told on paper what they have of the library: overdue, on the pick-up shelf, lost, or all of it.

For the library only, and for things that are out or wait now: nothing here knows what somebody had.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, QuerySet, Sum

from firstbell.circulation import notices
from firstbell.circulation.models import Claim, FeeEntry, Hold, Loan, LoanCharge
from firstbell.circulation.queries.loans import states_of
from firstbell.circulation.queries.matrix import library_types
from firstbell.circulation.queries.policies import effective_rules_of_types
from firstbell.core.notifications.kinds import NoticeKind
from firstbell.core.notifications.languages import FALLBACK, FOOT, SHIPPED, Cents, Said, day_text, language_name, spoken
from firstbell.core.notifications.recipients import Recipient
from firstbell.core.notifications.rendering import own_words, render
from firstbell.inventory.models import ItemType
from firstbell.people.models import Guardianship, Organisation, Person, Section
from firstbell.rooms.queries import zone_of

KINDS = {
    "overdue": notices.LETTER_OVERDUE,
    "hold_ready": notices.LETTER_HOLD_READY,
    "lost": notices.LETTER_LOST,
    "out": notices.LETTER_OUT,
}
KIND_LABELS = {
    "overdue": "Overdue",
    "hold_ready": "Ready to pick up",
    "lost": "Counts as lost",
    "out": "What they have",
}
LAYOUTS = {"homeroom": "Homeroom sheets", "letter": "Letters to families"}
#: So many readers one print run takes.
MOST = 800
_LIBRARY = ItemType.Purpose.LIBRARY
_STRICTEST_FIRST = ("none", "letters", "all")


@dataclass(frozen=True, slots=True)
class PaperThing:
    """One thing; ``day`` is when it was due, or until when it waits."""

    title: str
    item_type_id: int
    day: dt.date | None
    cents: int = 0
    loan_id: int | None = None
    hold_id: int | None = None


@dataclass(slots=True)
class PaperReader:
    """One reader with what they are told of. ``languages`` are codes we have; ``wanted`` one that we have not."""

    person: Person
    things: list[PaperThing] = field(default_factory=list)
    titles: str = "none"
    languages: tuple[str, ...] = ("en",)
    wanted: str = ""

    @property
    def homeroom(self) -> str:
        return self.person.homeroom.title if self.person.homeroom is not None else "No homeroom"

    @property
    def cents(self) -> int:
        return sum(one.cents for one in self.things)


@dataclass(frozen=True, slots=True)
class Paper:
    """What is printed for one reader in one language. ``inside`` is folded in, where titles may be named on a strip."""

    reader: PaperReader
    code: str
    strip: str
    title: str
    body: str
    inside: tuple[str, ...] = ()
    sorry: str = ""


def readers_to_tell(
    organisation: Organisation,
    kind: str,
    *,
    homerooms: Iterable[Section] = (),
    grades: Iterable[str] = (),
    only_students: bool = False,
    now: dt.datetime,
) -> list[PaperReader]:
    """Those of a school, by homeroom and name; nobody asked for means everybody. Constant queries."""
    things = _THINGS[kind](organisation, now)
    people = Person.objects.filter(pk__in=list(things), merged_into=None).select_related("homeroom", "organisation")
    rooms, bands = [one.pk for one in homerooms], list(grades)
    if rooms:
        people = people.filter(homeroom__in=rooms)
    if bands:
        people = people.filter(grade__in=bands)
    if only_students:
        people = people.filter(kind=Person.Kind.STUDENT)
    ordered = sorted(people, key=lambda one: (one.homeroom is None, str(one.homeroom), one.sort_name, one.pk))
    return _known([PaperReader(one, things[one.pk]) for one in ordered], organisation)


def readers_of_class(organisation: Organisation, people: Sequence[Person], *, names_titles: bool) -> list[PaperReader]:
    """Those of a class who have something, in the order given; ``names_titles`` False for who may not know which.

    For :func:`papers` of kind “out”. Three statements and those of the rules.
    """
    things = _lent(_loans(organisation).filter(borrower__in=[one.pk for one in people]), zone_of(organisation))
    readers = _known([PaperReader(one, things[one.pk]) for one in people if one.pk in things], organisation)
    for reader in readers:
        reader.titles = reader.titles if names_titles else "none"
    return readers


def _known(readers: list[PaperReader], organisation: Organisation) -> list[PaperReader]:
    _say_titles(readers, organisation)
    _say_languages(readers)
    return readers


def papers(readers: Sequence[PaperReader], kind: str, organisation: Organisation, *, is_strip: bool) -> list[Paper]:
    """A strip for each in the first language, or a letter in each language of the family."""
    sort = KINDS[kind]
    found = []
    for reader in readers:
        for code in reader.languages[:1] if is_strip else reader.languages:
            found.append(_paper(reader, code, sort, kind, organisation, is_strip=is_strip))
    return found


def _paper(
    reader: PaperReader, code: str, sort: NoticeKind, kind: str, organisation: Organisation, *, is_strip: bool
) -> Paper:
    lines = tuple(_line(one, code, kind) for one in reader.things)
    names_titles = not is_strip and reader.titles in {"letters", "all"}
    child = reader.person.preferred_given_name or reader.person.given_name
    values = {
        "device": "\n".join(lines) if names_titles else _how_many(len(lines)),
        "child": reader.person.name if is_strip else child,
        "amount": Cents(reader.cents) if reader.cents else "",
        "due": min((one.day for one in reader.things if one.day is not None), default=""),
        "school": organisation.name,
    }
    family = Said(f"family of {reader.person.name}", f"familia de {reader.person.name}")
    to = Recipient("", family.es if code == "es" else family.en, languages=(code,))
    said = render(sort, to, {k: v for k, v in values.items() if k in sort.names}, own_words(sort))
    strip = " ".join(said.line.split())
    inside = lines if is_strip and reader.titles == "all" else ()
    is_second_best = reader.wanted and code == FALLBACK and not is_strip
    sorry = FOOT[code]["sorry"].format(language=language_name(reader.wanted)) if is_second_best else ""
    return Paper(reader, code, strip, said.title, said.body, inside, sorry)


def _how_many(count: int) -> Said:
    if count == 1:
        return Said("1 library item", "1 material de la biblioteca")
    return Said(f"{count} library items", f"{count} materiales de la biblioteca")


def _line(thing: PaperThing, code: str, kind: str) -> str:
    """ "Hatchet (due Friday, December 4)"."""
    if kind == "lost":
        return f"{thing.title} (${thing.cents / 100:,.2f})" if thing.cents else thing.title
    if thing.day is None:
        return thing.title
    is_due = kind in {"overdue", "out"}
    word = ("para el" if is_due else "hasta el") if code == "es" else ("due" if is_due else "until")
    return f"{thing.title} ({word} {day_text(thing.day, code)})"


def _overdue(organisation: Organisation, now: dt.datetime) -> dict[int, list[PaperThing]]:
    claimed = Claim.objects.open().filter(loan=OuterRef("pk"))
    loans = list(_loans(organisation).filter(due_at__lt=now, billed_on=None).exclude(Exists(claimed)))
    states, zone = states_of(loans, now=now), zone_of(organisation)
    found: dict[int, list[PaperThing]] = {}
    for loan in loans:
        if states[loan.pk].key == "overdue" and loan.borrower_id is not None and loan.due_at is not None:
            thing = PaperThing(
                loan.item.product.name, loan.item.item_type_id, loan.due_at.astimezone(zone).date(), loan_id=loan.pk
            )
            found.setdefault(loan.borrower_id, []).append(thing)
    return found


def _ready(organisation: Organisation, _now: dt.datetime) -> dict[int, list[PaperThing]]:
    holds = Hold.objects.open().filter(
        organisation=organisation, state=Hold.State.READY, product__item_type__purpose=_LIBRARY
    )
    found: dict[int, list[PaperThing]] = {}
    for hold in holds.select_related("product").order_by("keep_until", "pk"):
        found.setdefault(hold.person_id, []).append(
            PaperThing(hold.product.name, hold.product.item_type_id, hold.keep_until, hold_id=hold.pk)
        )
    return found


def _lost(organisation: Organisation, _now: dt.datetime) -> dict[int, list[PaperThing]]:
    """What was charged and is still owed by somebody who owes anything at all; what has no price only needs looking for."""
    owing = FeeEntry.objects.order_by().values("person").annotate(sum=Sum("cents")).filter(sum__gt=0).values("person")
    charges = dict(
        LoanCharge.objects.filter(kind=LoanCharge.Kind.LOST, loan__returned_at=None, loan__organisation=organisation)
        .filter(entry__person__in=owing)
        .values_list("loan_id", "entry__cents")
    )
    found: dict[int, list[PaperThing]] = {}
    for loan in _loans(organisation).filter(billed_on__isnull=False):
        has_price = bool(loan.item.product.replacement_cents)
        if loan.borrower_id is not None and (loan.pk in charges or not has_price):
            thing = PaperThing(loan.item.product.name, loan.item.item_type_id, None, charges.get(loan.pk, 0), loan.pk)
            found.setdefault(loan.borrower_id, []).append(thing)
    return found


def _out(organisation: Organisation, _now: dt.datetime) -> dict[int, list[PaperThing]]:
    return _lent(_loans(organisation), zone_of(organisation))


def _lent(loans: QuerySet[Loan], zone: ZoneInfo) -> dict[int, list[PaperThing]]:
    """All of these loans by reader, the soonest due first."""
    found: dict[int, list[PaperThing]] = {}
    for loan in loans:
        day = loan.due_at.astimezone(zone).date() if loan.due_at is not None else None
        thing = PaperThing(loan.item.product.name, loan.item.item_type_id, day, loan_id=loan.pk)
        found.setdefault(loan.borrower_id or 0, []).append(thing)
    return found


_THINGS = {"overdue": _overdue, "hold_ready": _ready, "lost": _lost, "out": _out}


def _loans(organisation: Organisation) -> QuerySet[Loan]:
    lent = Loan.objects.open().filter(organisation=organisation, borrower__isnull=False, part_of=None)
    return (
        lent.filter(item__item_type__purpose=_LIBRARY)
        .select_related("item__product", "organisation")
        .order_by("due_at", "pk")
    )


def _say_titles(readers: Sequence[PaperReader], organisation: Organisation) -> None:
    """By the rule “Titles on printed notices”, asked once for each grade; of several types the strictest counts."""
    kinds = library_types()
    known: dict[tuple[str, str], dict[int, str]] = {}
    for reader in readers:
        key = (reader.person.kind, reader.person.grade)
        if key not in known:
            rules = effective_rules_of_types(organisation, reader.person, kinds)
            known[key] = {type_id: one.text("titles_on_paper") for type_id, one in rules.items()}
        asked = {known[key][one.item_type_id] for one in reader.things}
        reader.titles = next((one for one in _STRICTEST_FIRST if one in asked), "none")


def _say_languages(readers: Sequence[PaperReader]) -> None:
    """Each language that a guardian reads, of those we have; the child's own where no guardian says one."""
    rows = Guardianship.objects.filter(student__in=[one.person.pk for one in readers], guardian__withdrawn_on=None)
    tags: dict[int, list[str]] = {}
    for student_id, tag in rows.order_by("pk").values_list("student_id", "guardian__language"):
        if tag:
            tags.setdefault(student_id, []).append(tag)
    for reader in readers:
        asked = tags.get(reader.person.pk) or ([reader.person.language] if reader.person.language else [])
        said = [spoken([tag]) for tag in asked] or [spoken([])]
        reader.languages = tuple(code for code in SHIPPED if code in {one.code for one in said})
        reader.wanted = next((one.wanted for one in said if one.wanted), "")
