"""Labels of copies: what is to be printed, the PDF, and “they are printed”."""

from __future__ import annotations

from typing import Any

from django.db.models import Count
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from firstbell.core.actor import Actor
from firstbell.core.answers import go_after
from firstbell.core.http import Request, page
from firstbell.core.models import BulkRun
from firstbell.core.ui.shapes import Crumb
from firstbell.inventory.models import LabelSize
from firstbell.inventory.queries import label_pdf
from firstbell.library.actions import labels_printed
from firstbell.library.forms.labels import CopyLabelForm
from firstbell.library.list_actions import COPIES
from firstbell.library.models import Copy, WantedLabel
from firstbell.library.permissions import LibraryPermission as May
from firstbell.library.queries.labels import CODE_OF, RELATED, labels_of
from firstbell.library.views.titles import crumbs

MOST = 1000
SHOWN = 100


@page(May.COPY_EDIT)
def labels_wanted(request: Request) -> HttpResponseBase:
    """What waits to be printed; with ``?selection=`` labels of copies that were chosen on their list."""
    selection = request.GET.get("selection", "")
    first = LabelSize.objects.filter(slug=_USUAL["spine"]).first()
    form = CopyLabelForm(
        actor=request.actor,
        initial={"start": 1, "selection": selection if selection.isdecimal() else "", "size": first},
    )
    return _page(request, form)


@require_POST
@page(May.COPY_EDIT)
def labels_pdf(request: Request) -> HttpResponseBase:
    """The sheets, in the order of the shelf."""
    form = CopyLabelForm(request.POST, actor=request.actor)
    if not form.is_valid():
        return _page(request, form, status=422)
    data = form.cleaned_data
    kind = data["kind"]
    copies = _copies(request.actor, kind, data)
    labels = labels_of(copies, kind)
    if not labels:
        form.add_error(
            "kind",
            "There is none to print: choose another kind or school. A copy without a call number has no spine label.",
        )
        return _page(request, form, status=422)
    pdf = label_pdf(labels, data["size"], start=data["start"] or 1, code=CODE_OF[kind], printer=data["printer"])
    name = f"{kind}-labels-{len(labels)}.pdf"
    headers = {"Content-Disposition": f'inline; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)


@require_POST
@page(May.COPY_EDIT)
def labels_done(request: Request) -> HttpResponseBase:
    """Those of a kind that were on the list when the page was drawn (``until``) are printed, or not needed."""
    kind, until = request.POST.get("kind", ""), request.POST.get("until", "")
    rows = WantedLabel.objects.visible_to(request.actor).filter(kind=kind)
    ids = (
        list(rows.filter(pk__lte=int(until)).values_list("pk", flat=True))
        if until.isdecimal() and len(until) < 19
        else []
    )
    url = reverse("library:labels_wanted")
    return go_after(request, url, lambda: labels_printed(ids, by=request.actor), f"{len(ids)} taken off the list.")


_USUAL = {"spine": "spine-roll"}


def _copies(actor: Actor, kind: str, data: dict[str, Any]) -> list[Copy]:
    rows = Copy.objects.filter(actor.scope(May.COPY_EDIT).q("organisation__path"), merged_into=None)
    if data["selection"]:
        run = BulkRun.objects.visible_to(actor).filter(pk=data["selection"], listing=COPIES).first()
        rows = rows.filter(pk__in=run.ids[:MOST] if run is not None else [])
    else:
        rows = rows.filter(wanted_labels__kind=kind)
    if data["school"]:
        rows = rows.filter(organisation=data["school"])
    return list(rows.select_related(*RELATED).order_by("genre_key", "call_sort", "pk")[:MOST])


def _page(request: Request, form: CopyLabelForm, *, status: int = 200) -> HttpResponseBase:
    actor = request.actor
    wanted = WantedLabel.objects.visible_to(actor)
    counts = dict(wanted.order_by().values_list("kind").annotate(number=Count("pk")))
    rows = wanted.select_related("copy__product", "copy__organisation").order_by(
        "copy__genre_key", "copy__call_sort", "copy_id", "kind"
    )
    newest = wanted.order_by("-pk").values_list("pk", flat=True).first()
    context = {
        "page_title": "Labels to print",
        "page_meta": "Spines, pockets and barcodes of copies that were added or changed.",
        "breadcrumbs": [*crumbs(), Crumb("Copies", reverse("library:copies"))],
        "form": form,
        "kinds": [(kind.value, kind.label, counts.get(kind.value, 0)) for kind in WantedLabel.Kind],
        "rows": list(rows[:SHOWN]),
        "total": sum(counts.values()),
        "until": newest,
        "has_selection": bool(form["selection"].value()),
    }
    return render(request, "library/labels_wanted.html", context, status=status)
