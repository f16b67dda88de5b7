"""Reading the shelves: the checks of one's schools, the walk with the scanner, and what came of it."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from firstbell.core.actor import Actor
from firstbell.core.answers import attempt, go_after
from firstbell.core.errors import FirstbellError
from firstbell.core.http import Request, page
from firstbell.core.ui.shapes import Crumb
from firstbell.library.actions import end_check, mark_unseen, scan_shelf, start_check, take_back_missing
from firstbell.library.forms.shelf_checks import ShelfCheckForm, UnseenForm
from firstbell.library.models import ShelfCheck, ShelfScan
from firstbell.library.permissions import LibraryPermission as May
from firstbell.library.queries.shelf_checks import WINDOW, Misplaced, figures_of, misplaced, scans_of, unseen
from firstbell.library.views.titles import crumbs

F = ShelfScan.Finding
#: Rows of each list of a report on screen; all of them stand on paper.
SHOWN = 200
#: What each finding says to the person with the book in the hand: (tone, words).
_SAYS: dict[str, tuple[str, str]] = {
    F.HERE: ("good", "Belongs here"),
    F.FOUND: ("good", "Was missing; it is on the list again"),
    F.ELSEWHERE: ("warn", "Belongs elsewhere"),
    F.SET_ASIDE: ("warn", "Somebody waits for it. Take it along to the pick-up shelf"),
    F.ON_LOAN: ("warn", "Is lent. Take it along to the desk and return it there"),
    F.NOT_LISTED: ("warn", "Is withdrawn or being mended. Lay it aside"),
    F.UNKNOWN: ("bad", "Nobody knows this code. Lay it aside"),
}


@page(May.COPY_EDIT)
def shelf_checks(request: Request) -> HttpResponseBase:
    """The checks so far, newest first, and the form for the next one."""
    form = ShelfCheckForm(request.POST or None, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        begin = partial(
            start_check, given["organisation"], shelving_place=given["shelving_place"], first=given["first"],
            last=given["last"], by=request.actor,
        )  # fmt: skip
        check = attempt(form, begin)
        if check is not None:
            return redirect("library:shelf_check", check.pk)
    checks = ShelfCheck.objects.visible_to(request.actor).select_related("organisation", "shelving_place")
    context = {
        "page_title": "Read the shelves",
        "page_meta": "Scan along a shelf: what stands wrong, belongs elsewhere or is missing is said at once.",
        "breadcrumbs": crumbs(),
        "form": form,
        "checks": checks[:50],
    }
    return render(request, "library/shelf_checks.html", context, status=422 if form.errors else 200)


@page(May.COPY_EDIT)
def shelf_check(request: Request, pk: int) -> HttpResponseBase:
    """While it goes on: the field to scan into. Afterwards: what came of it."""
    check = _check(request.actor, pk)
    if check.ended_at is not None:
        return render(request, "library/shelf_report.html", _report(check, UnseenForm()))
    return render(request, "library/shelf_check.html", _walk(check, None, ""))


@require_POST
@page(May.COPY_EDIT)
def shelf_scan(request: Request, pk: int) -> HttpResponseBase:
    check = _check(request.actor, pk)
    scan, wrong = None, ""
    try:
        scan = scan_shelf(check, code=request.POST.get("scan", "")[:200], by=request.actor)
    except FirstbellError as error:
        wrong = str(error)
    template = "library/shelf_desk.html" if request.htmx else "library/shelf_check.html"
    return render(request, template, _walk(check, scan, wrong))


@require_POST
@page(May.COPY_EDIT)
def shelf_end(request: Request, pk: int) -> HttpResponseBase:
    check = _check(request.actor, pk)
    return go_after(request, _url(check), partial(end_check, check, by=request.actor), "The check is over.")


@require_POST
@page(May.COPY_EDIT)
def shelf_missing(request: Request, pk: int) -> HttpResponseBase:
    """The typed number, then they are missing."""
    check = _check(request.actor, pk)
    form = UnseenForm(request.POST)
    if (
        form.is_valid()
        and attempt(form, partial(_marked, check, form.cleaned_data["count"], request.actor)) is not None
    ):
        return redirect(_url(check))
    return render(request, "library/shelf_report.html", _report(check, form), status=422)


@require_POST
@page(May.COPY_EDIT)
def shelf_take_back(request: Request, pk: int) -> HttpResponseBase:
    check = _check(request.actor, pk)
    act = partial(take_back_missing, check, by=request.actor)
    return go_after(request, _url(check), act, "They stand on the shelf again.")


@page(May.COPY_EDIT)
def shelf_list(request: Request, pk: int) -> HttpResponseBase:
    """What was not seen, in the order of the shelf, on paper: to go and look once more."""
    check = _check(request.actor, pk)
    context = {
        "page_title": f"Not seen: {check}",
        "check": check,
        "copies": unseen(check),
        "print_back_url": _url(check),
    }
    return render(request, "library/shelf_list.html", context)


def _marked(check: ShelfCheck, count: int, actor: Actor) -> ShelfCheck:
    mark_unseen(check, count=count, by=actor)
    return check


def _check(actor: Actor, pk: int) -> ShelfCheck:
    found = ShelfCheck.objects.visible_to(actor).select_related("organisation", "shelving_place")
    return get_object_or_404(found, pk=pk)


def _url(check: ShelfCheck) -> str:
    return reverse("library:shelf_check", args=[check.pk])


def _walk(check: ShelfCheck, scan: ShelfScan | None, wrong: str) -> dict[str, Any]:
    out = misplaced(check, window=WINDOW) if scan is not None else []
    tone, says = _SAYS[scan.finding] if scan is not None else ("bad" if wrong else "", wrong)
    place = next((one for one in out if scan is not None and one.scan.pk == scan.pk), None)
    if place is not None:
        tone, says = "warn", "Stands wrong"
    return {
        "page_title": str(check),
        "page_meta": "Scan one spine after another, from left to right.",
        "breadcrumbs": [*crumbs(), Crumb("Read the shelves", reverse("library:shelf_checks"))],
        "check": check,
        "scan": scan,
        "tone": tone,
        "says": says,
        "place": place,
        "out": [one for one in reversed(out) if one is not place][:5],
        "figures": figures_of(check),
        "recent": list(scans_of(check, *F.values).order_by("-id")[:8]),
    }


def _report(check: ShelfCheck, form: UnseenForm) -> dict[str, Any]:
    missing = list(unseen(check)[: SHOWN + 1])
    wrong: list[Misplaced] = misplaced(check)
    lists = [
        (title, list(scans_of(check, finding)[:SHOWN]))
        for title, finding in (
            ("Belong elsewhere", F.ELSEWHERE), ("Set aside for somebody", F.SET_ASIDE), ("Lent, but stand here", F.ON_LOAN), ("Withdrawn or being mended", F.NOT_LISTED),
            ("Were missing and are found", F.FOUND), ("Codes that nobody knows", F.UNKNOWN),
        )
    ]  # fmt: skip
    return {
        "page_title": str(check),
        "page_meta": f"Ended {check.ended_at:%b %-d, %Y}; begun by {check.started_by}" if check.ended_at else "",
        "breadcrumbs": [*crumbs(), Crumb("Read the shelves", reverse("library:shelf_checks"))],
        "check": check,
        "figures": figures_of(check),
        "missing": missing[:SHOWN],
        "missing_count": len(missing) if len(missing) <= SHOWN else unseen(check).count(),
        "misplaced": wrong[:SHOWN],
        "misplaced_count": len(wrong),
        "lists": [(title, scans) for title, scans in lists if scans],
        "form": form,
    }
