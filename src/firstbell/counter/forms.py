"""What the counter's form carries: the signed desk, the few words typed for a new student; campaigns and decisions."""

from __future__ import annotations

import uuid
from dataclasses import asdict, fields
from typing import Any

from django import forms
from django.core import signing

from firstbell.core.actor import Actor
from firstbell.core.forms import RowsField
from firstbell.counter.desk import Desk
from firstbell.counter.models import Campaign, ScanConflict
from firstbell.counter.permissions import CounterPermission
from firstbell.inventory.models import ItemType
from firstbell.people.models import Organisation, Section
from firstbell.people.permissions import PeoplePermission
from firstbell.people.queries import schools_for
from firstbell.rooms.models import Place

_SALT = "firstbell.counter.desk"
#: A form older than a school day is not a line at the counter any more.
_MAX_AGE = 12 * 60 * 60
_FIELDS = {field.name: field.default for field in fields(Desk)}
_GRADES = ("PK", "KG", *(f"{number:02}" for number in range(1, 13)))


def new_desk() -> Desk:
    """A clean desk with a key of its own."""
    return Desk(key=uuid.uuid4().hex)


def sealed(desk: Desk, actor: Actor) -> str:
    """The desk as text that only we can have written, and only for this actor. Defaults are left out."""
    kept = {name: value for name, value in asdict(desk).items() if value != _FIELDS[name]}
    return signing.dumps({"for": actor.key, "desk": kept}, salt=_SALT, compress=True)


def unsealed(text: str, actor: Actor) -> Desk | None:
    """The desk again; None when it was tampered with, is too old, or is somebody else's."""
    try:
        read: dict[str, Any] = signing.loads(text, salt=_SALT, max_age=_MAX_AGE)
        return Desk(**read["desk"]) if read["for"] == actor.key else None
    except (signing.BadSignature, KeyError, TypeError):
        return None


class NewStudentForm(forms.Form):
    """A student who is here but not in the roster yet; ten seconds, and the roster takes over later."""

    given_name = forms.CharField(label="First name", max_length=100)
    family_name = forms.CharField(label="Last name", max_length=100)
    grade = forms.ChoiceField(label="Grade", choices=[("", "?"), *((one, one) for one in _GRADES)], required=False)
    homeroom = forms.CharField(label="Homeroom", max_length=100, required=False, help_text="Room or teacher")
    school = forms.ModelChoiceField(Organisation.objects.none(), label="School", empty_label=None)
    even_if_similar = forms.BooleanField(
        label="It is somebody else of the same name", required=False, widget=forms.HiddenInput()
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        school = self.fields["school"]
        assert isinstance(school, forms.ModelChoiceField)
        reach = schools_for(actor, PeoplePermission.PERSON_ADD_PROVISIONAL)
        school.queryset = reach.filter(kind=Organisation.Kind.SCHOOL)

    def offer_same_name(self) -> None:
        """Somebody of that name is here: show the box that says it is somebody else."""
        self.fields["even_if_similar"].widget = forms.CheckboxInput()

    def homeroom_section(self) -> Section | None:
        """The homeroom section of that name at the school, if there is exactly one."""
        name = self.cleaned_data["homeroom"].strip()
        if not name:
            return None
        sections = Section.objects.filter(
            organisation=self.cleaned_data["school"], kind=Section.Kind.HOMEROOM, closed_at=None
        )
        found = list(sections.filter(title__iexact=name)[:2]) or list(sections.filter(location__iexact=name)[:2])
        return found[0] if len(found) == 1 else None


class CampaignForm(forms.Form):
    """A campaign; its homerooms can be chosen once its school is known."""

    name = forms.CharField(label="Name", max_length=100, help_text="“Grade 7 hand-out, August”")
    organisation = forms.ModelChoiceField(Organisation.objects.none(), label="School", empty_label=None)
    kind = forms.ChoiceField(label="Kind", choices=Campaign.Kind.choices)
    item_type = forms.ModelChoiceField(ItemType.objects.none(), label="What is handed out", empty_label=None)
    grades = forms.MultipleChoiceField(
        label="Grades",
        choices=[(one, one) for one in _GRADES],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Neither grades nor homerooms: the whole school",
    )
    sections = RowsField(Section.objects.none(), label="Homerooms", required=False, widget=forms.CheckboxSelectMultiple)
    accessories = forms.CharField(
        label="Goes along", required=False, max_length=200, help_text="“Charger, Case”: each is one key at the station"
    )
    place = forms.ModelChoiceField(
        Place.objects.none(), label="Put into", required=False, help_text="Collected devices; empty: each to its home"
    )

    def __init__(self, data: Any = None, *, actor: Actor, campaign: Campaign | None) -> None:
        super().__init__(data, initial=_initial(campaign))
        purposes = (ItemType.Purpose.ASSIGNMENT, ItemType.Purpose.LOANER)
        _choices(
            self,
            "item_type",
            ItemType.objects.filter(purpose__in=purposes, holder_is_private=False).order_by("purpose", "name"),
        )
        if campaign is None:
            reach = schools_for(actor, CounterPermission.CAMPAIGN_EDIT)
            _choices(self, "organisation", reach.filter(kind=Organisation.Kind.SCHOOL))
            del self.fields["sections"], self.fields["place"]
            return
        del self.fields["organisation"], self.fields["kind"]
        self.campaign: Campaign = campaign
        school = campaign.organisation_id
        homerooms = Section.objects.filter(organisation_id=school, kind=Section.Kind.HOMEROOM, closed_at=None)
        _choices(self, "sections", homerooms.order_by("title"))
        storage = (Place.Kind.STORAGE, Place.Kind.CART, Place.Kind.SHELF)
        _choices(self, "place", Place.objects.current().filter(organisation_id=school, kind__in=storage))

    def values(self) -> dict[str, Any]:
        """As ``save_campaign`` takes them."""
        given = dict(self.cleaned_data)
        given["accessories"] = given["accessories"].split(",")
        if "organisation" not in self.fields:
            given |= {"organisation": self.campaign.organisation, "kind": self.campaign.kind}
        return given


def _initial(campaign: Campaign | None) -> dict[str, Any]:
    if campaign is None:
        return {"accessories": "Charger, Case"}
    return {
        "name": campaign.name,
        "item_type": campaign.item_type,
        "grades": campaign.grades,
        "sections": campaign.sections.all(),
        "accessories": ", ".join(campaign.accessories),
        "place": campaign.place,
    }


def _choices(form: forms.Form, name: str, queryset: Any) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ModelChoiceField)
    field.queryset = queryset


class DecisionForm(forms.Form):
    """How a conflict ends. Two codes enter something else; a note alone says what was found out."""

    decision = forms.ChoiceField(choices=ScanConflict.Decision.choices)
    person_code = forms.CharField(label="Student's badge or number", max_length=200, required=False)
    item_code = forms.CharField(label="Device", max_length=200, required=False)
    note = forms.CharField(label="Note", max_length=300, required=False)
