"""Closing a school year in a library: once for each school and year, and back again."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from firstbell.circulation.actions.holds import cancel_hold, undo_cancel_hold
from firstbell.circulation.events import YearEnded, YearReopened
from firstbell.circulation.models import ClassVisit, SectionTextbook, YearEnd
from firstbell.circulation.permissions import CirculationPermission
from firstbell.circulation.queries.year_end import holds_to_end, plans_to_drop, school_year_to_end
from firstbell.core.actor import Actor
from firstbell.core.errors import Conflict, FirstbellError, Invalid
from firstbell.core.events import change
from firstbell.core.undo import offer_undo, undo_handler
from firstbell.inventory.models import Product
from firstbell.people.models import Organisation, Section
from firstbell.rooms.queries import zone_of

#: So long library days and plans of textbooks can be brought back; holds only in the minute of undo.
BACK_FOR = dt.timedelta(days=30)


def end_year(organisation: Organisation, *, by: Actor, now: dt.datetime | None = None) -> YearEnd:
    """Cancel the holds, clear the library days and the textbook plans whose copies are back; once. Offers undo.

    Done already, nothing happens and what was done is returned. Loans, claims, losses and fees stay: they are people's to
    settle. Raises Forbidden (``circulation.year.end``), Invalid when it is no school.
    """
    by.require(CirculationPermission.YEAR_END, at=organisation.scope_path)
    if organisation.kind != Organisation.Kind.SCHOOL:
        raise Invalid(f"{organisation.name} is no school.", remedy="Choose a school.", field="organisation_id")
    moment = now or timezone.now()
    year = school_year_to_end(moment.astimezone(zone_of(organisation)).date())
    with change(by) as unit:
        Organisation.objects.select_for_update(of=("self",)).get(pk=organisation.pk)  # two desks at once
        done = YearEnd.objects.filter(organisation=organisation, school_year=year).first()
        if done is not None:
            return done
        holds = _cancel_holds(organisation, by)
        visits = ClassVisit.objects.filter(section__organisation=organisation).order_by("pk")
        plans = plans_to_drop(organisation)
        row = YearEnd(organisation=organisation, school_year=year, ended_at=moment, ended_by=by.name[:200])
        row.visits = [list(one) for one in visits.values_list("section_id", "weekday")]
        row.textbooks = [[one.section_id, one.product_id, one.kind, one.wanted] for one in plans]
        row.cleared = {"holds": len(holds), "library days": len(row.visits), "textbook plans": len(plans)}
        row.save(force_insert=True)
        visits.delete()
        SectionTextbook.objects.filter(pk__in=[one.pk for one in plans]).delete()
        note = ", ".join(f"{count} {what}" for what, count in row.cleared.items())
        unit.publish(YearEnded(subject=organisation.ref, org_path=organisation.scope_path, year=year, note=note))
        label = f"School year {year - 1}-{year} closed"
        offer_undo(undo_end_year, {"year_end": row.pk, "holds": holds}, label=label, by=by)
    return row


def reopen_year(year_end: YearEnd, *, by: Actor, now: dt.datetime | None = None) -> None:
    """Bring library days and textbook plans back, for a month, where the class has none of its own by now.

    Raises Forbidden (``circulation.year.end``), Conflict when it is too late or was done already.
    """
    organisation = year_end.organisation
    by.require(CirculationPermission.YEAR_END, at=organisation.scope_path)
    with change(by) as unit:
        held = YearEnd.objects.select_for_update(of=("self",)).filter(pk=year_end.pk).first()
        if held is None:
            raise Conflict("It was taken back already.", remedy="Nothing more to do.")
        if (now or timezone.now()) - held.ended_at > BACK_FOR:
            raise Conflict(f"More than {BACK_FOR.days} days have passed.", remedy="Enter the library days anew.")
        sections = set(Section.objects.filter(organisation=organisation, closed_at=None).values_list("pk", flat=True))
        titles = set(Product.objects.filter(pk__in=[one[1] for one in held.textbooks]).values_list("pk", flat=True))
        busy = set(ClassVisit.objects.filter(section__in=sections).values_list("section_id", flat=True))
        ClassVisit.objects.bulk_create(
            ClassVisit(section_id=section, weekday=day) for section, day in held.visits if section in sections - busy
        )
        SectionTextbook.objects.bulk_create(
            (
                SectionTextbook(section_id=section, product_id=product, kind=kind, wanted=wanted)
                for section, product, kind, wanted in held.textbooks
                if section in sections and product in titles
            ),
            ignore_conflicts=True,
        )
        unit.publish(YearReopened(subject=organisation.ref, org_path=organisation.scope_path, year=held.school_year))
        held.delete()


@undo_handler
def undo_end_year(payload: dict[str, Any], *, by: Actor) -> str | None:
    """All of it, holds as well; says how many of them could not be brought back."""
    row = YearEnd.objects.select_related("organisation").filter(pk=payload["year_end"]).first()
    if row is None:
        raise Conflict("It was taken back already.", remedy="Nothing more to do.")
    nobody, lost = _as_nobody(by), 0
    with change(by):
        reopen_year(row, by=by)
        for hold in payload["holds"]:
            try:
                undo_cancel_hold(hold, by=nobody)
            except FirstbellError:
                lost += 1
    return f"{lost} holds could not be brought back" if lost else None


def _cancel_holds(organisation: Organisation, by: Actor) -> list[dict[str, Any]]:
    """What undo needs of each."""
    nobody, payloads = _as_nobody(by), []
    for hold in holds_to_end(organisation):
        payloads.append({"hold": hold.pk, "state": hold.state, "copy": hold.copy_id, "at": timezone.now().isoformat()})
        cancel_hold(hold, by=nobody)
    return payloads


def _as_nobody(by: Actor) -> Actor:
    """The same rights without being a reader: a librarian's own hold among them is cancelled by the desk."""
    return Actor(
        key=by.key, name=by.name, grants=by.grants, account_id=by.account_id, via=by.via, limit_to=by.limit_to,
        read_only=by.read_only, is_disguised=by.is_disguised,
    )  # fmt: skip
