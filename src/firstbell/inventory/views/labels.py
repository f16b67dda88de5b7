"""Labels: choose what gets one and on which stock, print the PDF; and put a printer right."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from firstbell.core.answers import attempt
from firstbell.core.http import Request, page, redirect_with_toast
from firstbell.core.ui.shapes import Crumb
from firstbell.core.ui.toasts import Toast
from firstbell.inventory.actions import save_found_line, save_label_printer
from firstbell.inventory.forms.labels import FoundLineForm, LabelForm, LabelPrinterForm
from firstbell.inventory.label_sheets import NO_ADJUSTMENT, Adjustment
from firstbell.inventory.label_sheets.drawing import sheets
from firstbell.inventory.label_sheets.trial import trial_sheet
from firstbell.inventory.models import FoundLine, LabelPrinter, LabelSize
from firstbell.inventory.permissions import InventoryPermission as May
from firstbell.inventory.views.label_choice import MOST_LABELS, choose, codes_of, selected_items
from firstbell.people.models import Organisation
from firstbell.rooms.models import Place

STATION_COOKIE = "firstbell_labels"
"""What this station printed on last: ``size-printer``. It names no person and holds no secret."""
_A_YEAR = 365 * 24 * 3600


@page(May.LABEL_PRINT)
def labels(request: Request) -> HttpResponseBase:
    """The one door: ``?item=``, ``?person=``, ``?place=`` (each one or several), ``?home=`` or ``?selection=`` fill it."""
    items = [*_numbers(request.GET, "item"), *selected_items(request.actor, request.GET.get("selection", ""))]
    persons, places = _numbers(request.GET, "person"), _numbers(request.GET, "place")
    has_any = items or persons or places
    codes = codes_of(request.actor, items=items, persons=persons, places=places) if has_any else []
    size, printer = _station(request)
    initial = {"codes": "\n".join(codes), "size": size, "printer": printer, "start": 1, "with_found": True}
    home = _numbers(request.GET, "home")
    if home:
        place = Place.objects.visible_to(request.actor).current().filter(pk=home[0]).first()
        initial["place"] = place.code if place is not None else ""
    form = LabelForm(actor=request.actor, initial=initial)
    return _page(request, form, too_many=len(items) > MOST_LABELS)


@require_POST
@page(May.LABEL_PRINT)
def labels_print(request: Request) -> HttpResponseBase:
    """The sheets as a PDF; what could not be printed is said first, and asked once."""
    form = LabelForm(request.POST, actor=request.actor)
    if not form.is_valid():
        return _page(request, form, status=422)
    data = form.cleaned_data
    choice = choose(request.actor, data["codes"].splitlines(), place=data["place"], section=data["homeroom"])
    count = len(choice.labels)
    if not 1 <= count <= MOST_LABELS:
        form.add_error("codes", f"That is {count} labels. Choose from 1 to {MOST_LABELS}.")
    elif (choice.unknown or choice.without_tag) and not data["go_on"]:
        form.ask_to_go_on(unknown=choice.unknown, without_tag=choice.without_tag)
    if form.errors:
        return _page(request, form, status=422)
    size: LabelSize = data["size"]
    found = choice.labels if data["with_found"] else [label.without_foot() for label in choice.labels]
    pdf = sheets(found, size, start=data["start"] or 1, code=data["code"], adjustment=adjustment_of(data["printer"]))
    response = _pdf(pdf, f"labels-{size.slug}-{count}.pdf")
    printer_id = data["printer"].pk if data["printer"] is not None else 0
    response.set_cookie(
        STATION_COOKIE, f"{size.pk}-{printer_id}", max_age=_A_YEAR, httponly=True, samesite="Lax",
        secure=request.is_secure(),
    )  # fmt: skip
    return response


@page(May.LABEL_PRINT)
def label_trial(request: Request, pk: int) -> HttpResponseBase:
    """A size's test sheet, as ``?printer=`` prints it."""
    size = get_object_or_404(LabelSize, pk=pk)
    wanted = _numbers(request.GET, "printer")
    printer = LabelPrinter.objects.visible_to(request.actor).filter(pk__in=wanted[:1]).first()
    pdf = trial_sheet(size, name=size.name, adjustment=adjustment_of(printer))
    return _pdf(pdf, f"test-sheet-{size.slug}.pdf")


