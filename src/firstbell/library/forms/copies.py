"""Forms about copies and shelves: they read values; the actions judge them."""

from __future__ import annotations

from typing import Any

from django import forms

from firstbell.core.actor import Actor
from firstbell.inventory.actions import Intake
from firstbell.inventory.models import Condition, FundingSource, ItemType, Status
from firstbell.library.models import Copy, ShelvingPlace, Title
from firstbell.library.permissions import LibraryPermission as May
from firstbell.people.models import Organisation
from firstbell.people.queries import schools_for
from firstbell.rooms.models import Place

DAY = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
LIBRARY_TYPES = ItemType.objects.filter(purpose=ItemType.Purpose.LIBRARY)


class ShelfField(forms.ModelChoiceField[ShelvingPlace]):
    """A shelving place, named with its school."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name} ({obj.organisation.short})"


def shelves_of(actor: Actor, permission: str = May.COPY_EDIT) -> Any:
    scope = actor.scope(permission).q("organisation__path")
    return (
        ShelvingPlace.objects.filter(scope)
        .select_related("organisation")
        .order_by("organisation__name", "position", "name")
    )


class CopyFilterForm(forms.Form):
    school = forms.ModelChoiceField(Organisation.objects.none(), required=False, empty_label="All schools")
    status = forms.ChoiceField(
        required=False, choices=[("", "In the collection"), ("gone", "Withdrawn"), ("all", "All"), *Status.choices]
    )
    shelf = ShelfField(ShelvingPlace.objects.none(), required=False, empty_label="Any shelf", label="Shelving place")
    item_type = forms.ModelChoiceField(LIBRARY_TYPES, required=False, empty_label="Any type", label="Circulation type")
    call_number = forms.CharField(required=False, max_length=40, label="Call number begins with")
    no_call = forms.ChoiceField(required=False, label="Call number", choices=[("", "Any"), ("yes", "Has none")])
    title = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choices(self, "school", schools_for(actor, May.CATALOGUE_WORK).order_by("name"))
        _choices(self, "shelf", shelves_of(actor, May.CATALOGUE_WORK))


class CopyForm(forms.Form):
    """A copy's spine and what the thing costs; ``facts`` is what ``edit_copy`` takes, ``intake`` what ``add_copy`` does."""

    barcode = forms.CharField(
        max_length=60,
        help_text="Scan its label. Leading zeros count.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    organisation = forms.ModelChoiceField(Organisation.objects.none(), label="School", empty_label=None)
    call_number = forms.CharField(
        required=False, max_length=100, help_text="As on the spine: 796.357 GRE, FIC PAU, E SEN"
    )
    shelving_place = ShelfField(ShelvingPlace.objects.none(), required=False, empty_label="None")
    item_type = forms.ModelChoiceField(LIBRARY_TYPES, label="Circulation type", help_text="By which rules it is lent")
    volume = forms.CharField(required=False, max_length=60)
    copy_number = forms.CharField(required=False, max_length=20)
    cutter = forms.CharField(required=False, max_length=30)
    price = forms.DecimalField(required=False, min_value=0, max_digits=9, decimal_places=2, label="Price ($)")
    vendor = forms.CharField(required=False, max_length=100)
    funding_source = forms.ModelChoiceField(FundingSource.objects.all(), required=False, label="Funding")
    purchased_on = forms.DateField(required=False, widget=DAY)
    public_note = forms.CharField(required=False, max_length=300, help_text="Readers see it: “signed by the author”")
    notes = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 2}), help_text="For staff only")

    def __init__(self, *args: Any, actor: Actor, title: Title, copy: Copy | None = None, **kwargs: Any) -> None:
        initial = kwargs.pop("initial", None) or {}
        schools = schools_for(actor, May.COPY_EDIT).order_by("name")
        kwargs["initial"] = (_of(copy) if copy is not None else {"item_type": title.item_type_id}) | initial
        super().__init__(*args, **kwargs)
        _choices(self, "organisation", schools)
        _choices(self, "shelving_place", shelves_of(actor))
        self.copy = copy
        if copy is None:
            self.fields["labels"] = forms.BooleanField(
                required=False,
                initial=True,
                label="Print its labels later",
                help_text="Spine, pocket and barcode go on the list.",
            )

    def spine(self) -> dict[str, Any]:
        names = ("call_number", "shelving_place", "volume", "copy_number", "cutter", "vendor", "public_note")
        return {name: self.cleaned_data[name] for name in names}

    def facts(self) -> dict[str, Any]:
        names = ("barcode", "organisation", "item_type", "funding_source", "purchased_on", "notes")
        return self.spine() | {name: self.cleaned_data[name] for name in names} | {"cost_cents": self.cents}

    @property
    def cents(self) -> int | None:
        price = self.cleaned_data["price"]
        return None if price is None else int(price * 100)

    def intake(self) -> Intake:
        data = self.cleaned_data
        shelf = data["shelving_place"]
        return Intake(
            organisation=data["organisation"], item_type=data["item_type"], condition=Condition.NEW, cost_cents=self.cents,
            place=shelf.place if shelf is not None else None, funding_source=data["funding_source"],
            purchased_on=data["purchased_on"], notes=data["notes"],
        )  # fmt: skip


