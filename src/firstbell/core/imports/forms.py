"""Forms of the import pages."""

from __future__ import annotations

from typing import Any

from django import forms

from firstbell.core.imports.places import Place
from firstbell.core.imports.source import sources
from firstbell.core.models import ImportGuard


class UploadForm(forms.Form):
    """One file; what it is, is told from its content."""

    file = forms.FileField(label="File", help_text="The OneRoster zip or the device list as it was exported, unopened.")
    place = forms.TypedChoiceField(coerce=int, label="For")
    kind = forms.ChoiceField(
        required=False,
        label="What it is",
        help_text="Choose it for a table of your own, or a file without a header line.",
    )

    def __init__(self, *args: Any, places: list[Place], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["place"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(place.id, place.label) for place in places]
        kind = self.fields["kind"]
        assert isinstance(kind, forms.ChoiceField)
        kind.choices = [("", "Told from its content"), *((one.key, one.label) for one in sources())]
        self.fields["file"].widget.attrs["accept"] = ",".join(
            sorted({one for source in sources() for one in source.accepts.split(",")})
        )
        if len(places) == 1:
            field.initial = places[0].id
            field.widget = forms.HiddenInput()


class ReleaseForm(forms.Form):
    """The number shows that the reasons were read."""

    count = forms.IntegerField(label="Rows at stake", min_value=0)
    reason = forms.CharField(label="Why is this right?", max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


class ValueForm(forms.Form):
    """What a foreign value means."""

    entity = forms.CharField(max_length=40, widget=forms.HiddenInput)
    column = forms.CharField(max_length=120, widget=forms.HiddenInput)
    foreign = forms.CharField(max_length=200, widget=forms.HiddenInput)
    ours = forms.CharField(max_length=200, label="Means")


class GuardForm(forms.ModelForm[ImportGuard]):
    """Thresholds of one entity. -1 switches a per cent limit off."""

    gone_percent = forms.FloatField(min_value=-1, max_value=100, label="Gone, per cent")
    changed_percent = forms.FloatField(min_value=-1, max_value=100, label="Changed, per cent")
    rekey_percent = forms.FloatField(min_value=-1, max_value=100, label="New and gone at once, per cent")

    class Meta:
        model = ImportGuard
        fields = ("gone_rows", "gone_percent", "changed_percent", "rekey_percent", "floor", "source_note")
        labels = {
            "gone_rows": "Gone, rows",
            "floor": "Rows below which per cent is not judged",
            "source_note": "Why these numbers",
        }
