"""A school's calendar: the year month by month, closings and extra days, the usual week, calendar files."""

from __future__ import annotations

import base64
import binascii
import calendar as months
import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from firstbell.core.actor import Actor
from firstbell.core.answers import attempt, go_after
from firstbell.core.calendars import SchoolDays
from firstbell.core.http import Request, page, redirect_with_toast, undo_toast
from firstbell.core.ui.shapes import Crumb
from firstbell.core.ui.toasts import Toast
from firstbell.core.undo import latest_offer
from firstbell.people.models import Organisation
from firstbell.people.queries import schools_for
from firstbell.rooms.actions.calendar_files import (
    LARGEST_BYTES,
    CalendarPreview,
    import_calendar,
    preview_calendar,
)
from firstbell.rooms.actions.calendars import add_entry, revoke_entry, set_school_week
from firstbell.rooms.forms import CalendarEntryForm, CalendarFileForm, WeekForm
from firstbell.rooms.models import CalendarEntry
from firstbell.rooms.permissions import RoomsPermission
from firstbell.rooms.queries import WEEKDAYS, day_types_of, ids_on, school_days_of

SCHOOL_YEAR_STARTS = 7  # July: the month a US school year's calendar is turned over


@dataclass(frozen=True, slots=True)
class Day:
    """One square of the grid."""

    date: dt.date
    is_open: bool
    is_today: bool
    reason: str
    day_type: str


@dataclass(frozen=True, slots=True)
class Month:
    name: str
    weeks: list[list[Day | None]]
    open_days: int


@page(RoomsPermission.CALENDAR_VIEW)
def calendar(request: Request) -> HttpResponseBase:
    """``?school=`` and ``?year=`` (the year in which the school year begins)."""
    schools = list(schools_for(request.actor, RoomsPermission.CALENDAR_VIEW).order_by("name"))
    school = _chosen(schools, request.GET.get("school"))
    if school is None:
        return render(request, "rooms/calendar.html", {"page_title": "Calendar", "school": None})
    today = timezone.localdate()
    year = _year(request.GET.get("year"), today)
    first, last = dt.date(year, SCHOOL_YEAR_STARTS, 1), dt.date(year + 1, SCHOOL_YEAR_STARTS, 1) - dt.timedelta(days=1)
    days = school_days_of(school, first=first, last=last)
    context = {
        "page_title": "Calendar",
        "page_meta": f"{school.name}, {year}–{year + 1}",
        "school": school,
        "schools": schools,
        "year": year,
        "months": _months(days, day_types_of(school, first=first, last=last), first, last, today),
        "entries": _entries(school, first, last),
        "usual": [day.capitalize() for number, day in enumerate(WEEKDAYS) if number in days.open_weekdays],
        "can_edit": request.actor.can(RoomsPermission.CALENDAR_EDIT, at=school.scope_path),
    }
    return render(request, "rooms/calendar.html", context)


@page(RoomsPermission.CALENDAR_EDIT)
def entry_add(request: Request, school: int) -> HttpResponseBase:
    where = _editable(request.actor, school)
    form = CalendarEntryForm(request.POST or None, organisation=where, initial={"first_day": request.GET.get("day")})
    if request.method == "POST" and form.is_valid():
        added = attempt(form, lambda: add_entry(where, **form.cleaned_data, by=request.actor))
        if added is not None:
            toast = undo_toast(f"{added.reason} is in the calendar.", latest_offer(request.actor))
            return redirect_with_toast(request, _url(where, added.first_day), toast)
    context = {
        "page_title": "Add a day to the calendar",
        "page_meta": f"For {where.name} and everything below it. Loans due on a closed day move by themselves.",
        "breadcrumbs": [Crumb("Calendar", _url(where))],
        "form": form,
        "submit": "Add",
        "cancel_url": _url(where),
    }
    return render(request, "core/form.html", context, status=422 if form.errors else 200)


@require_POST
@page(RoomsPermission.CALENDAR_EDIT)
def entry_revoke(request: Request, pk: int) -> HttpResponseBase:
    visible = CalendarEntry.objects.visible_to(request.actor).select_related("organisation")
    entry = get_object_or_404(visible, pk=pk)
    url = _url(entry.organisation, entry.first_day)
    return go_after(request, url, lambda: revoke_entry(entry, by=request.actor), f"{entry.reason} is taken back.")


@page(RoomsPermission.CALENDAR_EDIT)
def week(request: Request, school: int) -> HttpResponseBase:
    where = _editable(request.actor, school)
    today = timezone.localdate()
    usual = school_days_of(where, first=today, last=today).open_weekdays
    initial = {"open_days": [day for number, day in enumerate(WEEKDAYS) if number in usual]}
    form = WeekForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        done = attempt(form, lambda: set_school_week(where, open_days=form.cleaned_data["open_days"], by=request.actor))
        if done is not None:
            return redirect_with_toast(request, _url(where), Toast("The usual week is saved."))
    context = {
        "page_title": "The usual week",
        "page_meta": where.name,
        "breadcrumbs": [Crumb("Calendar", _url(where))],
        "form": form,
        "cancel_url": _url(where),
    }
    return render(request, "core/form.html", context, status=422 if form.errors else 200)


