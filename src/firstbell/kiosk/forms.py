"""Forms of the kiosk room: they read values; the actions judge them."""

from __future__ import annotations

from typing import Any

from django import forms

from firstbell.core.actor import Actor
from firstbell.kiosk.models import Kiosk
from firstbell.kiosk.permissions import KioskPermission
from firstbell.people.models import Organisation
from firstbell.people.queries import schools_for
from firstbell.rooms.models import Place

_DIGITS = {"inputmode": "numeric", "autocomplete": "off"}


class BadgeForm(forms.Form):
    badge = forms.CharField(
        max_length=100,
        label="Scan your badge",
        widget=forms.TextInput(attrs={"autocomplete": "off", "autofocus": True, "data-scan-target": True}),
    )


class PinForm(forms.Form):
    pin = forms.CharField(max_length=20, label="PIN", widget=forms.PasswordInput(attrs={**_DIGITS, "autofocus": True}))


class ChooseForm(forms.Form):
    """The first PIN, with the code on the board."""

    code = forms.CharField(max_length=20, label="Code from your teacher", widget=forms.TextInput(attrs=_DIGITS))
    pin = forms.CharField(
        max_length=20, label="New PIN", help_text="4 to 8 digits", widget=forms.PasswordInput(attrs=_DIGITS)
    )
    again = forms.CharField(max_length=20, label="The same once more", widget=forms.PasswordInput(attrs=_DIGITS))

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("pin") != data.get("again"):
            self.add_error("again", "The two are not the same.")
        return data


class TicketForm(forms.Form):
    title = forms.CharField(
        max_length=200, label="What is wrong?", widget=forms.TextInput(attrs={"autocomplete": "off"})
    )


class KioskForm(forms.Form):
    organisation = forms.ModelChoiceField(Organisation.objects.none(), label="School", empty_label=None)
    place = forms.ModelChoiceField(Place.objects.none(), required=False, empty_label="Nowhere in particular")
    name = forms.CharField(max_length=60, help_text="“Library, by the door”")
    use = forms.ChoiceField(choices=Kiosk.Use.choices, label="What it is for", initial=Kiosk.Use.OWN, required=False)
    pin_rule = forms.ChoiceField(
        choices=Kiosk.PinRule.choices,
        label="Readers show",
        initial=Kiosk.PinRule.ALWAYS,
        required=False,
        help_text="At a self-check only",
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        school, place = self.fields["organisation"], self.fields["place"]
        assert isinstance(school, forms.ModelChoiceField)
        assert isinstance(place, forms.ModelChoiceField)
        school.queryset = schools_for(actor, KioskPermission.KIOSK_EDIT)
        rooms = Place.objects.visible_to(actor).current().filter(kind=Place.Kind.ROOM)
        place.queryset = rooms.filter(organisation__in=school.queryset.values("pk"))

    def clean_use(self) -> str:
        return self.cleaned_data["use"] or Kiosk.Use.OWN

    def clean_pin_rule(self) -> str:
        return self.cleaned_data["pin_rule"] or Kiosk.PinRule.ALWAYS


class UseForm(forms.Form):
    """What a standing kiosk is for from now on."""

    use = forms.ChoiceField(choices=Kiosk.Use.choices, label="What it is for")
    pin_rule = forms.ChoiceField(choices=Kiosk.PinRule.choices, label="Readers show", help_text="At a self-check only")


class CodeForm(forms.Form):
    """One scan at a self-check; what is wrong with it is said in the reader's language, not here."""

    code = forms.CharField(max_length=120, required=False)


class SchoolForm(forms.Form):
    """Whose self-check texts."""

    school = forms.ModelChoiceField(Organisation.objects.none(), label="At", empty_label=None)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        school = self.fields["school"]
        assert isinstance(school, forms.ModelChoiceField)
        school.queryset = schools_for(actor, KioskPermission.TEXT_EDIT)


class SelfCheckTextForm(forms.Form):
    en = forms.CharField(max_length=300, required=False, label="English")
    es = forms.CharField(max_length=300, required=False, label="Español", widget=forms.TextInput(attrs={"lang": "es"}))


class SetPinForm(forms.Form):
    pin = forms.CharField(
        max_length=20, label="New PIN", help_text="4 to 8 digits", widget=forms.TextInput(attrs=_DIGITS)
    )
