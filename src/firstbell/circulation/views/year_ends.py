"""The end of a school year: look, settle, close, and take it back."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from firstbell.circulation.actions import end_year, reopen_year
from firstbell.circulation.actions.year_ends import BACK_FOR
from firstbell.circulation.models import YearEnd
from firstbell.circulation.permissions import CirculationPermission as May
from firstbell.circulation.queries.year_end import year_preview
from firstbell.core.answers import go_after, refused
from firstbell.core.http import Request, page, redirect_with_toast, undo_toast
from firstbell.core.ui.shapes import Crumb
from firstbell.core.undo import latest_offer, use_undo
from firstbell.people.models import Organisation
from firstbell.people.queries import schools_for
from firstbell.rooms.queries import zone_of

_SHOWN = 10


@page(May.YEAR_END)
def year_end(request: Request) -> HttpResponseBase:
    """``?school=``; a POST closes the year there."""
    schools = list(
        schools_for(request.actor, May.YEAR_END).filter(kind=Organisation.Kind.SCHOOL).order_by("name", "pk")
    )
    asked = request.POST.get("school") or request.GET.get("school", "")
    school = next((one for one in schools if str(one.pk) == asked), schools[0] if schools else None)
    here = reverse("circulation:year_end")
    if request.method == "POST" and school is not None:
        back = f"{here}?school={school.pk}"
        said = refused(request, back, lambda: end_year(school, by=request.actor))
        return said or redirect_with_toast(
            request, back, undo_toast("The year is closed.", latest_offer(request.actor))
        )
    context: dict[str, Any] = {
        "page_title": "End of the school year",
        "page_meta": "What closing the year clears in the library, and what people settle first.",
        "breadcrumbs": [Crumb("Lending rules", reverse("circulation:rules"))]
        if request.actor.can(May.POLICY_VIEW)
        else [],
        "schools": schools,
        "school": school,
    }
    if school is not None:
        now = timezone.now()
        preview = year_preview(school, today=now.astimezone(zone_of(school)).date())
        ends = YearEnd.objects.visible_to(request.actor).filter(organisation=school)[:_SHOWN]
        context |= {
            "preview": preview,
            "year": f"{preview.school_year - 1}-{preview.school_year}",
            "ends": [(one, now - one.ended_at <= BACK_FOR) for one in ends],
            "seniors_url": f"{reverse('circulation:clearance')}?school={school.pk}&grade=12"
            if request.actor.can(May.LOAN_VIEW)
            else "",
            "days": BACK_FOR.days,
            "library_days": preview.clears["library days"],
            "plans": preview.clears["textbook plans"],
            "year_button": f"Close {preview.school_year - 1}-{preview.school_year}",
        }
    return render(request, "circulation/year_end.html", context)


@require_POST
@page(May.YEAR_END)
def year_end_back(request: Request, pk: int) -> HttpResponseBase:
    """Bring library days and textbook plans back; in the minute of undo all of it, as undo does."""
    row = get_object_or_404(YearEnd.objects.visible_to(request.actor).select_related("organisation"), pk=pk)
    back = f"{reverse('circulation:year_end')}?school={row.organisation_id}"
    offer = latest_offer(request.actor)
    if offer is not None and offer.handler.endswith(".undo_end_year") and offer.payload.get("year_end") == row.pk:
        token = offer.token
        return go_after(
            request, back, lambda: use_undo(token, by=request.actor), "The year is open again, holds as well."
        )
    return go_after(
        request, back, lambda: reopen_year(row, by=request.actor), "Library days and textbook plans are back."
    )