@page(RoomsPermission.CALENDAR_EDIT)
def calendar_file(request: Request, school: int) -> HttpResponseBase:
    """Upload, look, apply. Between the steps the file travels signed in the form; nothing is stored."""
    where = _editable(request.actor, school)
    if request.method == "POST" and request.POST.get("signed"):
        return _apply_file(request, where)
    form = CalendarFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data["file"].read(LARGEST_BYTES + 1)
        preview = attempt(form, lambda: preview_calendar(where, data, by=request.actor))
        if preview is not None:
            return render(request, "rooms/calendar_file.html", _preview_context(where, preview, data))
    context = {
        "page_title": "Calendar from a file",
        "page_meta": where.name,
        "breadcrumbs": [Crumb("Calendar", _url(where))],
        "form": form,
        "submit": "Look at it",
        "cancel_url": _url(where),
    }
    return render(request, "core/form.html", context | {"is_upload": True}, status=422 if form.errors else 200)


def _apply_file(request: Request, where: Organisation) -> HttpResponseBase:
    url = reverse("rooms:calendar_file", args=[where.pk])
    try:
        data = base64.b64decode(signing.loads(request.POST["signed"], salt=_salt(where), max_age=3600))
    except (signing.BadSignature, binascii.Error, ValueError):
        return redirect_with_toast(request, url, Toast("That preview is too old. Choose the file again.", tone="bad"))
    asked = (
        (name.removeprefix("effect-"), value) for name, value in request.POST.items() if name.startswith("effect-")
    )
    effects = {int(number): str(value) for number, value in asked if number.isdecimal()}
    revoke_gone = "revoke_gone" in request.POST
    done = import_calendar(where, data, effects=effects, revoke_gone=revoke_gone, by=request.actor)
    text = f"{done.added} added, {done.revoked} taken back, {done.known} already known."
    if done.issues:
        text += f" {len(done.issues)} could not be read."
    return redirect_with_toast(request, _url(where), Toast(text, tone="warn" if done.issues else "good"))


def _preview_context(where: Organisation, preview: CalendarPreview, data: bytes) -> dict[str, Any]:
    effects = [*CalendarEntry.Effect.choices, ("leave_out", "Leave out")]
    return {
        "page_title": "Calendar from a file",
        "page_meta": f"{where.name}: nothing is written yet",
        "breadcrumbs": [Crumb("Calendar", _url(where))],
        "preview": preview,
        "effects": effects,
        "school": where,
        "signed": signing.dumps(base64.b64encode(data).decode(), salt=_salt(where), compress=True),
    }


def _salt(where: Organisation) -> str:
    return f"rooms.calendar_file.{where.pk}"


def _url(where: Organisation, day: dt.date | None = None) -> str:
    url = f"{reverse('rooms:calendar')}?school={where.pk}"
    return url if day is None else f"{url}&year={_begin_of(day)}"


def _begin_of(day: dt.date) -> int:
    return day.year if day.month >= SCHOOL_YEAR_STARTS else day.year - 1


def _year(text: str | None, today: dt.date) -> int:
    return int(text) if text and text.isdecimal() and 2000 <= int(text[:5]) <= 2099 else _begin_of(today)


def _chosen(schools: list[Organisation], asked: str | None) -> Organisation | None:
    by_pk = {str(school.pk): school for school in schools}
    if asked in by_pk:
        return by_pk[asked]
    return next((one for one in schools if one.kind == Organisation.Kind.SCHOOL), schools[0] if schools else None)


def _editable(actor: Actor, school: int) -> Organisation:
    return get_object_or_404(schools_for(actor, RoomsPermission.CALENDAR_EDIT), pk=school)


def _entries(school: Organisation, first: dt.date, last: dt.date) -> list[CalendarEntry]:
    """Standing entries of the school and of what is above it that touch the year."""
    entries = (
        CalendarEntry.objects.standing()
        .filter(organisation__in=ids_on(school.scope_path), first_day__lte=last)
        .select_related("organisation")
    )
    return [entry for entry in entries if entry.last_day >= first or entry.repeats_yearly]


def _months(
    days: SchoolDays, day_types: dict[dt.date, str], first: dt.date, last: dt.date, today: dt.date
) -> list[Month]:
    found = []
    for offset in range(12):
        year, month = first.year + (first.month - 1 + offset) // 12, (first.month - 1 + offset) % 12 + 1
        weeks = [
            [_day(days, day_types, day, today) if day.month == month else None for day in one]
            for one in months.Calendar(firstweekday=6).monthdatescalendar(year, month)
        ]
        opened = sum(1 for one in weeks for day in one if day is not None and day.is_open and first <= day.date <= last)
        found.append(Month(f"{dt.date(year, month, 1):%B %Y}", weeks, opened))
    return found


def _day(days: SchoolDays, day_types: dict[dt.date, str], day: dt.date, today: dt.date) -> Day:
    exception = days.exceptions.get(day)
    return Day(
        date=day,
        is_open=days.is_open(day),
        is_today=day == today,
        reason=exception.reason if exception is not None else "",
        day_type=day_types.get(day, ""),
    )