def _of(copy: Copy) -> dict[str, Any]:
    names = (
        "barcode",
        "call_number",
        "volume",
        "copy_number",
        "cutter",
        "vendor",
        "purchased_on",
        "public_note",
        "notes",
    )
    keys = ("organisation", "shelving_place", "item_type", "funding_source")
    price = None if copy.cost_cents is None else copy.cost_cents / 100
    return {
        **{name: getattr(copy, name) for name in names},
        **{name: getattr(copy, f"{name}_id") for name in keys},
        "price": price,
    }


class WithdrawForm(forms.Form):
    reason = forms.CharField(max_length=300, label="Why", help_text="e.g. worn out, out of date, nobody reads it")


class MoveCopyForm(forms.Form):
    title = forms.IntegerField(widget=forms.HiddenInput)


class ShelvingForm(forms.Form):
    name = forms.CharField(max_length=100, help_text="e.g. Picture books, Mystery, Graphic novels")
    code = forms.SlugField(
        required=False, max_length=40, help_text="What files of records call it; made of the name when empty"
    )
    place = forms.ModelChoiceField(Place.objects.none(), required=False, label="Room or shelf", empty_label="Not said")
    directions = forms.CharField(
        required=False, max_length=200, help_text="For readers: “left of the door, green labels”"
    )
    by_genre = forms.BooleanField(
        required=False,
        label="Shelved by genre",
        help_text="Section first, then call number: on spine labels, in the order of the shelf, when it is read",
    )

    def __init__(self, *args: Any, actor: Actor, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = Place.objects.visible_to(actor).current().filter(organisation=organisation).order_by("name")
        _choices(self, "place", places)


class GenreSectionForm(forms.Form):
    name = forms.CharField(max_length=60, help_text="What readers read: Mystery")
    label = forms.CharField(
        required=False, max_length=12, label="On the spine", help_text="Made of the name when empty: MYSTERY"
    )
    position = forms.IntegerField(
        min_value=0, max_value=32767, initial=100, help_text="The order of the shelf; 10, 20, 30 leave room"
    )
    terms = forms.CharField(
        required=False,
        label="Genre terms of records",
        help_text="One a line, as records write them (655). Of several sections the first by position counts.",
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
    )

    def clean_terms(self) -> list[str]:
        return [line.strip() for line in self.cleaned_data["terms"].splitlines() if line.strip()]


class ScanListForm(forms.Form):
    """Barcodes from a scanner, a line each; what is to be done with them."""

    action = forms.ChoiceField(label="What to do", widget=forms.RadioSelect)
    barcodes = forms.CharField(
        label="Barcodes",
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false"}),
        help_text="One a line; scan on and on.",
    )
    go_on = forms.BooleanField(required=False, label="Go on without those that are not known")

    def __init__(self, *args: Any, actions: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["action"]
        assert isinstance(choice, forms.ChoiceField)
        choice.choices = actions


class BulkShelfForm(forms.Form):
    shelving_place = ShelfField(
        ShelvingPlace.objects.none(), required=False, empty_label="None", label="Shelving place"
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choices(self, "shelving_place", shelves_of(actor))


class BulkTypeForm(forms.Form):
    item_type = forms.ModelChoiceField(LIBRARY_TYPES, label="Circulation type")


class BulkPriceForm(forms.Form):
    price = forms.DecimalField(min_value=0, max_digits=9, decimal_places=2, label="Price ($)")


class BulkCallNumberForm(forms.Form):
    begins = forms.CharField(
        required=False,
        max_length=40,
        label="Beginning to replace",
        help_text="e.g. FIC. Empty: the new one is put in front.",
    )
    becomes = forms.CharField(
        required=False, max_length=40, label="New beginning", help_text="e.g. MYS. Empty: it is taken off."
    )


class BulkWithdrawForm(WithdrawForm):
    pass


def _choices(form: forms.Form, name: str, queryset: Any) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ModelChoiceField)
    field.queryset = queryset
