"""Missing accessories: came back, charge, waive. Buttons on the loan's and the person's page."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST

from firstbell.circulation.actions import charge_accessory, receive_accessory, waive_accessory
from firstbell.circulation.models import LoanAccessory
from firstbell.circulation.permissions import CirculationPermission as May
from firstbell.core.errors import FirstbellError, Forbidden, NotFound
from firstbell.core.http import Request, page, redirect_with_toast, safe_next, undo_toast
from firstbell.core.ui.toasts import Toast
from firstbell.core.undo import latest_offer


@require_POST
@page(May.LOAN_RETURN)
def accessory_back(request: Request, pk: int) -> HttpResponseBase:
    line = _visible(request, pk)
    text = f"{line.name} is back." + (" The charge is reversed." if line.state == line.State.CHARGED else "")
    return _after(request, line, lambda: receive_accessory(line, by=request.actor), text)


@require_POST
@page(May.FEE_CHARGE)
def accessory_charge(request: Request, pk: int) -> HttpResponseBase:
    line = _visible(request, pk)
    return _after(request, line, lambda: charge_accessory(line, by=request.actor), f"{line.name} is charged.")


@require_POST
@page(May.FEE_CHARGE, May.FEE_WAIVE)
def accessory_waive(request: Request, pk: int) -> HttpResponseBase:
    line, reason = _visible(request, pk), request.POST.get("reason", "")
    return _after(
        request, line, lambda: waive_accessory(line, reason=reason, by=request.actor), f"{line.name} is waived."
    )


def _after(request: Request, line: LoanAccessory, act: Callable[[], object], done: str) -> HttpResponseBase:
    back = safe_next(request, reverse("circulation:loan", args=[line.loan_id]))
    try:
        act()
    except (Forbidden, NotFound):
        raise
    except FirstbellError as error:
        return redirect_with_toast(request, back, Toast(str(error), tone="bad"))
    return redirect_with_toast(request, back, undo_toast(done, latest_offer(request.actor)))


def _visible(request: Request, pk: int) -> LoanAccessory:
    lines = LoanAccessory.objects.visible_to(request.actor).select_related("loan__item", "item")
    return get_object_or_404(lines, pk=pk)
