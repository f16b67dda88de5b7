"""The collection in numbers: what there is, how old it is, what goes out, what is asked for, what stands idle. No person in it."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import Avg, Count, Exists, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Substr

from firstbell.circulation.models import Hold, LendingCount, PatronGroup, ProductUse
from firstbell.library.content import language_name, languages
from firstbell.library.models import NOT_ON_LIST, Copy, Title
from firstbell.library.queries.shelf_checks import ON_SHELF
from firstbell.library.queries.weeding import years_before

#: So many signs of a key tell the class: a section’s letters, or the Dewey number.
_SIGNS = 8
TOP = 20
#: Loans of fewer are not told apart by group of readers. Ours: the same as the help desk's reports begin with.
SMALLEST_GROUP = 5
_HUNDREDS = {
    "0": "000 Computers, general", "1": "100 Thinking", "2": "200 Religions", "3": "300 Society", "4": "400 Languages",
    "5": "500 Science", "6": "600 Technology", "7": "700 Arts and sports", "8": "800 Literature", "9": "900 History, places",
}  # fmt: skip
_SECTIONS = {"FIC": "Fiction", "E": "Picture books", "B": "Biographies", "GN": "Graphic novels", "REF": "Reference"}
WITHOUT = "No call number"
OTHER_LETTERS = "In letters of other scripts"


@dataclass(frozen=True)
class Table:
    """Rows of (label, numbers by column); what is drawn is the column ``drawn``. None is not shown."""

    key: str
    title: str
    columns: Sequence[str]
    rows: Sequence[tuple[str, Sequence[float | None]]]
    meaning: str
    drawn: int = 0
    urls: Sequence[str] = field(default_factory=tuple)


def class_of_key(key: str) -> str:
    """The class of a sort key's beginning, in words."""
    if not key:
        return WITHOUT
    text = bytes.fromhex(key[: len(key) // 2 * 2]).decode("ascii", "replace")
    section, _, rest = text.partition("!")
    section, more, _ = section.partition("#")
    if "~" in section:
        return OTHER_LETTERS
    if section:
        is_cut = len(text) == _SIGNS == len(section) and not more
        return f"{section}…" if is_cut else _SECTIONS.get(section, section)
    return _HUNDREDS.get(rest[:1], "Other call numbers")


def collection_tables(schools: Iterable[int], *, since: dt.date, today: dt.date, idle_years: int = 3) -> list[Table]:
    """All tables for these schools; loans from ``since`` on. A dozen queries, however large the library."""
    ids = list(schools)
    copies = Copy.objects.filter(organisation_id__in=ids, merged_into=None).exclude(status__in=NOT_ON_LIST)
    lent = LendingCount.objects.filter(organisation_id__in=ids, month__gte=since.replace(day=1))
    uses = ProductUse.objects.filter(organisation_id__in=ids, month__gte=since.replace(day=1))
    return [
        _by_class(copies, today),
        _idle(copies, years_before(today, idle_years), idle_years),
        _loans_by(lent, "product_class", "Loans by class", "loans-class", lambda code: code or WITHOUT),
        _loans_by_reader(lent),
        _loans_by_month(lent),
        _most_used(uses),
        _most_wanted(ids),
        _diversity(copies, "format", "Formats", dict(Title.Format.choices)),
        _diversity(copies, "language", "Languages", {code: language_name(code) for code in languages()}),
        _diversity(copies, "audience", "Readers they are made for", dict(Title.Audience.choices)),
    ]


def _by_class(copies: QuerySet[Copy], today: dt.date) -> Table:
    rows = (
        copies.order_by()
        .values(part=Substr("call_sort", 1, _SIGNS * 2))
        .annotate(copies=Count("pk"), dated=Count("product__title__year"), year=Avg("product__title__year"))
    )
    found: dict[str, list[float]] = defaultdict(lambda: [0, 0, 0])
    for row in rows:
        sums = found[class_of_key(row["part"])]
        sums[0] += row["copies"]
        sums[1] += row["dated"]
        sums[2] += (row["year"] or 0) * row["dated"]
    return Table(
        "class", "Copies and their age by class", ("Copies", "Average age in years"),
        [
            (name, (count, round(today.year - total / dated, 1) if dated else None))
            for name, (count, dated, total) in sorted(found.items())
        ],
        "Copies that are not withdrawn. The age is counted from the year of publication, where the record says one.",
    )  # fmt: skip


def _idle(copies: QuerySet[Copy], since: dt.date, years: int) -> Table:
    """Copies that stand on the shelf whose title was not used at their school."""
    used = ProductUse.objects.filter(
        product=OuterRef("product_id"), organisation=OuterRef("organisation_id"), month__gte=since.replace(day=1)
    )
    idle = Q(~Exists(used)) & Q(created_at__date__lt=since)
    rows = (
        copies.filter(status__in=ON_SHELF)
        .order_by()
        .values(part=Substr("call_sort", 1, _SIGNS * 2))
        .annotate(all=Count("pk"), idle=Count("pk", filter=idle))
    )
    found: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for row in rows:
        found[class_of_key(row["part"])][0] += row["idle"]
        found[class_of_key(row["part"])][1] += row["all"]
    return Table(
        "idle", f"Not used for {years} years", ("Copies", "Per cent of the class"),
        [(name, (idle, round(100 * idle / count))) for name, (idle, count) in sorted(found.items()) if idle],
        "On the shelf, here for longer than that, and its title neither lent nor used in the library, as far as it was counted.",
    )  # fmt: skip


def _loans_by(
    lent: QuerySet[LendingCount], column: str, title: str, key: str, label: Callable[[str], str], *, hides: bool = False
) -> Table:
    sums: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for value, loans, renewals in lent.order_by().values_list(column).annotate(Sum("loans"), Sum("renewals")):
        name = label(value)
        sums[name][0] += loans
        sums[name][1] += renewals
    rows = [
        (name, (None, None) if hides and loans < SMALLEST_GROUP else (loans, renewals))
        for name, (loans, renewals) in sorted(sums.items(), key=lambda one: -one[1][0])
    ]
    return Table(
        key, title, ("Loans", "Renewals"), rows, "Counted when a thing comes back; what is out is not in it yet."
    )


def _loans_by_reader(lent: QuerySet[LendingCount]) -> Table:
    names = dict(PatronGroup.objects.values_list("code", "name"))
    table = _loans_by(
        lent,
        "patron_group",
        "Loans by group of readers",
        "loans-readers",
        lambda code: names.get(code, code),
        hides=True,
    )
    said = f"By band of grades. Groups with fewer than {SMALLEST_GROUP} loans are not shown, so that no number points at a child."
    return Table(table.key, table.title, table.columns, table.rows, said)


def _loans_by_month(lent: QuerySet[LendingCount]) -> Table:
    rows = lent.order_by("month").values_list("month").annotate(Sum("loans"))
    return Table(
        "loans-month", "Loans by month", ("Loans",), [(f"{month:%b %Y}", (loans,)) for month, loans in rows], ""
    )


def _most_used(uses: QuerySet[ProductUse]) -> Table:
    rows = (
        uses.order_by()
        .values_list("product_id", "product__name")
        .annotate(loans=Sum("loans"), house=Sum("in_house"))
        .order_by("-loans", "product__name")[:TOP]
    )
    return Table(
        "most-used", "Most read", ("Loans", "In the library"),
        [(name, (loans, house)) for _, name, loans, house in rows], "How often, never by whom.",
    )  # fmt: skip


def _most_wanted(ids: list[int]) -> Table:
    waiting = Hold.objects.open().filter(organisation_id__in=ids, copy=None, product__item_type__purpose="library")
    rows = (
        waiting.order_by()
        .values_list("product_id", "product__name")
        .annotate(
            holds=Count("pk", distinct=True),
            copies=Count("product__items", filter=~Q(product__items__status__in=NOT_ON_LIST), distinct=True),
        )
        .order_by("-holds", "product__name")[:TOP]
    )
    return Table(
        "most-wanted", "Most waited for", ("Waiting", "Copies"),
        [(name, (holds, copies)) for _, name, holds, copies in rows], "Where a second copy would be read at once.",
    )  # fmt: skip


def _diversity(copies: QuerySet[Copy], column: str, title: str, names: dict[str, str]) -> Table:
    path = f"product__title__{column}"
    rows = copies.order_by().values_list(path).annotate(copies=Count("pk")).order_by("-copies")
    return Table(
        column, title, ("Copies",), [(str(names.get(kind, kind)) or "Not said", (count,)) for kind, count in rows], ""
    )
