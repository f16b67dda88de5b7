"""Device models, and the rules of the inventory as data: types, funding, the tag rule, label sizes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from django.db.models import Model, QuerySet
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from firstbell.core.actor import Actor
from firstbell.core.answers import attempt
from firstbell.core.http import Request, page, redirect_with_toast
from firstbell.core.listing import Column, Listing, list_page
from firstbell.core.ui.shapes import Crumb, Empty, Fact
from firstbell.core.ui.toasts import Toast
from firstbell.inventory.actions import (
    save_funding_source,
    save_item_type,
    save_label_size,
    save_model,
    save_tag_rule,
)
from firstbell.inventory.forms import (
    DeviceModelForm,
    FundingSourceForm,
    GoesAlongForm,
    ItemTypeForm,
    LabelSizeForm,
    TagRuleForm,
)
from firstbell.inventory.models import DeviceModel, FundingSource, Item, ItemType, LabelSize, TagRule
from firstbell.inventory.permissions import InventoryPermission as May
from firstbell.inventory.views.items import ends_badge


class ModelList(Listing[DeviceModel]):
    name = "inventory.models"
    title = "Device models"
    default_sort = "name"
    columns: ClassVar = (
        Column[DeviceModel]("name", "Model", value=lambda m: m.name, sort=("name", "pk"), primary=True),
        Column[DeviceModel]("manufacturer", "Maker", value=lambda m: m.manufacturer, sort=("manufacturer", "name")),
        Column[DeviceModel]("category", "Kind", value=lambda m: m.get_category_display()),
        Column[DeviceModel]("type", "Usual type", value=lambda m: m.item_type.name),
        Column[DeviceModel](
            "aue",
            "Updates end",
            value=lambda m: m.aue_date or "",
            html=lambda m: ends_badge(m.aue_date),
            sort=("aue_date", "name"),
        ),
        Column[DeviceModel]("checked", "Checked on", value=lambda m: m.aue_checked_on or "", shown=False),
    )
    empty = Empty("book", "No models yet", "They come with the Chromebook list, or add one.", "Add a model", "add/")

    def queryset(self, actor: Actor) -> QuerySet[DeviceModel]:
        return DeviceModel.objects.select_related("item_type")

    def searched(self, queryset: QuerySet[DeviceModel], text: str, actor: Actor) -> QuerySet[DeviceModel]:
        return queryset.filter(name__icontains=text)

    def url(self, row: DeviceModel) -> str:
        return reverse("inventory:model", args=[row.pk])


@page(May.ITEM_VIEW)
def models(request: Request) -> HttpResponseBase:
    context = {"can_edit": request.actor.can(May.CATALOGUE_EDIT)}
    return list_page(request, ModelList(), template="inventory/models.html", context=context)


@page(May.ITEM_VIEW)
def model(request: Request, pk: int) -> HttpResponseBase:
    return model_page(request, pk)


def model_page(request: Request, pk: int, *, goes_along: GoesAlongForm | None = None) -> HttpResponseBase:
    """``goes_along`` is the form of an accessory that was refused."""
    found = get_object_or_404(DeviceModel.objects.select_related("item_type"), pk=pk)
    facts = [
        Fact("Maker", found.manufacturer),
        Fact("Kind", found.get_category_display()),
        Fact("Model number", found.model_number, code=True),
        Fact("Usual type", found.item_type.name),
        Fact("Updates end", found.aue_date or "not known"),
        Fact("Known from", found.aue_source),
        Fact("Checked on", found.aue_checked_on or ""),
        Fact("Replacement cost", f"${found.replacement_cents / 100:,.2f}" if found.replacement_cents else ""),
        Fact("Devices", Item.objects.visible_to(request.actor).filter(product=found).count()),
    ]
    context = {
        "page_title": found.name,
        "breadcrumbs": [Crumb("Models", reverse("inventory:models"))],
        "model": found,
        "facts": facts,
        "can_edit": request.actor.can(May.CATALOGUE_EDIT),
        "accessories": list(found.accessories.select_related("accessory")),
        "goes_along": goes_along or GoesAlongForm(),
    }
    return render(request, "inventory/model.html", context, status=422 if goes_along is not None else 200)


def _edit(
    request: Request,
    form_class: type[Any],
    thing: Model | None,
    save: Callable[[dict[str, Any]], Model],
    *,
    title: str,
    back: str,
) -> HttpResponseBase:
    """One form for all of the catalogue: the action checks, the form shows."""
    form = form_class(request.POST or None, instance=thing)
    if request.method == "POST" and form.is_valid():
        saved = attempt(form, lambda: save(form.values()))
        if saved is not None:
            return redirect_with_toast(request, back, Toast(f"{saved} is saved."))
    context = {"page_title": title, "form": form, "cancel_url": back}
    return render(request, "core/form.html", context, status=422 if form.errors else 200)


def _rules_url() -> str:
    return reverse("inventory:rules")


@page(May.CATALOGUE_EDIT)
def model_add(request: Request) -> HttpResponseBase:
    back = reverse("inventory:models")
    by = request.actor
    return _edit(
        request, DeviceModelForm, None, lambda v: save_model(None, values=v, by=by), title="Add a model", back=back
    )


@page(May.CATALOGUE_EDIT)
def model_edit(request: Request, pk: int) -> HttpResponseBase:
    found, by = get_object_or_404(DeviceModel, pk=pk), request.actor
    fresh = get_object_or_404(DeviceModel, pk=pk)
    back = reverse("inventory:model", args=[pk])
    return _edit(
        request, DeviceModelForm, found, lambda v: save_model(fresh, values=v, by=by), title=f"Edit {found}", back=back
    )


@page(May.CATALOGUE_EDIT)
def rules(request: Request) -> HttpResponseBase:
    context = {
        "page_title": "Inventory rules",
        "page_meta": "What a tag looks like, what kinds of things there are, who paid, which labels are printed.",
        "tag_rule": TagRule.objects.first(),
        "types": list(ItemType.objects.all()),
        "sources": list(FundingSource.objects.all()),
        "sizes": list(LabelSize.objects.all()),
    }
    return render(request, "inventory/rules.html", context)


@page(May.CATALOGUE_EDIT)
def tag_rule_edit(request: Request) -> HttpResponseBase:
    by = request.actor
    return _edit(
        request,
        TagRuleForm,
        TagRule.objects.first(),
        lambda v: save_tag_rule(values=v, by=by),
        title="What an asset tag looks like",
        back=_rules_url(),
    )


@page(May.CATALOGUE_EDIT)
def item_type_add(request: Request) -> HttpResponseBase:
    by = request.actor
    return _edit(
        request,
        ItemTypeForm,
        None,
        lambda v: save_item_type(None, values=v, by=by),
        title="Add an item type",
        back=_rules_url(),
    )


@page(May.CATALOGUE_EDIT)
def item_type_edit(request: Request, pk: int) -> HttpResponseBase:
    found, fresh, by = get_object_or_404(ItemType, pk=pk), get_object_or_404(ItemType, pk=pk), request.actor
    return _edit(
        request,
        ItemTypeForm,
        found,
        lambda v: save_item_type(fresh, values=v, by=by),
        title=f"Edit {found}",
        back=_rules_url(),
    )


@page(May.CATALOGUE_EDIT)
def funding_add(request: Request) -> HttpResponseBase:
    by = request.actor
    return _edit(
        request,
        FundingSourceForm,
        None,
        lambda v: save_funding_source(None, values=v, by=by),
        title="Add a funding source",
        back=_rules_url(),
    )


@page(May.CATALOGUE_EDIT)
def funding_edit(request: Request, pk: int) -> HttpResponseBase:
    found, fresh, by = get_object_or_404(FundingSource, pk=pk), get_object_or_404(FundingSource, pk=pk), request.actor
    return _edit(
        request,
        FundingSourceForm,
        found,
        lambda v: save_funding_source(fresh, values=v, by=by),
        title=f"Edit {found}",
        back=_rules_url(),
    )


@page(May.CATALOGUE_EDIT)
def label_size_add(request: Request) -> HttpResponseBase:
    by = request.actor
    return _edit(
        request,
        LabelSizeForm,
        None,
        lambda v: save_label_size(None, values=v, by=by),
        title="Add a label size",
        back=_rules_url(),
    )


@page(May.CATALOGUE_EDIT)
def label_size_edit(request: Request, pk: int) -> HttpResponseBase:
    found, fresh, by = get_object_or_404(LabelSize, pk=pk), get_object_or_404(LabelSize, pk=pk), request.actor
    return _edit(
        request,
        LabelSizeForm,
        found,
        lambda v: save_label_size(fresh, values=v, by=by),
        title=f"Edit {found}",
        back=_rules_url(),
    )
