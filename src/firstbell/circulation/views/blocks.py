"""Blocks on a person's page of fees: set and lifted."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST

from firstbell.circulation.actions import lift_block, set_block
from firstbell.circulation.forms import BlockForm
from firstbell.circulation.models import Block
from firstbell.circulation.permissions import CirculationPermission as May
from firstbell.circulation.views.fees import fees_page
from firstbell.core.answers import attempt, go_after
from firstbell.core.http import Request, page, redirect_with_toast
from firstbell.core.ui.toasts import Toast
from firstbell.people.models import Person


@require_POST
@page(May.BLOCK_EDIT)
def block_set(request: Request, pk: int) -> HttpResponseBase:
    visible = Person.objects.visible_to(request.actor).select_related("organisation")
    person, form = get_object_or_404(visible, pk=pk), BlockForm(request.POST, prefix="block")
    if form.is_valid():
        data = form.cleaned_data
        if attempt(form, lambda: set_block(person, by=request.actor, **data)) is not None:
            url = reverse("circulation:fees", args=[person.pk])
            return redirect_with_toast(request, url, Toast(f"{person.name} is blocked from borrowing."))
    return fees_page(request, person, block_form=form)


@require_POST
@page(May.BLOCK_EDIT)
def block_lift(request: Request, pk: int) -> HttpResponseBase:
    block = get_object_or_404(Block.objects.visible_to(request.actor).select_related("organisation", "person"), pk=pk)
    url = reverse("circulation:fees", args=[block.person_id])
    return go_after(request, url, lambda: lift_block(block, by=request.actor), "The block is lifted.")
