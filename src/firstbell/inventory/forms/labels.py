"""Forms of printing labels."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from firstbell.core.actor import Actor
from firstbell.inventory.forms import PlaceField
from firstbell.inventory.models import LabelPrinter, LabelSize
from firstbell.inventory.permissions import InventoryPermission
from firstbell.people.models import Organisation, Section
from firstbell.people.queries import schools_for


class HomeroomField(forms.CharField):
    """A homeroom by its title, among those the actor sees."""

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, max_length=200, **kwargs)
        self.actor = actor

    def clean(self, value: Any) -> Any:
        text = str(super().clean(value) or "").strip()
        if not text:
            return None
        visible = Section.objects.visible_to(self.actor).filter(kind=Section.Kind.HOMEROOM, closed_at=None)
        named = list(visible.filter(title__iexact=text)[:2])
        if len(named) != 1:
            raise forms.ValidationError(f"No single homeroom is called “{text}”. Write its title as in the roster.")
        return named[0]


class LabelForm(forms.Form):
    """Which things get a label, on what stock, from which place of the sheet."""

    size = forms.ModelChoiceField(LabelSize.objects.all(), empty_label=None, label="Label stock")
    printer = forms.ModelChoiceField(
        LabelPrinter.objects.none(), required=False, empty_label="As it is", label="Printer, as measured"
    )
    code = forms.ChoiceField(required=False, choices=[("", "As the stock says"), *LabelSize.Code.choices])
    codes = forms.CharField(
        required=False,
        label="Codes",
        help_text="Tags, serial numbers, badges, room codes. Scan or paste, one a line.",
        max_length=70_000,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false", "data-scan-target": ""}),
    )
    start = forms.IntegerField(
        required=False, min_value=1, max_value=200, initial=1, label="First free label of the sheet",
        help_text="1 for a new sheet. Labels are counted along the rows.",
    )  # fmt: skip
    with_found = forms.BooleanField(required=False, label="With the line for finders")
    go_on = forms.BooleanField(required=False, label="Print the others", widget=forms.HiddenInput)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        printer = self.fields["printer"]
        assert isinstance(printer, forms.ModelChoiceField)
        printer.queryset = LabelPrinter.objects.visible_to(actor)
        self.fields["place"] = PlaceField(
            actor=actor, required=False, label="And all that belongs in", help_text="A cart, room or shelf."
        )
        self.fields["homeroom"] = HomeroomField(
            actor=actor, required=False, label="And the devices of a homeroom", help_text="Its title in the roster."
        )
        self.order_fields(["codes", "place", "homeroom", "size", "code", "start", "printer", "with_found", "go_on"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        size, start = data.get("size"), data.get("start") or 1
        if size is not None and start > size.per_page:
            self.add_error("start", f"A sheet of {size.name} has {size.per_page} labels.")
        return data

    def ask_to_go_on(self, *, unknown: Iterable[str], without_tag: Iterable[str]) -> None:
        """Say what will have no label, and let the next press print the rest."""
        parts = [("Not known: ", unknown), ("Without a tag: ", without_tag)]
        told = ". ".join(head + ", ".join(list(codes)[:20]) for head, codes in parts if list(codes))
        self.add_error("codes", f"{told}. Mend the list, or print the others.")
        self.fields["go_on"].widget = forms.CheckboxInput()


class LabelPrinterForm(forms.Form):
    """What was measured on the test sheet, in millimetres as one reads them off a ruler."""

    name = forms.CharField(max_length=60, help_text="As people call it, e.g. Library laser.")
    organisation = forms.ModelChoiceField(Organisation.objects.none(), label="School")
    shift_x = forms.DecimalField(
        label="Move right by (mm)", min_value=-10, max_value=10, decimal_places=1, initial=0,
        help_text="Negative moves left. As far as the cross is from the corner of the first label.",
    )  # fmt: skip
    shift_y = forms.DecimalField(
        label="Move down by (mm)", min_value=-10, max_value=10, decimal_places=1, initial=0,
        help_text="Negative moves up.",
    )  # fmt: skip
    ruler_x = forms.DecimalField(
        label="100 mm across measure (mm)", min_value=90, max_value=110, decimal_places=1, initial=100,
        help_text="On a shorter ruler: what 100 mm would be, e.g. 49.9 of 50 is 99.8.",
    )  # fmt: skip
    ruler_y = forms.DecimalField(
        label="100 mm down measure (mm)", min_value=90, max_value=110, decimal_places=1, initial=100
    )

    def __init__(self, *args: Any, actor: Actor, printer: LabelPrinter | None, **kwargs: Any) -> None:
        if printer is not None:
            measured = {name: getattr(printer, name) / 10 for name in ("shift_x", "shift_y", "ruler_x", "ruler_y")}
            kwargs["initial"] = {"name": printer.name, "organisation": printer.organisation_id, **measured}
        super().__init__(*args, **kwargs)
        school = self.fields["organisation"]
        assert isinstance(school, forms.ModelChoiceField)
        school.queryset = schools_for(actor, InventoryPermission.LABEL_PRINT).order_by("name")

    def values(self) -> dict[str, Any]:
        """As the action takes them: tenths of a millimetre."""
        measured = {name: int(self.cleaned_data[name] * 10) for name in ("shift_x", "shift_y", "ruler_x", "ruler_y")}
        return {"name": self.cleaned_data["name"], "organisation": self.cleaned_data["organisation"], **measured}


class FoundLineForm(forms.Form):
    organisation = forms.ModelChoiceField(Organisation.objects.none(), label="Where")
    text = forms.CharField(
        required=False, max_length=120, label="Words for finders", help_text="E.g. “If found: Elm School, 555-0100”."
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        where = self.fields["organisation"]
        assert isinstance(where, forms.ModelChoiceField)
        where.queryset = schools_for(actor, InventoryPermission.CATALOGUE_EDIT).order_by("path")
