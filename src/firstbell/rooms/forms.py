"""Forms of the rooms room: they read values; the actions judge them."""

from __future__ import annotations

from typing import Any

from django import forms

from firstbell.core.actor import Actor
from firstbell.people.models import Organisation
from firstbell.people.queries import schools_for
from firstbell.rooms.models import BellSchedule, Building, CalendarEntry, Place
from firstbell.rooms.permissions import RoomsPermission

DAY = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


def school_choices(actor: Actor, permission: str) -> list[tuple[str, str]]:
    return [(str(pk), name) for pk, name in schools_for(actor, permission).order_by("name").values_list("pk", "name")]


class PlaceFilterForm(forms.Form):
    school = forms.ChoiceField(required=False)
    kind = forms.ChoiceField(required=False, choices=[("", "All kinds"), *Place.Kind.choices])
    room_type = forms.ChoiceField(required=False, choices=[("", "Any use"), *Place.RoomType.choices], label="Use")
    closed = forms.BooleanField(required=False, label="Also those no longer used")

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        schools = school_choices(actor, RoomsPermission.PLACE_VIEW)
        field = self.fields["school"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "All schools"), *schools]
        if len(schools) < 2:
            del self.fields["school"]


class PlaceForm(forms.ModelForm[Place]):
    """A place of one school; parents and buildings are that school's."""

    class Meta:
        model = Place
        fields = ("name", "kind", "room_type", "number", "code", "building", "parent", "floor", "capacity", "notes")
        labels = {"room_type": "Used as", "parent": "Stands in"}
        help_texts = {
            "code": "What the printed label carries. Left empty, it is made from the school and the number.",
            "capacity": "Seats in a room, slots in a cart",
        }
        widgets = {"notes": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].required = False
        building, parent = self.fields["building"], self.fields["parent"]
        assert isinstance(building, forms.ModelChoiceField)
        assert isinstance(parent, forms.ModelChoiceField)
        building.queryset = Building.objects.filter(organisation=organisation)
        others = Place.objects.current().filter(organisation=organisation)
        parent.queryset = others.exclude(pk=self.instance.pk) if self.instance.pk else others

    def _post_clean(self) -> None:
        """The action checks and says it better; the instance stays as it is until then."""


class SchoolForm(forms.Form):
    """Which school a page is about."""

    school = forms.ModelChoiceField(Organisation.objects.none(), empty_label=None)

    def __init__(self, *args: Any, actor: Actor, permission: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["school"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = schools_for(actor, permission).order_by("name")


class CalendarEntryForm(forms.Form):
    effect = forms.ChoiceField(choices=CalendarEntry.Effect.choices, label="What")
    first_day = forms.DateField(widget=DAY)
    last_day = forms.DateField(required=False, widget=DAY, help_text="Included. Empty: one day.")
    reason = forms.CharField(max_length=100, help_text="What it is called, e.g. Snow day")
    day_type = forms.ChoiceField(
        required=False, label="Bell schedule", help_text="For a day with another bell schedule"
    )
    repeats_yearly = forms.BooleanField(required=False, label="On the same dates every year")

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["day_type"]
        assert isinstance(field, forms.ChoiceField)
        # A district's entry names a kind of day; each school below rings its own bells for it.
        types = (
            BellSchedule.objects.filter(organisation__path__startswith=organisation.scope_path)
            .order_by("day_type")
            .values_list("day_type", flat=True)
            .distinct()
        )
        field.choices = [("", "None"), *((one, one.replace("_", " ").capitalize()) for one in types)]


class CalendarFileForm(forms.Form):
    file = forms.FileField(label="Calendar file (.ics)", widget=forms.ClearableFileInput(attrs={"accept": ".ics"}))


class WeekForm(forms.Form):
    """The usual week."""

    open_days = forms.MultipleChoiceField(
        choices=[(day, day.capitalize()) for day in ("monday", "tuesday", "wednesday", "thursday", "friday")]
        + [("saturday", "Saturday"), ("sunday", "Sunday")],
        widget=forms.CheckboxSelectMultiple,
        label="Usually open on",
    )


class BellScheduleForm(forms.Form):
    day_type = forms.RegexField(
        r"^[a-z0-9_-]+$", max_length=30, label="Kind of day", help_text="regular, early_release, assembly …"
    )
    name = forms.CharField(max_length=100, required=False)


class PeriodForm(forms.Form):
    label = forms.CharField(max_length=30, required=False, label="Period")
    starts_at = forms.TimeField(required=False, label="Starts", widget=forms.TimeInput(attrs={"type": "time"}))
    ends_at = forms.TimeField(required=False, label="Ends", widget=forms.TimeInput(attrs={"type": "time"}))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        given = [bool(data.get(name)) for name in ("label", "starts_at", "ends_at")]
        if any(given) and not all(given) and not self.errors:
            raise forms.ValidationError("Give the period's name, start and end, or leave the row empty.")
        return data


PeriodFormSet = forms.formset_factory(PeriodForm, extra=3, max_num=30, absolute_max=30)
