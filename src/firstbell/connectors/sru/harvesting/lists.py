"""Titles in the order in which they changed, then those that are gone: pages of constant cost, however far on they are."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from django.db.models import Q, QuerySet

from firstbell.connectors.sru.harvesting.tokens import Standing
from firstbell.core.actor import ANONYMOUS
from firstbell.library.models import Copy, Title, TitleGone
from firstbell.library.queries.outgoing import for_records
from firstbell.people.models import Organisation

SET_PREFIX = "school-"
M = TypeVar("M", Title, TitleGone)


@dataclass(frozen=True, slots=True)
class Found:
    """``title`` is None when it is gone or hidden. ``sets``: of the schools that have a copy."""

    number: int
    changed: dt.datetime
    title: Title | None
    sets: tuple[str, ...] = ()


def schools() -> QuerySet[Organisation]:
    return Organisation.objects.schools().order_by("pk")


def school_of(set_spec: str) -> int | None:
    """The id of a school that has a set; None for no such set."""
    number = set_spec.removeprefix(SET_PREFIX)
    if not set_spec.startswith(SET_PREFIX) or not (number.isascii() and number.isdigit() and len(number) < 19):
        return None
    return schools().filter(pk=int(number)).values_list("pk", flat=True).first()


def one(number: int) -> Found | None:
    """A title by its number, also one that is gone."""
    title = for_records(Title.objects.filter(pk=number)).first()
    if title is not None:
        return _shown([title])[0]
    gone = TitleGone.objects.filter(title_id=number).first()
    return Found(number, gone.gone_at, None) if gone is not None else None


def count(standing: Standing) -> int:
    return _titles(standing).count() + _gone(standing).count()


def page(standing: Standing, size: int) -> tuple[list[Found], Standing | None]:
    """The next records, and where the one after them stands; None when they were the last."""
    found: list[Found] = []
    if standing.stage == "t":
        titles = list(for_records(_after(_titles(standing), standing, "changed_at", "pk"))[: size + 1])
        found = _shown(titles[:size])
        if len(titles) > size:
            return found, _moved(standing, found, "t")
        standing = replace(standing, at="", pk=0)
    room = size - len(found)
    gone = list(_after(_gone(standing), standing, "gone_at", "title_id")[: room + 1])
    lost = [Found(row.title_id, row.gone_at, None) for row in gone[:room]]
    if len(gone) <= room:
        return [*found, *lost], None
    following = _moved(standing, lost, "g") if lost else replace(standing, stage="g")
    return [*found, *lost], replace(following, sent=standing.sent + len(found) + len(lost))


def earliest() -> dt.datetime:
    """No record is older."""
    first = [
        Title.objects.order_by("changed_at").values_list("changed_at", flat=True).first(),
        TitleGone.objects.order_by("gone_at").values_list("gone_at", flat=True).first(),
    ]
    return min((moment for moment in first if moment is not None), default=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))


def _titles(standing: Standing) -> QuerySet[Title]:
    """Hidden ones too: to others they are gone. Which set they were in is not told, so they are in each."""
    titles = Title.objects.filter(_within(standing, "changed_at"))
    school = school_of(standing.set_spec) if standing.set_spec else None
    if school is None:
        return titles
    here = Copy.objects.visible_to(ANONYMOUS).filter(organisation_id=school)
    return titles.filter(Q(is_hidden=True) | Q(pk__in=here.values("product_id")))


def _gone(standing: Standing) -> QuerySet[TitleGone]:
    return TitleGone.objects.filter(_within(standing, "gone_at"))


def _within(standing: Standing, column: str) -> Q:
    inside = Q()
    if standing.start:
        inside &= Q(**{f"{column}__gte": dt.datetime.fromisoformat(standing.start)})
    if standing.end:
        inside &= Q(**{f"{column}__lt": dt.datetime.fromisoformat(standing.end)})
    return inside


def _after(rows: QuerySet[M], standing: Standing, moment: str, key: str) -> QuerySet[M]:
    if standing.at:
        at = dt.datetime.fromisoformat(standing.at)
        rows = rows.filter(Q(**{f"{moment}__gt": at}) | Q(**{moment: at, f"{key}__gt": standing.pk}))
    return rows.order_by(moment, key)


def _moved(standing: Standing, found: Sequence[Found], stage: str) -> Standing:
    last = found[-1]
    return replace(standing, stage=stage, at=last.changed.isoformat(), pk=last.number, sent=standing.sent + len(found))


def _shown(titles: Sequence[Title]) -> list[Found]:
    sets: dict[int, list[str]] = {}
    copies = Copy.objects.visible_to(ANONYMOUS).filter(product_id__in=[title.pk for title in titles])
    for number, school in copies.order_by().values_list("product_id", "organisation_id").distinct():
        sets.setdefault(number, []).append(f"{SET_PREFIX}{school}")
    return [
        Found(title.pk, title.changed_at, None if title.is_hidden else title, tuple(sorted(sets.get(title.pk, ()))))
        for title in titles
    ]
