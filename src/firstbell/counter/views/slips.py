"""The slip that goes home: what came in, what went out, when it is due; English, and Spanish for families who read it."""

from __future__ import annotations

from barcode import Code128
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from firstbell.circulation.queries.accessories import lines_out
from firstbell.core.http import Request, page
from firstbell.counter.models import Swap
from firstbell.counter.permissions import CounterPermission
from firstbell.inventory.queries import concrete
from firstbell.people.queries import home_languages

_BAR_HEIGHT = 40
_QUIET = 10  # modules of white at each side, as Code 128 asks for


def code128_svg(text: str, label: str) -> SafeString:
    """``text`` as a Code 128 symbol, drawn with plain rectangles so that no inline style is needed."""
    modules: str = Code128(text).build()[0]
    bars = []
    start = None
    for at, module in enumerate(f"{modules}0"):
        if module == "1" and start is None:
            start = at
        elif module == "0" and start is not None:
            bars.append((start + _QUIET, at - start, _BAR_HEIGHT))
            start = None
    drawn = format_html_join("", '<rect x="{}" y="0" width="{}" height="{}"/>', bars)
    width = len(modules) + 2 * _QUIET
    return format_html(
        '<svg class="bars" role="img" aria-label="{}" viewBox="0 0 {} {}" preserveAspectRatio="none">{}</svg>',
        label,
        width,
        _BAR_HEIGHT,
        drawn,
    )


@page(CounterPermission.COUNTER_USE)
def slip(request: Request, pk: int) -> HttpResponseBase:
    related = ("person__homeroom", "person__organisation", "device__product", "loaner__product", "loaner__device")
    swaps = Swap.objects.visible_to(request.actor).select_related(*related, "loan", "ticket", "symptom")
    found = get_object_or_404(swaps, pk=pk)
    due = found.loan.due_at if found.loan is not None else None
    loaner = concrete(found.loaner).label
    languages = ["en", *(["es"] if any(tag.lower().startswith("es") for tag in home_languages(found.person)) else [])]
    context = {
        "page_title": f"Slip for {found.person.name}",
        "print_back_url": reverse("counter:counter"),
        "paper": "receipt" if request.GET.get("paper") == "receipt" else "letter",
        "swap": found,
        "due": timezone.localtime(due) if due is not None else None,
        "languages": languages,
        "along": lines_out(found.loan),
        "loaner_bars": code128_svg(loaner, f"Code of loaner {loaner}"),
        "ticket_bars": code128_svg(found.ticket.number, f"Code of ticket {found.ticket.number}"),
    }
    return render(request, "counter/slip.html", context)
