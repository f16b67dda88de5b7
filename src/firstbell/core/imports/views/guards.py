"""The thresholds beyond which an import is held: to read, and for who may, to change."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from firstbell.core.errors import Invalid
from firstbell.core.http import Request, page, redirect_with_toast
from firstbell.core.imports.actions import change_guard
from firstbell.core.imports.forms import GuardForm
from firstbell.core.imports.policies import store_defaults
from firstbell.core.imports.queries import entity_labels, source_labels
from firstbell.core.imports.source import sources
from firstbell.core.models import ImportGuard
from firstbell.core.permissions import CorePermission
from firstbell.core.scope import EVERYWHERE
from firstbell.core.ui.shapes import Crumb
from firstbell.core.ui.toasts import Toast


def _label(guard: ImportGuard) -> str:
    return entity_labels(guard.source_key).get(guard.entity, guard.entity.replace("_", " ").capitalize())


@page(CorePermission.IMPORT_VIEW)
def guards(request: Request) -> HttpResponseBase:
    for source in sources():
        store_defaults(source)
    labels = source_labels()
    found = [
        (labels.get(guard.source_key, guard.source_key), _label(guard), guard) for guard in ImportGuard.objects.all()
    ]
    context = {
        "page_title": "Guards against mass change",
        "page_meta": "An import that passes one of these limits, at any school, waits for a second look.",
        "breadcrumbs": [Crumb("Imports", reverse("core:imports"))],
        "guards": found,
        "may_edit": request.actor.can(CorePermission.SETTINGS_EDIT, at=EVERYWHERE),
    }
    return render(request, "core/imports/guards.html", context)


@page(CorePermission.SETTINGS_EDIT)
def guard(request: Request, pk: int) -> HttpResponseBase:
    request.actor.require(CorePermission.SETTINGS_EDIT, at=EVERYWHERE)
    kept = get_object_or_404(ImportGuard, pk=pk)
    form = GuardForm(request.POST or None, instance=ImportGuard.objects.get(pk=pk))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            change_guard(
                kept,
                gone_rows=data["gone_rows"],
                gone_percent=data["gone_percent"],
                changed_percent=data["changed_percent"],
                rekey_percent=data["rekey_percent"],
                floor=data["floor"],
                note=data["source_note"],
                by=request.actor,
            )
            return redirect_with_toast(request, reverse("core:import_guards"), Toast("The limits were changed."))
        except Invalid as error:
            form.add_error(error.field or None, str(error))
    crumbs = [Crumb("Imports", reverse("core:imports")), Crumb("Guards", reverse("core:import_guards"))]
    context = {"page_title": f"Limits for {_label(kept).lower()}", "breadcrumbs": crumbs, "form": form}
    return render(request, "core/imports/guard.html", context, status=422 if form.errors else 200)
