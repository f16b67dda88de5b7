"""Forms about records: the brief form, a title in a hurry, asking other catalogues, templates."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django import forms
from django.http import QueryDict

from firstbell.core.actor import Actor
from firstbell.inventory.actions import Intake
from firstbell.inventory.models import Condition
from firstbell.library.forms.copies import LIBRARY_TYPES, ShelfField, shelves_of
from firstbell.library.models import CoverService, RecordTemplate, ShelvingPlace, Title
from firstbell.library.permissions import LibraryPermission as May
from firstbell.library.queries.brief import Brief
from firstbell.library.queries.editing import LEADER, Row
from firstbell.people.models import Organisation
from firstbell.people.queries import schools_for

_LINES = forms.Textarea(attrs={"rows": 3})
DAY = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


def rows_sent(data: QueryDict) -> list[Row]:
    """The rows of the editor as they were sent; line breaks inside a field are blanks."""
    found = []
    columns = (data.getlist(name) for name in ("key", "tag", "ind", "value"))
    for key, tag, marks, value in zip(*columns, strict=False):
        text = value.replace("\r\n", " ").replace("\n", " ").replace("\r", " ")
        found.append(
            Row(
                key[:20], tag.strip().upper()[:3] if tag.strip().upper() == LEADER else tag.strip()[:3], marks[:2], text
            )
        )
    return found


class BriefForm(forms.Form):
    """What most people want to change; the rest of the record stays as it is."""

    title = forms.CharField(max_length=1000)
    subtitle = forms.CharField(required=False, max_length=1000)
    responsibility = forms.CharField(
        required=False, max_length=500, label="By, as printed", help_text="e.g. Gary Paulsen ; pictures by Ann Lee"
    )
    author = forms.CharField(required=False, max_length=300, help_text="Family name first: Paulsen, Gary")
    isbns = forms.CharField(
        required=False, label="ISBN", widget=forms.Textarea(attrs={"rows": 2}), help_text="One a line."
    )
    edition = forms.CharField(required=False, max_length=200)
    place = forms.CharField(required=False, max_length=200, label="Place of publication")
    publisher = forms.CharField(required=False, max_length=200)
    year = forms.CharField(required=False, max_length=60)
    extent = forms.CharField(required=False, max_length=300, help_text="e.g. 195 pages")
    series = forms.CharField(
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="One a line, with the volume behind “ ; ”: Brian’s saga ; 1",
    )
    subjects = forms.CharField(
        required=False, widget=forms.Textarea(attrs={"rows": 4}), help_text="One a line: Dogs -- Fiction"
    )
    summary = forms.CharField(required=False, widget=_LINES)
    lexile = forms.CharField(
        required=False,
        max_length=40,
        label="Lexile measure",
        help_text="e.g. 1020L, AD770L; only what the library has been given",
    )
    interest = forms.CharField(required=False, max_length=60, label="Interest grades", help_text="e.g. 5-8")
    item_type = forms.ModelChoiceField(LIBRARY_TYPES, label="Type of its copies")
    finished = forms.BooleanField(required=False, label="The record is finished")
    digest = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def brief(self) -> Brief:
        names = asdict(Brief())
        return Brief(**{name: str(self.cleaned_data[name]).replace("\r\n", "\n") for name in names})


class TitleInHurryForm(forms.Form):
    """A title that is not in any catalogue, and its first copy."""

    template = forms.ModelChoiceField(
        RecordTemplate.objects.filter(is_field=False), empty_label=None, label="What is it?"
    )
    title = forms.CharField(max_length=500)
    author = forms.CharField(required=False, max_length=300, help_text="Family name first: Paulsen, Gary")
    isbn = forms.CharField(required=False, max_length=30, label="ISBN")
    barcode = forms.CharField(
        required=False, max_length=60, label="Barcode of the copy", help_text="Empty: the title only."
    )
    organisation = forms.ModelChoiceField(Organisation.objects.none(), label="School", empty_label=None)
    call_number = forms.CharField(required=False, max_length=100)
    shelving_place = ShelfField(ShelvingPlace.objects.none(), required=False, empty_label="None")
    price = forms.DecimalField(required=False, min_value=0, max_digits=9, decimal_places=2, label="Price ($)")

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, queryset in (
            ("organisation", schools_for(actor, May.COPY_EDIT).order_by("name")),
            ("shelving_place", shelves_of(actor)),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = queryset

    def intake(self) -> Intake:
        price = self.cleaned_data["price"]
        return Intake(
            organisation=self.cleaned_data["organisation"], item_type=self.cleaned_data["template"].item_type,
            condition=Condition.NEW, cost_cents=None if price is None else int(price * 100),
        )  # fmt: skip


class OtherCataloguesForm(forms.Form):
    """What is asked of other catalogues, and of which."""

    isbn = forms.CharField(
        required=False,
        max_length=30,
        label="ISBN",
        widget=forms.TextInput(attrs={"data-scan-target": True, "autocomplete": "off"}),
    )
    title = forms.CharField(required=False, max_length=300)
    author = forms.CharField(required=False, max_length=200)
    sources = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple, label="Ask")

    def __init__(self, *args: Any, sources: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["sources"]
        assert isinstance(choice, forms.MultipleChoiceField)
        choice.choices = sources

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not any(data.get(name) for name in ("isbn", "title", "author")):
            self.add_error("isbn", "Scan an ISBN, or type a title or an author.")
        return data


class TemplateForm(forms.Form):
    name = forms.CharField(max_length=60)
    code = forms.SlugField(max_length=40)
    is_field = forms.BooleanField(
        required=False, label="Fields only", help_text="Adds these fields to a record being edited."
    )
    format = forms.ChoiceField(choices=Title.Format.choices)
    item_type = forms.ModelChoiceField(
        LIBRARY_TYPES, required=False, label="Type of its copies", empty_label="As the format says"
    )
    text = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false", "class": "code"}),
        help_text="A line to a field, blanks of indicators as \\. {title}, {author}, {isbn}, {today} and {year} are filled in.",
    )
    position = forms.IntegerField(min_value=0, max_value=9999, initial=100)
    source = forms.CharField(required=False, max_length=200)
    last_checked = forms.DateField(required=False, widget=DAY)

    @staticmethod
    def initial_of(template: RecordTemplate) -> dict[str, Any]:
        return {name: getattr(template, name) for name in TemplateForm.base_fields}


class CoverServiceForm(forms.Form):
    name = forms.CharField(max_length=60)
    url_pattern = forms.CharField(
        max_length=300, label="Address", help_text="https://…{isbn}…: {isbn} is where the number goes."
    )
    is_on = forms.BooleanField(
        required=False, label="Switched on", help_text="Read its terms first. Nothing but the ISBN is sent."
    )
    seconds = forms.IntegerField(min_value=1, max_value=60, initial=10, label="Wait at most (seconds)")
    position = forms.IntegerField(min_value=0, max_value=9999, initial=100)
    source = forms.CharField(required=False, max_length=200, help_text="Where its terms stand")
    last_checked = forms.DateField(required=False, widget=DAY)

    @staticmethod
    def initial_of(service: CoverService) -> dict[str, Any]:
        return {name: getattr(service, name) for name in CoverServiceForm.base_fields}


class CoverForm(forms.Form):
    file = forms.FileField(required=False, label="Picture", help_text="JPEG, PNG, WebP or GIF, at most 10 MB.")


class CoverZipForm(forms.Form):
    file = forms.FileField(label="ZIP of pictures", help_text="Each named by its ISBN: 9780689840920.jpg. At most 500.")
