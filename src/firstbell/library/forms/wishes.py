"""Forms about families' wishes and age limits: they read values; the actions judge them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone

from firstbell.core.actor import Actor
from firstbell.core.scan import resolve
from firstbell.core.scope import EVERYWHERE
from firstbell.library.forms.copies import DAY, LIBRARY_TYPES, ShelfField, shelves_of
from firstbell.library.models import AgeLimit, FamilyWish, ShelvingPlace
from firstbell.library.permissions import LibraryPermission as May
from firstbell.people.models import Person
from firstbell.people.queries import schools_for

GRADE_CHOICES = [(0, "Kindergarten"), *((number, f"Grade {number}") for number in range(1, 13))]


class WishForm(forms.Form):
    """When, by whom, how, until when. What it is about was chosen before."""

    grade_from = forms.TypedChoiceField(
        choices=GRADE_CHOICES, coerce=int, label="Titles meant for readers from", initial=6
    )
    is_welcome = forms.TypedChoiceField(
        choices=[("no", "Not this"), ("yes", "This is all right")],
        coerce=lambda value: value == "yes",
        label="The family says",
        initial="no",
        help_text="“All right” goes before every wish that is less particular.",
    )
    asked_by = forms.CharField(max_length=100, label="Who asked", help_text="e.g. the mother, Ana Núñez")
    asked_on = forms.DateField(widget=DAY, label="On", initial=timezone.localdate)
    source = forms.CharField(max_length=100, label="How", help_text="e.g. paper form, phone call, letter on their page")
    until = forms.DateField(
        widget=DAY, required=False, label="Until", help_text="Empty: as long as the student is here"
    )
    note = forms.CharField(
        max_length=300,
        required=False,
        label="Note",
        help_text="Only for you. Leave reasons out that nobody needs to know.",
    )

    def __init__(self, *args: Any, about: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if about != FamilyWish.About.LEVEL:
            del self.fields["grade_from"]
        if about in (FamilyWish.About.LEVEL, FamilyWish.About.EVERYTHING):
            del self.fields["is_welcome"]


class FamilyRequestForm(forms.Form):
    """A guardian's letter; its labels come in the guardian's language."""

    child = forms.ModelChoiceField(Person.objects.none(), empty_label=None)
    text = forms.CharField(max_length=1000, widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(self, *args: Any, children: list[Person], say: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        child, text = self.fields["child"], self.fields["text"]
        assert isinstance(child, forms.ModelChoiceField)
        child.queryset = Person.objects.filter(pk__in=[one.pk for one in children])
        child.label, text.label, text.help_text = say("family_child"), say("family_text"), say("family_text_hint")


class AnswerForm(forms.Form):
    answer = forms.CharField(
        max_length=500, required=False, label="What you answer", widget=forms.Textarea(attrs={"rows": 2})
    )


class AgeLimitForm(forms.ModelForm[AgeLimit]):
    shelving_place = ShelfField(
        ShelvingPlace.objects.none(), required=False, label="What stands at", empty_label="No particular place"
    )

    class Meta:
        model = AgeLimit
        fields = (
            "name", "organisation", "shelving_place", "item_type", "interest_from", "lowest_grade", "is_on", "source",
            "last_checked",
        )  # fmt: skip
        widgets = {"last_checked": DAY}
        labels = {"item_type": "What is of the type", "interest_from": "What is meant for readers from grade"}
        help_texts = {
            "lowest_grade": "Kindergarten is 0",
            "interest_from": "By the interest level or the audience in its record",
            "is_on": "Without it nothing is kept back",
        }

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        school, shelf, kind = (self.fields[name] for name in ("organisation", "shelving_place", "item_type"))
        assert isinstance(school, forms.ModelChoiceField)
        assert isinstance(shelf, forms.ModelChoiceField)
        assert isinstance(kind, forms.ModelChoiceField)
        school.queryset = schools_for(actor, May.RULE_EDIT).order_by("name")
        if actor.can(May.RULE_EDIT, at=EVERYWHERE):
            school.empty_label = "All schools"
        else:
            school.empty_label, school.required = None, True
        shelf.queryset = shelves_of(actor, May.RULE_EDIT)
        kind.queryset, kind.empty_label = LIBRARY_TYPES.order_by("name"), "No particular type"


class StudentField(forms.CharField):
    """A student by badge or number, among those the actor sees."""

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, max_length=120, **kwargs)
        self.actor = actor
        self.widget.attrs |= {"autocomplete": "off", "data-scan-target": True}

    def clean(self, value: Any) -> Any:
        code = str(super().clean(value) or "").strip()
        matches = resolve(code, self.actor, kinds=[Person.KIND_REF]) if code else []
        if len(matches) != 1:
            raise forms.ValidationError(
                f"“{code}” names nobody here, or more than one. Scan the badge or type the number."
            )
        return matches[0].object


class AgeExceptionForm(forms.Form):
    """For one of one's own students (``students``), or whoever a badge names where one keeps the rules."""

    first_day = forms.DateField(widget=DAY, label="From", initial=timezone.localdate)
    last_day = forms.DateField(widget=DAY, label="Through")
    note = forms.CharField(
        max_length=100, required=False, label="For", help_text="e.g. science fair; no titles, please"
    )

    def __init__(self, *args: Any, students: QuerySet[Person] | None, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        person = (
            forms.ModelChoiceField(students, label="Student", empty_label=None)
            if students is not None
            else StudentField(label="Student", help_text="Scan the badge or type the number.", actor=actor)
        )
        self.fields = {"person": person, **self.fields}
