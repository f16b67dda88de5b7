"""The overview, one report, and a report as file or on paper."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from firstbell.core.errors import FirstbellError, Forbidden, Invalid, NotFound
from firstbell.core.http import Request, page, redirect_with_toast
from firstbell.core.ui.shapes import Crumb, Tab
from firstbell.core.ui.toasts import Toast
from firstbell.reports.actions.papers import take_report
from firstbell.reports.forms import ReportForm
from firstbell.reports.papers import FORMS, filename_of, paper_of
from firstbell.reports.permissions import ReportsPermission as May
from firstbell.reports.queries import Asked, asked_for, kind_named, kinds_for, report_of
from firstbell.reports.queries.shapes import Report


@page(May.REPORT_VIEW)
def overview(request: Request) -> HttpResponseBase:
    """The first figures of every report, each a way in."""
    form, asked = _asked(request)
    if asked is None:
        return _page(request, "reports/overview.html", form, None, {"page_title": "Reports"}, status=422)
    shown = [(kind, report_of(kind, asked, is_short=True).figures[:3]) for kind in kinds_for(asked)]
    nothing = not any(figure.value or figure.before for _, figures in shown for figure in figures)
    return _page(
        request, "reports/overview.html", form, asked,
        {"page_title": "Reports", "kinds": shown, "is_empty": nothing},
    )  # fmt: skip


@page(May.REPORT_VIEW)
def report(request: Request, name: str) -> HttpResponseBase:
    form, asked = _asked(request)
    if asked is None:
        return _page(request, "reports/report.html", form, None, {"page_title": "Reports"}, status=422)
    kind = kind_named(name, asked)
    made = report_of(kind, asked)
    query = request.GET.urlencode()
    asking = f"?{query}" if query else ""
    context = {
        "page_title": kind.title,
        "breadcrumbs": [Crumb("Reports", reverse("reports:reports") + asking)],
        "kind": kind,
        "report": made,
        "tabs": [
            Tab(one.title, reverse(f"reports:{one.name}") + asking, active=one.name == name) for one in kinds_for(asked)
        ],
        "files": [(word, f"{reverse(f'reports:{name}_file')}?{_with(query, key)}") for key, word in FORMS.items()],
        "print_url": reverse(f"reports:{name}_print") + asking,
    }
    return _page(request, "reports/report.html", form, asked, context)


@page(May.REPORT_VIEW)
def report_file(request: Request, name: str) -> HttpResponseBase:
    """``?format=``: csv, xlsx or pdf. On paper small groups are always hidden, for paper is handed on."""
    form = request.GET.get("format", "csv")
    if form not in FORMS:
        raise NotFound(f"There is no file of the kind “{form}”.", remedy=f"Choose one of {', '.join(FORMS)}.")
    made, refused = _taken(request, name, form=FORMS[form], hides_small=form == "pdf")
    if made is None:
        return refused
    content, content_type = paper_of(made, form)
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{filename_of(made, form)}"'
    return response


@page(May.REPORT_VIEW)
def report_print(request: Request, name: str) -> HttpResponseBase:
    """The report on a sheet; small groups hidden."""
    made, refused = _taken(request, name, form="Print", hides_small=True)
    if made is None:
        return refused
    query = request.GET.urlencode()
    back = reverse(f"reports:{name}") + (f"?{query}" if query else "")
    return render(request, "reports/print.html", {"page_title": made.title, "report": made, "print_back_url": back})


def _taken(request: Request, name: str, *, form: str, hides_small: bool) -> tuple[Report | None, HttpResponseBase]:
    asked_form, asked = _asked(request, hides_small=hides_small)
    if asked is None:
        text = " ".join(str(one) for errors in asked_form.errors.values() for one in errors)
        return None, redirect_with_toast(request, reverse("reports:reports"), Toast(text, tone="bad"))
    made = report_of(kind_named(name, asked), asked)
    return take_report(made, form=form, by=request.actor), HttpResponse(status=204)


def _asked(request: Request, *, hides_small: bool = False) -> tuple[ReportForm, Asked | None]:
    """The form, and what was asked for; None where the form has to be mended first."""
    form = ReportForm(request.GET, actor=request.actor)
    if not form.is_valid():
        return form, None
    data = form.cleaned_data
    try:
        return form, asked_for(
            request.actor,
            organisation=data["organisation"],
            period=data["period"],
            first=data["from"],
            last=data["to"],
            hides_small=hides_small or data["small"] == "hide",
        )
    except (Forbidden, NotFound):
        raise
    except Invalid as error:
        form.add_error(error.field if error.field in form.fields else None, str(error))
    except FirstbellError as error:
        form.add_error(None, str(error))
    return form, None


def _page(
    request: Request, template: str, form: ReportForm, asked: Asked | None, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    meta = f"{asked.place}, {asked.period.words}, beside {asked.period.before_words}" if asked is not None else ""
    if asked is not None and not asked.works_here:
        del form.fields["small"]
    query = request.GET.urlencode()
    common = {"form": form, "asked": asked, "page_meta": meta, "asking": f"?{query}" if query else ""}
    return render(request, template, {**common, **context}, status=status)


def _with(query: str, form: str) -> str:
    return f"{query}&format={form}" if query else f"format={form}"