@page(May.LABEL_PRINT)
def label_printers(request: Request) -> HttpResponseBase:
    """The printers that were measured, and how to measure one."""
    printers = LabelPrinter.objects.visible_to(request.actor).select_related("organisation")
    size, _ = _station(request)
    context = {
        "page_title": "Label printers",
        "page_meta": "Every printer puts a sheet a little elsewhere. Measure it once.",
        "breadcrumbs": _crumbs(),
        "printers": list(printers),
        "sizes": list(LabelSize.objects.all()),
        "size": size,
        "can_edit_words": request.actor.can(May.CATALOGUE_EDIT),
    }
    return render(request, "inventory/label_printers.html", context)


@page(May.LABEL_PRINT)
def label_printer_add(request: Request) -> HttpResponseBase:
    return _printer_form(request, None)


@page(May.LABEL_PRINT)
def label_printer_edit(request: Request, pk: int) -> HttpResponseBase:
    printers = LabelPrinter.objects.visible_to(request.actor).select_related("organisation")
    return _printer_form(request, get_object_or_404(printers, pk=pk))


@page(May.CATALOGUE_EDIT)
def found_line_edit(request: Request) -> HttpResponseBase:
    """What labels say to finders, by organisation."""
    actor = request.actor
    form = FoundLineForm(request.POST or None, actor=actor)
    if request.method == "POST" and form.is_valid():
        where: Organisation = form.cleaned_data["organisation"]
        attempt(form, lambda: save_found_line(where, text=form.cleaned_data["text"], by=actor))
        if not form.errors:
            url = reverse("inventory:found_line")
            return redirect_with_toast(request, url, Toast(f"The words for finders at {where.name} are saved."))
    scope = actor.scope(May.CATALOGUE_EDIT)
    lines = FoundLine.objects.filter(scope.q("organisation__path")).select_related("organisation")
    context = {
        "page_title": "If found",
        "page_meta": "The last line of a label. The nearest organisation's is printed.",
        "breadcrumbs": _crumbs(),
        "form": form,
        "lines": list(lines.order_by("organisation__path")),
    }
    return render(request, "inventory/found_line.html", context, status=422 if form.errors else 200)


def adjustment_of(printer: LabelPrinter | None) -> Adjustment:
    if printer is None:
        return NO_ADJUSTMENT
    return Adjustment(printer.shift_x, printer.shift_y, printer.ruler_x, printer.ruler_y)


def _printer_form(request: Request, printer: LabelPrinter | None) -> HttpResponseBase:
    form = LabelPrinterForm(request.POST or None, actor=request.actor, printer=printer)
    url = reverse("inventory:label_printers")
    if request.method == "POST" and form.is_valid():
        done = attempt(form, lambda: save_label_printer(printer, values=form.values(), by=request.actor))
        if done is not None:
            return redirect_with_toast(request, url, Toast(f"{done.name} is saved."))
    context = {
        "page_title": f"Measure {printer.name}" if printer is not None else "Add a label printer",
        "breadcrumbs": [*_crumbs(), Crumb("Label printers", url)],
        "form": form,
        "cancel_url": url,
    }
    return render(request, "core/form.html", context, status=422 if form.errors else 200)


def _page(request: Request, form: LabelForm, *, status: int = 200, too_many: bool = False) -> HttpResponseBase:
    context = {
        "page_title": "Print labels",
        "page_meta": "Things, badges and room codes: as a QR code, as bars and as text",
        "form": form,
        "has_sizes": LabelSize.objects.exists(),
        "most": MOST_LABELS if too_many else 0,
    }
    return render(request, "inventory/labels.html", context, status=status)


def _pdf(data: bytes, filename: str) -> HttpResponse:
    headers = {"Content-Disposition": f'inline; filename="{filename}"', "Cache-Control": "no-store"}
    return HttpResponse(data, content_type="application/pdf", headers=headers)


def _station(request: Request) -> tuple[LabelSize | None, LabelPrinter | None]:
    """What was printed on here last, as far as it still is there for this person."""
    size, _, printer = request.COOKIES.get(STATION_COOKIE, "").partition("-")
    found_size = LabelSize.objects.filter(pk=int(size)).first() if _is_number(size) else None
    printers = LabelPrinter.objects.visible_to(request.actor)
    return found_size, printers.filter(pk=int(printer)).first() if _is_number(printer) else None


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 19


def _numbers(query: QueryDict, name: str) -> list[int]:
    return [int(text) for text in query.getlist(name) if _is_number(text)]


def _crumbs() -> list[Crumb]:
    return [Crumb("Print labels", reverse("inventory:labels"))]
