"""The list of copies, a copy's page, and the forms that change one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, cast

from django.db.models import QuerySet
from django.http import Http404, HttpResponseBase, QueryDict
from django.shortcuts import render
from django.urls import reverse, reverse_lazy
from django.views.decorators.http import require_POST

from firstbell.core.actor import Actor
from firstbell.core.answers import attempt, go_after
from firstbell.core.http import Request, page, redirect_with_toast, undo_toast
from firstbell.core.listing import Column, Listing, list_page
from firstbell.core.ui.shapes import Crumb, Empty, Fact
from firstbell.core.ui.toasts import Toast
from firstbell.core.undo import latest_offer
from firstbell.inventory.models import Status
from firstbell.inventory.permissions import InventoryPermission
from firstbell.library.actions import add_copy, edit_copy, move_copy, reinstate_copy, want_labels, withdraw_copy
from firstbell.library.forms.copies import CopyFilterForm, CopyForm, MoveCopyForm, WithdrawForm
from firstbell.library.models import NOT_ON_LIST, Copy, Title
from firstbell.library.permissions import LibraryPermission as May
from firstbell.library.queries.finding import copies_by_code, narrowed, standing_at
from firstbell.library.views.states import state_badge, state_words
from firstbell.library.views.titles import crumbs, work_title

_MOST_HITS = 20


class CopyList(Listing[Copy]):
    """All copies in the order of the shelf."""

    name = "library.copies"
    title = "Copies"
    default_sort = "call_number"
    columns: ClassVar = (
        Column[Copy]("call_number", "Call number", value=lambda c: c.call_number, sort=("call_sort", "pk"), code=True),
        Column[Copy]("title", "Title", value=lambda c: c.product.name, primary=True),
        Column[Copy]("barcode", "Barcode", value=lambda c: c.label, sort=("barcode_norm", "pk"), code=True),
        Column[Copy]("state", "State", value=state_words, html=state_badge),
        Column[Copy]("school", "School", value=lambda c: c.organisation.short),
        Column[Copy]("shelf", "Shelving place", value=lambda c: c.shelving_place or ""),
        Column[Copy]("type", "Circulation type", value=lambda c: c.item_type.name, shown=False),
        Column[Copy]("price", "Price", value=lambda c: "" if c.cost_cents is None else f"{c.cost_cents / 100:.2f}", numeric=True, shown=False),
        Column[Copy]("vendor", "Vendor", value=lambda c: c.vendor, shown=False),
        Column[Copy]("volume", "Volume", value=lambda c: c.volume, shown=False),
        Column[Copy]("copy", "Copy number", value=lambda c: c.copy_number, shown=False),
        Column[Copy]("condition", "Condition", value=lambda c: c.get_condition_display(), shown=False),
        Column[Copy]("purchased", "Purchased", value=lambda c: c.purchased_on or "", shown=False),
        Column[Copy]("added", "Added", value=lambda c: c.created_at, shown=False),
    )  # fmt: skip
    empty = Empty(
        "book",
        "No copies yet",
        "Scan an ISBN to add the first one.",
        "Add by ISBN",
        cast(str, reverse_lazy("library:quick_add")),
    )

    def queryset(self, actor: Actor) -> QuerySet[Copy]:
        return Copy.objects.visible_to(actor).select_related("product", "organisation", "item_type", "shelving_place")

    def form(self, data: QueryDict, actor: Actor) -> CopyFilterForm:
        return CopyFilterForm(data or None, actor=actor)

    def filtered(self, queryset: QuerySet[Copy], data: Mapping[str, Any], actor: Actor) -> QuerySet[Copy]:
        status = data.get("status") or ""
        if status in {"", "gone"}:
            gone = {"status__in": NOT_ON_LIST}
            queryset = queryset.filter(**gone) if status else queryset.exclude(**gone)
        elif status != "all":
            queryset = queryset.filter(status=status)
        for name, column in (
            ("school", "organisation"),
            ("shelf", "shelving_place"),
            ("item_type", "item_type"),
            ("title", "product_id"),
        ):
            if data.get(name):
                queryset = queryset.filter(**{column: data[name]})
        if data.get("call_number"):
            queryset = standing_at(queryset, data["call_number"])
        return queryset.filter(call_number="") if data.get("no_call") else queryset

    def searched(self, queryset: QuerySet[Copy], text: str, actor: Actor) -> QuerySet[Copy]:
        return copies_by_code(queryset, text)

    def url(self, row: Copy) -> str:
        return reverse("library:copy", args=[row.pk])


@page(May.CATALOGUE_WORK)
def copies(request: Request) -> HttpResponseBase:
    context = {"may_edit": request.actor.can(May.COPY_EDIT)}
    return list_page(request, CopyList(), template="library/copies.html", context=context)


def work_copy(actor: Actor, pk: int) -> Copy:
    related = ("product", "organisation", "item_type", "shelving_place__place", "funding_source")
    found = Copy.objects.visible_to(actor).select_related(*related).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def copy_crumbs(found: Copy) -> list[Crumb]:
    return [*crumbs(), Crumb(found.product.name, reverse("library:work_title", args=[found.product_id]))]


@page(May.CATALOGUE_WORK)
def copy(request: Request, pk: int) -> HttpResponseBase:
    """One copy: where it stands and what happened to it; never who has it."""
    found, actor = work_copy(request.actor, pk), request.actor
    path = found.organisation.scope_path
    context = {
        "page_title": f"{found.label}: {found.product.name}",
        "breadcrumbs": copy_crumbs(found),
        "copy": found,
        "state": state_badge(found),
        "is_withdrawn": found.status in NOT_ON_LIST,
        "may_come_back": found.status == Status.RETIRING,
        "facts": _facts(found),
        "may_edit": actor.can(May.COPY_EDIT, at=path),
        "may_withdraw": actor.can(May.COPY_WITHDRAW, at=path),
        "sees_thing": actor.can(InventoryPermission.ITEM_VIEW, at=path),
    }
    return render(request, "library/copy.html", context)


def _facts(found: Copy) -> list[Fact]:
    shelf = found.shelving_place
    price = "" if found.cost_cents is None else f"${found.cost_cents / 100:,.2f}"
    facts = [
        Fact("Title", found.product.name, url=reverse("library:work_title", args=[found.product_id]), icon="book"),
        Fact("Barcode", found.barcode, code=True),
        Fact("Call number", found.call_number, code=True),
        Fact("School", found.organisation.name),
        Fact("Shelving place", shelf.name if shelf is not None else ""),
        Fact("Directions", shelf.directions if shelf is not None else ""),
        Fact("Circulation type", found.item_type.name),
        Fact("Volume", found.volume),
        Fact("Copy number", found.copy_number),
        Fact("Condition", found.get_condition_display()),
        Fact("Price", price),
        Fact("Vendor", found.vendor),
        Fact("Funding", found.funding_source or ""),
        Fact("Purchased", found.purchased_on or ""),
        Fact("Last seen", found.last_seen_at.date() if found.last_seen_at else ""),
        Fact("Public note", found.public_note),
    ]
    return [fact for fact in facts if fact.text not in ("", None)]


@page(May.COPY_EDIT)
def copy_add(request: Request, pk: int) -> HttpResponseBase:
    """A copy of a title; after saving the form is there again for the next one, with what is the same filled in."""
    title = work_title(request.actor, pk)
    form = CopyForm(request.POST or None, actor=request.actor, title=title, initial=_same_again(request))
    if request.method == "POST" and form.is_valid():
        done = attempt(
            form,
            lambda: add_copy(
                title, barcode=form.cleaned_data["barcode"], intake=form.intake(), values=form.spine(), by=request.actor
            ),
        )
        if done is not None:
            if form.cleaned_data["labels"]:
                want_labels([done.pk], by=request.actor)
            back = (
                reverse("library:copy_add", args=[pk])
                if "another" in request.POST
                else reverse("library:work_title", args=[pk])
            )
            if "another" in request.POST:
                back += f"?like={done.pk}"
            return redirect_with_toast(request, back, Toast(f"{done.label} is a copy of “{title}” now."))
    context = {
        "page_title": "Add a copy",
        "page_meta": str(title),
        "breadcrumbs": [*crumbs(), Crumb(str(title), reverse("library:work_title", args=[pk]))],
        "form": form,
        "title": title,
        "cancel_url": reverse("library:work_title", args=[pk]),
    }
    return render(request, "library/copy_add.html", context, status=422 if form.errors else 200)


def _same_again(request: Request) -> dict[str, Any]:
    """All but the barcode of the copy that was just added."""
    like = request.GET.get("like", "")
    if not like.isdecimal() or len(like) > 18:
        return {}
    former = Copy.objects.visible_to(request.actor).filter(pk=int(like)).first()
    if former is None:
        return {}
    names = (
        "call_number",
        "cutter",
        "volume",
        "vendor",
        "purchased_on",
        "organisation_id",
        "shelving_place_id",
        "item_type_id",
    )
    values = {name.removesuffix("_id"): getattr(former, name) for name in (*names, "funding_source_id")}
    return values | {"price": None if former.cost_cents is None else former.cost_cents / 100}


@page(May.COPY_EDIT)
def copy_edit(request: Request, pk: int) -> HttpResponseBase:
    found = work_copy(request.actor, pk)
    request.actor.require(May.COPY_EDIT, at=found.organisation.scope_path)
    title = Title.objects.get(pk=found.product_id)
    form = CopyForm(request.POST or None, actor=request.actor, title=title, copy=found)
    url = reverse("library:copy", args=[pk])
    if request.method == "POST" and form.is_valid():
        fresh = work_copy(request.actor, pk)
        done = attempt(form, lambda: edit_copy(fresh, changes=form.facts(), by=request.actor))
        if done is not None:
            return redirect_with_toast(request, url, Toast(f"{form.cleaned_data['barcode']} is saved."))
    return _form_page(request, found, form, f"Edit {found.label}", "Save")


@page(May.COPY_WITHDRAW)
def copy_withdraw(request: Request, pk: int) -> HttpResponseBase:
    found = work_copy(request.actor, pk)
    request.actor.require(May.COPY_WITHDRAW, at=found.organisation.scope_path)
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        if attempt(form, lambda: withdraw_copy(found, reason=reason, by=request.actor)) is not None:
            toast = undo_toast(f"{found.label} is withdrawn.", latest_offer(request.actor))
            return redirect_with_toast(request, reverse("library:copy", args=[pk]), toast)
    return _form_page(request, found, form, f"Withdraw {found.label}", "Withdraw")


@require_POST
@page(May.COPY_WITHDRAW)
def copy_reinstate(request: Request, pk: int) -> HttpResponseBase:
    found = work_copy(request.actor, pk)
    url = reverse("library:copy", args=[pk])
    return go_after(
        request, url, lambda: reinstate_copy(found, by=request.actor), f"{found.label} is back on the shelf."
    )


@page(May.COPY_EDIT)
def copy_move(request: Request, pk: int) -> HttpResponseBase:
    """Which title is it really of? A number, barcode or beginning in ``?q=``; POST moves it."""
    found = work_copy(request.actor, pk)
    request.actor.require(May.COPY_EDIT, at=found.organisation.scope_path)
    form = MoveCopyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        title = work_title(request.actor, form.cleaned_data["title"])
        url = reverse("library:copy", args=[pk])
        said = go_after(request, url, lambda: move_copy(found, title, by=request.actor), "")
        if found.product_id != title.pk:
            return said
        return redirect_with_toast(
            request, url, undo_toast(f"It is a copy of “{title}” now.", latest_offer(request.actor))
        )
    text = request.GET.get("q", "").strip()[:200]
    rows = Title.objects.visible_to(request.actor).exclude(pk=found.product_id)
    context = {
        "page_title": f"Move {found.label} to another title",
        "page_meta": f"Now a copy of “{found.product.name}”. Loans and its story go along.",
        "breadcrumbs": [*copy_crumbs(found), Crumb(found.label, reverse("library:copy", args=[pk]))],
        "copy": found,
        "query": text,
        "found": list(narrowed(rows, text)[:_MOST_HITS]) if text else [],
    }
    return render(request, "library/copy_move.html", context)


@require_POST
@page(May.COPY_EDIT)
def copy_labels(request: Request, pk: int) -> HttpResponseBase:
    found = work_copy(request.actor, pk)
    url = reverse("library:copy", args=[pk])
    return go_after(
        request, url, lambda: want_labels([found.pk], by=request.actor), "Its labels are on the list to print."
    )


def _form_page(request: Request, found: Copy, form: Any, title: str, submit: str) -> HttpResponseBase:
    url = reverse("library:copy", args=[found.pk])
    context = {
        "page_title": title,
        "page_meta": found.product.name,
        "breadcrumbs": [*copy_crumbs(found), Crumb(found.label, url)],
        "form": form,
        "submit": submit,
        "cancel_url": url,
    }
    return render(request, "core/form.html", context, status=422 if form.errors else 200)
