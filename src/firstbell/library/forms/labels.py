"""Which labels, on which stock."""

from __future__ import annotations

from typing import Any

from django import forms

from firstbell.core.actor import Actor
from firstbell.inventory.models import LabelPrinter, LabelSize
from firstbell.library.models import WantedLabel
from firstbell.library.permissions import LibraryPermission as May
from firstbell.people.models import Organisation
from firstbell.people.queries import schools_for


class CopyLabelForm(forms.Form):
    kind = forms.ChoiceField(choices=WantedLabel.Kind.choices, label="Which labels")
    size = forms.ModelChoiceField(LabelSize.objects.all(), label="Stock", empty_label=None)
    school = forms.ModelChoiceField(Organisation.objects.none(), required=False, empty_label="All schools")
    start = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=500,
        initial=1,
        label="Begin at label",
        help_text="Labels of the first sheet that are used already are passed over.",
    )
    printer = forms.ModelChoiceField(LabelPrinter.objects.none(), required=False, empty_label="Not measured")
    selection = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, queryset in (
            ("school", schools_for(actor, May.COPY_EDIT).order_by("name")),
            ("printer", LabelPrinter.objects.visible_to(actor)),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = queryset

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        size, start = data.get("size"), data.get("start") or 1
        if size is not None and start > size.per_page:
            self.add_error("start", f"A sheet of {size.name} has {size.per_page} labels.")
        return data
