"""Take in: one box to scan what comes back, with what to do next."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from firstbell.circulation.actions import CheckIn, check_in
from firstbell.circulation.forms.holds import CheckInForm
from firstbell.circulation.permissions import CirculationPermission as May
from firstbell.circulation.queries.desks import thing_at_desk
from firstbell.core.actor import Actor
from firstbell.core.answers import attempt
from firstbell.core.errors import Invalid
from firstbell.core.http import Request, page
from firstbell.core.undo import latest_offer
from firstbell.inventory.models import Item
from firstbell.people.models import Organisation

TONES = {"pickup": "brass", "transit_hold": "info", "transit_home": "info", "aside": "warn", "shelf": "good"}


@page(May.LOAN_RETURN)
def take_in(request: Request) -> HttpResponseBase:
    """POST takes the scanned thing in and shows where it goes; the box is ready for the next."""
    actor = request.actor
    home = request.POST.get("school") or request.GET.get("school") or _own_school(actor)
    form = CheckInForm(request.POST or None, actor=actor, initial={"school": home})
    done: CheckIn | None = None
    values = form.cleaned_data if request.method == "POST" and form.is_valid() else {}
    if values:
        done = attempt(form, lambda: _taken(values["code"], values["school"], values["from_book_drop"], actor))
    status = 422 if form.errors else 200
    if done is not None:
        form = CheckInForm(actor=actor, initial={"school": home, "from_book_drop": values["from_book_drop"]})
    context = {
        "page_title": "Take in",
        "form": form,
        "done": done,
        "said": _said(done) if done is not None else "",
        "tone": TONES[done.next_step.kind] if done is not None else "",
        "undo": latest_offer(actor) if done is not None and done.loan is not None else None,
        "pull_url": reverse("circulation:hold_pull") if actor.can(May.LOAN_VIEW) else "",
    }
    return render(request, "circulation/take_in.html", context, status=status)


def _own_school(actor: Actor) -> int | str:
    found = Organisation.objects.filter(path__in=[grant.org_path for grant in actor.grants if grant.org_path]).first()
    return found.pk if found is not None else ""


def _taken(code: str, school: Organisation, from_book_drop: bool, by: Actor) -> CheckIn:
    item = thing_at_desk(code, by, May.LOAN_RETURN)
    if item is None:
        raise Invalid(f"Nothing here has the code “{code}”.", remedy="Scan the label again.", field="code")
    return check_in(Item.objects.get(pk=item.pk), organisation=school, from_book_drop=from_book_drop, by=by)


def _said(done: CheckIn) -> str:
    if done.loan is not None:
        return "It is taken back."
    if done.arrived:
        return "It has arrived."
    return "It was not lent: counted as used in the house." if done.used_in_house else "It was not lent."
