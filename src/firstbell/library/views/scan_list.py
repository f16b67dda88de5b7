"""Many copies at once by scanning them: the barcodes become chosen rows of the list of copies."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from firstbell.core.actor import Actor
from firstbell.core.http import Request, page
from firstbell.core.listing.registry import LeadingAction, action_named, actions_for
from firstbell.core.models import BulkRun
from firstbell.core.scan import Scan
from firstbell.library.forms.copies import ScanListForm
from firstbell.library.list_actions import COPIES
from firstbell.library.models import Copy
from firstbell.library.permissions import LibraryPermission as May
from firstbell.library.views.titles import crumbs

MOST = 2000


@page(May.COPY_EDIT)
def scan_list(request: Request) -> HttpResponseBase:
    """Scan, choose what shall happen, then the preview of the list: apply and undo are the list's own."""
    actor = request.actor
    actions = [(one.key, one.label) for one in actions_for(COPIES, actor)]
    form = ScanListForm(request.POST or None, actions=actions)
    unknown: list[str] = []
    if request.method == "POST" and form.is_valid():
        ids, unknown = _resolved(actor, form.cleaned_data["barcodes"])
        if not ids:
            form.add_error("barcodes", "None of these is the barcode of a copy here.")
        elif len(ids) > MOST:
            form.add_error("barcodes", f"That is {len(ids):,} copies. Do at most {MOST:,} at a time.")
        elif not unknown or form.cleaned_data["go_on"]:
            return redirect(_run(actor, form.cleaned_data["action"], ids))
        else:
            form.add_error("barcodes", f"{len(unknown)} {'is' if len(unknown) == 1 else 'are'} not known. See below.")
    context = {
        "page_title": "Change scanned copies",
        "page_meta": "Scan a cart or a shelf, see what would change, apply it, take it back.",
        "breadcrumbs": crumbs(),
        "form": form,
        "unknown": unknown[:100],
    }
    return render(request, "library/scan_list.html", context, status=422 if form.errors else 200)


def _resolved(actor: Actor, text: str) -> tuple[list[int], list[str]]:
    """(ids in the order of scanning, what was not known), each once."""
    scans = dict.fromkeys(scan.code for line in text.splitlines() if (scan := Scan.of(line)).code)
    codes = list(scans)[: MOST * 2]
    known: dict[str, int] = {}
    for start in range(0, len(codes), 500):
        rows = Copy.objects.visible_to(actor).filter(barcode_norm__in=codes[start : start + 500])
        known |= dict(rows.order_by().values_list("barcode_norm", "pk"))
    return [known[code] for code in codes if code in known], [code for code in codes if code not in known]


def _run(actor: Actor, key: str, ids: list[int]) -> str:
    action = action_named(COPIES, key, actor)
    run = BulkRun.objects.create(
        owner_id=actor.account_id or 0, listing=COPIES, list_title="Scanned copies", action=key,
        back_url=reverse("library:scan_list"), ids=ids,
    )  # fmt: skip
    if isinstance(action, LeadingAction):
        return action.url(run.pk)
    return reverse("core:bulk_run", args=[run.pk])
