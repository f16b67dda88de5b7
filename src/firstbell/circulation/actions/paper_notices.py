"""Printing notices of the library: what is on the paper is told to nobody else, that it was printed is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.utils import timezone

from firstbell.circulation.events import NoticesPrinted
from firstbell.circulation.models.seen import library_scope
from firstbell.circulation.permissions import CirculationPermission
from firstbell.circulation.queries.paper_notices import (
    KIND_LABELS,
    KINDS,
    LAYOUTS,
    MOST,
    Paper,
    papers,
    readers_to_tell,
)
from firstbell.core.actor import Actor
from firstbell.core.errors import Conflict, Forbidden, Invalid
from firstbell.core.events import change
from firstbell.people.models import Organisation, Section


def print_notices(
    organisation: Organisation,
    *,
    kind: str,
    layout: str,
    homerooms: Sequence[Section] = (),
    grades: Sequence[str] = (),
    by: Actor,
    now: dt.datetime | None = None,
) -> list[Paper]:
    """What is to be printed; the trail keeps that it was, for how many readers and things.

    ``kind``: overdue, hold_ready, lost, out. ``layout``: homeroom (a strip each), letter (to the families of students). Raises
    Forbidden (``circulation.library_loan.view`` at the school), Invalid, Conflict when there is nobody or are too many.
    """
    if not library_scope(by).covers(organisation.scope_path):
        raise Forbidden(CirculationPermission.LIBRARY_LOAN_VIEW, organisation.scope_path)
    if kind not in KINDS:
        raise Invalid(f"“{kind}” is no kind of notice.", remedy=f"Use one of: {', '.join(KINDS)}.", field="kind")
    if layout not in LAYOUTS:
        raise Invalid(f"“{layout}” is no layout.", remedy=f"Use one of: {', '.join(LAYOUTS)}.", field="layout")
    is_strip = layout == "homeroom"
    readers = readers_to_tell(
        organisation, kind, homerooms=homerooms, grades=grades, only_students=not is_strip, now=now or timezone.now()
    )
    if not readers:
        raise Conflict("There is nobody to tell.", remedy="Choose other homerooms, grades or another kind.")
    if len(readers) > MOST:
        raise Conflict(
            f"{len(readers)} readers are more than one print run takes ({MOST}).", remedy="Choose some homerooms."
        )
    printed = papers(readers, kind, organisation, is_strip=is_strip)
    with change(by) as unit:
        unit.publish(
            NoticesPrinted(
                subject=organisation.ref,
                org_path=organisation.scope_path,
                what=KIND_LABELS[kind].lower(),
                layout=LAYOUTS[layout].lower(),
                readers=len(readers),
                things=sum(len(one.things) for one in readers),
            )
        )
    return printed
