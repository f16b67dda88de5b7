"""Bell schedules: the periods of each kind of day, and which one rings today."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from firstbell.core.actor import Actor
from firstbell.core.answers import attempt, go_after
from firstbell.core.http import Request, page, redirect_with_toast
from firstbell.core.ui.shapes import Crumb
from firstbell.core.ui.toasts import Toast
from firstbell.people.models import Organisation
from firstbell.people.queries import schools_for
from firstbell.rooms.actions.bells import Period, remove_bell_schedule, save_bell_schedule
from firstbell.rooms.forms import BellScheduleForm, PeriodFormSet
from firstbell.rooms.models import BellSchedule
from firstbell.rooms.permissions import RoomsPermission
from firstbell.rooms.queries import bell_schedule_on


@page(RoomsPermission.CALENDAR_VIEW)
def bells(request: Request) -> HttpResponseBase:
    """``?school=`` chooses one of several."""
    schools = list(schools_for(request.actor, RoomsPermission.CALENDAR_VIEW).filter(kind="school").order_by("name"))
    asked = {str(school.pk): school for school in schools}
    school = asked.get(request.GET.get("school", ""), schools[0] if schools else None)
    context: dict[str, Any] = {"page_title": "Bell schedules", "schools": schools, "school": school}
    if school is not None:
        today = bell_schedule_on(school, timezone.localdate())
        schedules = BellSchedule.objects.filter(organisation=school).prefetch_related("periods")
        context |= {
            "page_meta": f"{school.name}. Today: {today.name if today else 'no bells'}",
            "schedules": list(schedules),
            "today": today,
            "can_edit": request.actor.can(RoomsPermission.BELL_EDIT, at=school.scope_path),
        }
    return render(request, "rooms/bells.html", context)


@page(RoomsPermission.BELL_EDIT)
def bell_add(request: Request, school: int) -> HttpResponseBase:
    return _edit(request, _editable(request.actor, school), None)


@page(RoomsPermission.BELL_EDIT)
def bell_edit(request: Request, school: int, day_type: str) -> HttpResponseBase:
    where = _editable(request.actor, school)
    return _edit(request, where, get_object_or_404(BellSchedule, organisation=where, day_type=day_type))


@require_POST
@page(RoomsPermission.BELL_EDIT)
def bell_remove(request: Request, school: int, day_type: str) -> HttpResponseBase:
    where = _editable(request.actor, school)
    schedules = BellSchedule.objects.select_related("organisation")
    schedule = get_object_or_404(schedules, organisation=where, day_type=day_type)
    done = f"“{schedule.name}” is removed."
    return go_after(request, _url(where), lambda: remove_bell_schedule(schedule, by=request.actor), done)


def _edit(request: Request, where: Organisation, schedule: BellSchedule | None) -> HttpResponseBase:
    known = list(schedule.periods.all()) if schedule is not None else []
    periods = PeriodFormSet(
        request.POST or None,
        initial=[{"label": one.label, "starts_at": one.starts_at, "ends_at": one.ends_at} for one in known],
    )
    about = {"day_type": schedule.day_type, "name": schedule.name} if schedule is not None else None
    form = BellScheduleForm(request.POST or None, initial=about)
    if schedule is not None:
        form.fields["day_type"].disabled = True
    if request.method == "POST" and form.is_valid() and periods.is_valid():
        rung = [Period(**row) for row in periods.cleaned_data if row.get("label")]
        values = form.cleaned_data
        saved = attempt(form, lambda: save_bell_schedule(where, **values, periods=rung, by=request.actor))
        if saved is not None:
            return redirect_with_toast(request, _url(where), Toast(f"“{saved.name}” is saved."))
    context = {
        "page_title": f"Edit {schedule.name}" if schedule is not None else "Add a bell schedule",
        "page_meta": where.name,
        "breadcrumbs": [Crumb("Bell schedules", _url(where))],
        "form": form,
        "periods": periods,
        "cancel_url": _url(where),
    }
    has_errors = bool(form.errors) or (request.method == "POST" and not periods.is_valid())
    return render(request, "rooms/bell_form.html", context, status=422 if has_errors else 200)


def _editable(actor: Actor, school: int) -> Organisation:
    return get_object_or_404(schools_for(actor, RoomsPermission.BELL_EDIT), pk=school)


def _url(where: Organisation) -> str:
    return f"{reverse('rooms:bells')}?school={where.pk}"
