"""Forms of the inventory room: they read values; the actions judge them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.utils import timezone

from firstbell.core.actor import Actor
from firstbell.core.forms import RowField
from firstbell.core.scan import normalise
from firstbell.inventory.lifecycle import GONE, RETIRE_REASONS, Need, Transition
from firstbell.inventory.models import (
    Condition,
    Device,
    DeviceModel,
    FundingSource,
    Item,
    ItemType,
    LabelSize,
    ModelAccessory,
    Product,
    Status,
    TagRule,
)
from firstbell.inventory.permissions import InventoryPermission
from firstbell.inventory.queries import items_by_code
from firstbell.people.models import Organisation
from firstbell.people.queries import schools_for
from firstbell.rooms.models import Place

DAY = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
YES_NO = [("", "Choose…"), ("yes", "Yes"), ("no", "No")]


class PlaceField(forms.CharField):
    """A place by its label's code, its name or its room number, among those the actor sees."""

    def __init__(self, *args: Any, actor: Actor, organisation: Organisation | None = None, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", "Scan its label, or type its name or room number.")
        super().__init__(*args, max_length=100, **kwargs)
        self.actor, self.organisation = actor, organisation

    def clean(self, value: Any) -> Any:
        text = str(super().clean(value) or "").strip()
        if not text:
            return None
        visible = Place.objects.visible_to(self.actor).current().select_related("organisation")
        by_code = visible.filter(code_norm=normalise(text)).first()
        if by_code is not None:
            return by_code
        if self.organisation is not None:
            visible = visible.filter(organisation=self.organisation)
        named = list(visible.filter(name__iexact=text)[:2]) or list(visible.filter(number__iexact=text)[:2])
        if len(named) != 1:
            raise forms.ValidationError(f"No single place is called “{text}”. Scan its label.")
        return named[0]


class ItemFilterForm(forms.Form):
    """Choices are what the actor's items can have."""

    school = forms.ModelChoiceField(Organisation.objects.none(), required=False, empty_label="All schools")
    status = forms.ChoiceField(required=False, choices=[("", "In the house"), ("all", "All"), *Status.choices])
    item_type = forms.ModelChoiceField(ItemType.objects.all(), required=False, empty_label="Any type", label="Type")
    model = RowField(DeviceModel.objects.all(), required=False, empty_label="Any model")
    condition = forms.ChoiceField(required=False, choices=[("", "Any condition"), *Condition.choices])
    holder = forms.ChoiceField(
        required=False, choices=[("", "Anybody or nobody"), ("yes", "Somebody has it"), ("no", "Nobody has it")]
    )
    funding = forms.ModelChoiceField(FundingSource.objects.all(), required=False, empty_label="Any funding")
    aue = forms.IntegerField(required=False, label="Updates end in", min_value=2010, max_value=2099)
    warranty = forms.DateField(required=False, label="Warranty ends before", widget=DAY)
    place = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        school = self.fields["school"]
        assert isinstance(school, forms.ModelChoiceField)
        school.queryset = schools_for(actor, InventoryPermission.ITEM_VIEW).order_by("name")


class StatusForm(forms.Form):
    """The form of one lifecycle step; ``details`` is what ``change_status`` takes."""

    reason = forms.CharField(required=False, max_length=300, label="Remark")

    def __init__(self, *args: Any, step: Transition, item: Item, actor: Actor, **kwargs: Any) -> None:
        kwargs.setdefault("prefix", step.to)
        super().__init__(*args, **kwargs)
        self.step, self.item, self.actor = step, item, actor
        needed: dict[str, forms.Field] = {need.name: self._field(need) for need in step.needs}
        self.fields = {**needed, "reason": self.fields["reason"]}

    def _field(self, need: Need) -> forms.Field:
        field = self._of_kind(need)
        field.label, field.required = need.label, not need.optional and need.only_if is None
        if need.help:
            field.help_text = need.help
        return field

    def _of_kind(self, need: Need) -> forms.Field:
        builders: dict[str, Callable[[], forms.Field]] = {
            "long_text": lambda: forms.CharField(max_length=2000, widget=forms.Textarea(attrs={"rows": 2})),
            "number": lambda: forms.IntegerField(min_value=0),
            "date": lambda: forms.DateField(widget=DAY),
            "choice": lambda: forms.ChoiceField(choices=[("", "Choose…"), *need.choices]),
            "condition": lambda: forms.ChoiceField(choices=[("", "Choose…"), *need.choices]),
            "yes_no": lambda: forms.ChoiceField(choices=YES_NO),
            "checklist": lambda: forms.MultipleChoiceField(choices=need.choices, widget=forms.CheckboxSelectMultiple),
            "place": lambda: PlaceField(actor=self.actor, organisation=self.item.organisation),
            "funding": lambda: forms.ModelChoiceField(FundingSource.objects.all()),
        }
        return builders.get(need.kind, lambda: forms.CharField(max_length=300))()

    def details(self) -> dict[str, Any]:
        """The answers given, in the lifecycle's own kinds."""
        kinds = {need.name: need.kind for need in self.step.needs}
        given = {name: self.cleaned_data.get(name) for name in kinds}
        return {
            name: value == "yes" if kinds[name] == "yes_no" else value
            for name, value in given.items()
            if value not in (None, "", [])
        }


class MoveForm(forms.Form):
    is_new_home = forms.BooleanField(required=False, label="It belongs there from now on")
    slot = forms.CharField(required=False, max_length=10, label="Slot")

    def __init__(self, *args: Any, item: Item, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        place = PlaceField(actor=actor, organisation=item.organisation, label="Where is it now?")
        self.fields = {"place": place, **self.fields}


class ConditionForm(forms.Form):
    condition = forms.ChoiceField(choices=Condition.choices)
    note = forms.CharField(required=False, max_length=300)


class BulkMoveForm(forms.Form):
    is_new_home = forms.BooleanField(required=False, label="They belong there from now on")

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields = {"place": PlaceField(actor=actor, label="Where are they now?"), **self.fields}


class BulkHomeForm(forms.Form):
    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        hint = "Scan its label, or type its name or room number. Empty: they have no home."
        self.fields["home"] = PlaceField(actor=actor, label="Where do they belong?", required=False, help_text=hint)


class BulkFundingForm(forms.Form):
    funding_source = forms.ModelChoiceField(
        FundingSource.objects.all(), required=False, label="Funding", empty_label="None"
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)


class BulkTypeForm(forms.Form):
    item_type = forms.ModelChoiceField(ItemType.objects.all(), label="Type")

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)


class BulkMissingForm(forms.Form):
    """The lifecycle's questions, asked once for all."""

    last_seen = forms.CharField(max_length=300, label="Where and when they were last seen")
    reporter = forms.CharField(max_length=200, label="Who says so")


class BulkRetireForm(forms.Form):
    retire_reason = forms.ChoiceField(choices=[("", "Choose…"), *RETIRE_REASONS], label="Why")
    data_removed = forms.TypedChoiceField(choices=YES_NO, coerce=lambda text: text == "yes", label="Data was removed")


class ItemForm(forms.Form):
    """Facts of an item; serial number and MAC address only for devices."""

    barcode = forms.CharField(required=False, max_length=60, label="Asset tag", help_text="Leading zeros count.")
    serial = forms.CharField(max_length=60, label="Serial number")
    product = RowField(DeviceModel.objects.all(), label="Model")
    item_type = forms.ModelChoiceField(ItemType.objects.all(), label="Type")
    organisation = forms.ModelChoiceField(Organisation.objects.none(), label="School")
    funding_source = forms.ModelChoiceField(FundingSource.objects.all(), required=False, label="Funding")
    purchased_on = forms.DateField(required=False, widget=DAY)
    cost = forms.DecimalField(required=False, min_value=0, max_digits=9, decimal_places=2, label="Cost ($)")
    order_number = forms.CharField(required=False, max_length=60)
    warranty_until = forms.DateField(required=False, widget=DAY)
    reserved_for = forms.CharField(required=False, max_length=60, help_text="e.g. testing: lending warns")
    notes = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, actor: Actor, item: Item | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        school = self.fields["organisation"]
        assert isinstance(school, forms.ModelChoiceField)
        school.queryset = schools_for(actor, InventoryPermission.ITEM_EDIT).order_by("name")
        if item is not None and not isinstance(item, Device):
            del self.fields["serial"], self.fields["product"]

    @staticmethod
    def initial_of(item: Item) -> dict[str, Any]:
        names = ("barcode", "serial", "item_type", "organisation", "funding_source", "purchased_on", "order_number")
        values = {name: getattr(item, name, "") for name in (*names, "warranty_until", "reserved_for", "notes")}
        cost = None if item.cost_cents is None else item.cost_cents / 100
        return {**values, "product": item.product_id, "cost": cost}

    def facts(self) -> dict[str, Any]:
        """The values as ``edit_item`` takes them: cost in cents."""
        values = dict(self.cleaned_data)
        cost = values.pop("cost")
        return {**values, "cost_cents": None if cost is None else int(cost * 100)}


class ScanInForm(forms.Form):
    """A box of devices of one model."""

    model = RowField(DeviceModel.objects.all())
    organisation = forms.ModelChoiceField(Organisation.objects.none(), label="School")
    item_type = forms.ModelChoiceField(ItemType.objects.all(), required=False, label="Type", empty_label="The model's")
    funding_source = forms.ModelChoiceField(FundingSource.objects.all(), required=False, label="Funding")
    order_number = forms.CharField(required=False, max_length=60)
    purchased_on = forms.DateField(required=False, widget=DAY)
    warranty_until = forms.DateField(required=False, widget=DAY)
    lines = forms.CharField(
        label="Serial numbers",
        help_text="One device a line: the serial number, or serial number and tag.",
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        school = self.fields["organisation"]
        assert isinstance(school, forms.ModelChoiceField)
        school.queryset = schools_for(actor, InventoryPermission.ITEM_ADD).order_by("name")


class CartCheckForm(forms.Form):
    codes = forms.CharField(
        label="Scan what is in the cart",
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false", "autofocus": True}),
    )


class _CatalogueForm(forms.ModelForm[Any]):
    """The action checks and says it better; the instance stays as it is until then."""

    def _post_clean(self) -> None:
        """Nothing: see above."""

    def values(self) -> Mapping[str, Any]:
        found = dict(self.cleaned_data)
        for name in ("last_checked", "aue_checked_on"):
            if name in found and found[name] is None:
                found[name] = timezone.localdate()
        return found


class DeviceModelForm(_CatalogueForm):
    class Meta:
        model = DeviceModel
        fields = (
            *("name", "manufacturer", "category", "model_number", "item_type", "replacement_cents"),
            *("aue_date", "aue_source", "aue_checked_on", "notes"),
        )
        labels = {"aue_date": "Updates end on", "aue_source": "Known from", "aue_checked_on": "Checked on"}
        widgets = {"aue_date": DAY, "aue_checked_on": DAY, "notes": forms.Textarea(attrs={"rows": 3})}


class ItemTypeForm(_CatalogueForm):
    class Meta:
        model = ItemType
        fields = ("code", "name", "purpose", "icon", "holder_is_private")


class FundingSourceForm(_CatalogueForm):
    class Meta:
        model = FundingSource
        fields = ("code", "name", "restrictions")


class TagRuleForm(_CatalogueForm):
    class Meta:
        model = TagRule
        fields = ("min_length", "pattern", "example", "source", "last_checked")
        widgets = {"last_checked": DAY}


class LabelSizeForm(_CatalogueForm):
    class Meta:
        model = LabelSize
        fields = (
            *("slug", "name", "paper", "code", "width", "height", "columns", "rows"),
            *("margin_top", "margin_left", "gap_x", "gap_y", "source", "last_checked", "is_verified"),
        )
        widgets = {"last_checked": DAY}


class AccessoryForm(forms.Form):
    """A charger, a case, a stylus: what a loan expects back, and its price when it does not come."""

    name = forms.CharField(max_length=200)
    item_type = forms.ModelChoiceField(
        ItemType.objects.filter(purpose=ItemType.Purpose.ACCESSORY), label="Kind", empty_label=None
    )
    manufacturer = forms.CharField(max_length=100, required=False, label="Maker")
    price = forms.DecimalField(
        required=False,
        min_value=0,
        max_value=10_000,
        decimal_places=2,
        label="Price when missing",
        help_text="In dollars; what one click charges.",
        widget=forms.NumberInput(attrs={"inputmode": "decimal", "step": "0.01"}),
    )

    @staticmethod
    def initial_of(product: Product | None) -> dict[str, Any]:
        if product is None:
            return {}
        cents = product.replacement_cents
        values = {"name": product.name, "item_type": product.item_type_id, "manufacturer": product.manufacturer}
        return values | {"price": f"{cents / 100:.2f}" if cents else ""}

    def values(self) -> dict[str, Any]:
        """As the action takes them: the price in cents."""
        found = dict(self.cleaned_data)
        dollars = found.pop("price")
        return found | {"replacement_cents": int(dollars * 100) if dollars else None}


class GoesAlongForm(forms.Form):
    """One line of what goes along with a model."""

    accessory = forms.ModelChoiceField(
        Product.objects.filter(item_type__purpose=ItemType.Purpose.ACCESSORY).select_related("item_type"),
        empty_label="Choose…",
    )
    count = forms.IntegerField(label="How many", min_value=1, max_value=ModelAccessory.MOST, initial=1)
    is_expected_back = forms.BooleanField(label="Expected back", required=False, initial=True)


class ItemCodesField(forms.CharField):
    """Items by their tags or serial numbers, one a line, among those the actor sees."""

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}))
        super().__init__(*args, max_length=6000, **kwargs)
        self.actor = actor

    def clean(self, value: Any) -> Any:
        lines = [line.strip() for line in str(super().clean(value) or "").splitlines() if line.strip()]
        codes = list(dict.fromkeys(normalise(line) for line in lines))
        items = items_by_code(Item.objects.visible_to(self.actor), codes).select_related("device", "item_type")
        found: dict[str, Item] = {}
        for item in items.exclude(status__in=GONE):
            serial = getattr(getattr(item, "device", None), "serial_norm", "")
            found |= {code: item for code in (item.barcode_norm, serial) if code}
        if unknown := [line for line in lines if normalise(line) not in found]:
            raise forms.ValidationError(f"Nothing here has the code {', '.join(f'“{line}”' for line in unknown[:5])}.")
        return list({found[code].pk: found[code] for code in codes}.values())


class KitForm(forms.Form):
    school = forms.ModelChoiceField(Organisation.objects.none(), empty_label=None)
    name = forms.CharField(max_length=200, help_text="Such as “Camera kit”; kits of one name are of one kind.")
    barcode = forms.CharField(max_length=60, label="The kit's own tag")

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        school = self.fields["school"]
        assert isinstance(school, forms.ModelChoiceField)
        school.queryset = schools_for(actor, InventoryPermission.ITEM_ADD).order_by("name")
        self.fields["place"] = PlaceField(actor=actor, label="Where it is kept", required=False)
        self.fields["parts"] = ItemCodesField(
            actor=actor, label="Its parts", required=False, help_text="Scan each part: tag or serial, one a line."
        )
