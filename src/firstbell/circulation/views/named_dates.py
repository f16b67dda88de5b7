"""Named due dates: the dates rules point at, entered years ahead."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from firstbell.circulation.actions import remove_named_due_date, save_named_due_date
from firstbell.circulation.forms import NamedDueDateForm, named_initial
from firstbell.circulation.models import NamedDueDate
from firstbell.circulation.permissions import CirculationPermission as May
from firstbell.circulation.queries.policies import may_edit_named_date, named_date_editor
from firstbell.circulation.views.policies import policy_tabs
from firstbell.core.actor import Actor
from firstbell.core.answers import attempt, go_after
from firstbell.core.http import Request, page, redirect_with_toast
from firstbell.core.ui.shapes import Crumb
from firstbell.core.ui.toasts import Toast

EDITORS = (May.POLICY_EDIT, May.LIBRARY_POLICY_EDIT)


@page(May.POLICY_VIEW)
def named_dates(request: Request) -> HttpResponseBase:
    dates = list(NamedDueDate.objects.visible_to(request.actor).select_related("organisation"))
    may_edit = named_date_editor(request.actor)
    for one in dates:
        one.may_edit = may_edit(one.scope_path, one.code)  # type: ignore[attr-defined]
    context = {
        "page_title": "Named due dates",
        "page_meta": "Rules point at the code; each loan takes the date that holds on its day.",
        "breadcrumbs": [Crumb("Lending rules", reverse("circulation:rules"))],
        "tabs": policy_tabs("named_dates"),
        "dates": dates,
        "today": timezone.localdate(),
        "can_edit": any(request.actor.can(one) for one in EDITORS),
    }
    return render(request, "circulation/named_dates.html", context)


@page(*EDITORS)
def named_date_add(request: Request) -> HttpResponseBase:
    return _edit(request, None)


@page(*EDITORS)
def named_date(request: Request, pk: int) -> HttpResponseBase:
    return _edit(request, _visible(request.actor, pk))


def _edit(request: Request, named: NamedDueDate | None) -> HttpResponseBase:
    if named is not None and not may_edit_named_date(request.actor, named.scope_path, named.code):
        request.actor.require(May.POLICY_EDIT, at=named.scope_path)
    initial = named_initial(named) if named is not None else {}
    form = NamedDueDateForm(request.POST or None, actor=request.actor, initial=initial)
    back = reverse("circulation:named_dates")
    if request.method == "POST" and form.is_valid():
        saved = attempt(form, lambda: save_named_due_date(named, by=request.actor, **form.cleaned_data))
        if saved is not None:
            return redirect_with_toast(request, back, Toast(f"{saved.name} is saved."))
    context = {
        "page_title": str(named.name) if named is not None else "Add a named due date",
        "breadcrumbs": [Crumb("Lending rules", reverse("circulation:rules")), Crumb("Named due dates", back)],
        "form": form,
        "cancel_url": back,
    }
    return render(request, "core/form.html", context, status=422 if form.errors else 200)


@require_POST
@page(*EDITORS)
def named_date_remove(request: Request, pk: int) -> HttpResponseBase:
    named = _visible(request.actor, pk)
    return go_after(
        request,
        reverse("circulation:named_dates"),
        lambda: remove_named_due_date(named, by=request.actor),
        f"{named.name} is removed.",
    )


def _visible(actor: Actor, pk: int) -> NamedDueDate:
    return get_object_or_404(NamedDueDate.objects.visible_to(actor).select_related("organisation"), pk=pk)
