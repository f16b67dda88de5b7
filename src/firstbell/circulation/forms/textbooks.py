"""Forms of textbooks: which class has which, to whom a scanned copy goes, what comes in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from firstbell.circulation.forms.promises import BorrowerField
from firstbell.circulation.models import SectionTextbook
from firstbell.circulation.permissions import CirculationPermission as May
from firstbell.core.actor import Actor
from firstbell.inventory.models import Item
from firstbell.inventory.queries import find_item
from firstbell.people.models import Organisation, Person, Section
from firstbell.people.queries import schools_for


class TextbookFilterForm(forms.Form):
    school = forms.ModelChoiceField(Organisation.objects.none(), required=False, empty_label="All schools")
    kind = forms.ChoiceField(required=False, choices=[("", "Any"), *SectionTextbook.Kind.choices], label="How")

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        school = self.fields["school"]
        assert isinstance(school, forms.ModelChoiceField)
        school.queryset = schools_for(actor, May.TEXTBOOK_EDIT)


class TextbookPlanForm(forms.Form):
    """The class by its title or code: a school has hundreds."""

    school = forms.ModelChoiceField(Organisation.objects.none(), empty_label=None)
    class_name = forms.CharField(
        max_length=200, label="Class", help_text="Its title or code, as on the list of classes."
    )
    kind = forms.ChoiceField(choices=SectionTextbook.Kind.choices, label="How")
    wanted = forms.IntegerField(required=False, min_value=1, max_value=200, label="Size of the class set")

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        school = self.fields["school"]
        assert isinstance(school, forms.ModelChoiceField)
        school.queryset = schools_for(actor, May.TEXTBOOK_EDIT).filter(kind=Organisation.Kind.SCHOOL).order_by("name")
        copy = BorrowerField(actor=actor, kinds=[Item.KIND_REF], label="Textbook", help_text="Scan any copy of it.")
        self.fields = {**self.fields, "copy": copy}

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        name, school = (values.get("class_name") or "").strip(), values.get("school")
        values["section"] = None
        if name and school is not None:
            rows = Section.objects.filter(organisation=school, closed_at=None)
            found = list(rows.filter(title__iexact=name)[:3]) or list(rows.filter(class_code__iexact=name)[:3])
            if len(found) == 1:
                values["section"] = found[0]
            elif found:
                self.add_error("class_name", f"More than one class is called “{name}”. Use its code.")
            else:
                near = rows.filter(title__icontains=name).order_by("title").values_list("title", flat=True)[:3]
                hint = f" Do you mean: {', '.join(near)}?" if near else ""
                self.add_error("class_name", f"{school.name} has no class “{name}”.{hint}")
        return values


class IssueForm(forms.Form):
    """The next student is chosen already; a copy is scanned, or another student's badge."""

    to = forms.ChoiceField(
        label="Next",
        error_messages={
            "invalid_choice": "They have one by now, or are not in the class any more. Choose who is next."
        },
    )
    code = forms.CharField(
        max_length=120,
        label="Copy or badge",
        widget=forms.TextInput(attrs={"autocomplete": "off", "data-scan-target": True}),
    )
    override_reason = forms.CharField(required=False, max_length=300, label="Reason, if it is an exception")

    def __init__(self, *args: Any, students: Sequence[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        to = self.fields["to"]
        assert isinstance(to, forms.ChoiceField)
        to.choices = [(str(one.pk), one.listed_name) for one in students]


class ClassSetForm(forms.Form):
    """So many from the shelf, or these."""

    teacher = forms.ChoiceField(label="Teacher")
    count = forms.IntegerField(required=False, min_value=1, max_value=200, label="How many")
    codes = forms.CharField(
        required=False,
        label="Or scan them",
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}),
        max_length=8000,
    )
    override_reason = forms.CharField(required=False, max_length=300, label="Reason, if it is an exception")

    def __init__(self, *args: Any, teachers: Sequence[Person], actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor
        teacher = self.fields["teacher"]
        assert isinstance(teacher, forms.ChoiceField)
        teacher.choices = [(str(one.pk), one.listed_name) for one in teachers]

    def clean_codes(self) -> list[Item]:
        """Every code is a thing of ours, or it is said which is not."""
        found = [(code, find_item(code, self.actor)) for code in self.cleaned_data["codes"].split()]
        strange = [code for code, item in found if item is None]
        if strange:
            raise forms.ValidationError(f"Not known here: {', '.join(strange[:5])}.")
        return [item for _, item in found if item is not None]


class CollectForm(forms.Form):
    """A copy, or the badge of whoever brings the next ones."""

    school = forms.ModelChoiceField(Organisation.objects.none(), empty_label=None)
    code = forms.CharField(
        max_length=120, label="Copy or badge",
        widget=forms.TextInput(attrs={"autocomplete": "off", "data-scan-target": True, "autofocus": True}),
    )  # fmt: skip
    brought_by = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        school = self.fields["school"]
        assert isinstance(school, forms.ModelChoiceField)
        school.queryset = schools_for(actor, May.LIBRARY_LOAN_VIEW).filter(kind=Organisation.Kind.SCHOOL)
