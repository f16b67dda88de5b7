"""The form of a rule, in plain words: when, if, then."""

from __future__ import annotations

import re
from typing import Any, get_args

from django import forms

from firstbell.core.actor import Actor
from firstbell.core.scan import resolve
from firstbell.guides.queries import CardContent
from firstbell.helpdesk.models import RoutingRule, Symptom, Ticket
from firstbell.helpdesk.permissions import HelpdeskPermission
from firstbell.helpdesk.queries import workers_below
from firstbell.inventory.models import DeviceModel, ItemType
from firstbell.people.models import Account, Organisation, Person
from firstbell.people.queries.persons import schools_for
from firstbell.rooms.models import Building, Place

# No rule ever looks at what was brought from another help desk.
_ORIGINS = [one for one in Ticket.Origin.choices if one[0] != Ticket.Origin.IMPORT]
_ANY = "Several: hold Ctrl. None: does not matter."
#: Conditions asked by a choice of several; the field's name is the condition's.
_CHOSEN = (
    "school", "building", "symptom", "category", "model", "item_type", "requester_kind", "origin", "urgency", "impact",
)  # fmt: skip
_TYPED = ("grade", "words")


class RuleForm(forms.Form):
    """Cleaned, it gives what ``actions.rules.save_rule`` takes: see :meth:`values`."""

    name = forms.CharField(
        label="What is it for", max_length=120, help_text="E.g. “Projectors of the annex go to Tess”."
    )
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(),
        label="Where",
        help_text="There and below. A school's own rules look before the district's.",
    )
    when = forms.ChoiceField(label="When", choices=RoutingRule.When.choices)
    waited_hours = forms.IntegerField(
        label="Waited so many hours",
        min_value=1,
        max_value=2000,
        initial=48,
        required=False,
        help_text="For “it has waited so long”.",
    )
    school = forms.MultipleChoiceField(label="If the school is", required=False, help_text=_ANY)
    building = forms.MultipleChoiceField(label="If the building is", required=False, help_text=_ANY)
    place = forms.CharField(label="If the room is", required=False, help_text="Numbers or labels' codes, with commas.")
    symptom = forms.MultipleChoiceField(label="If the symptom is", required=False, help_text=_ANY)
    category = forms.MultipleChoiceField(label="If the help card is about", required=False, help_text=_ANY)
    model = forms.MultipleChoiceField(label="If the device is a", required=False, help_text=_ANY)
    item_type = forms.MultipleChoiceField(label="If the device counts as", required=False, help_text=_ANY)
    requester_kind = forms.MultipleChoiceField(
        label="If asked by a", choices=Person.Kind.choices, required=False, help_text=_ANY
    )
    grade = forms.CharField(label="If the grade is", required=False, max_length=100, help_text="E.g. 06, 07, 08.")
    origin = forms.MultipleChoiceField(label="If it came by", choices=_ORIGINS, required=False, help_text=_ANY)
    words = forms.CharField(
        label="If the title says",
        required=False,
        max_length=300,
        help_text="Words or phrases with commas; one is enough.",
    )
    urgency = forms.MultipleChoiceField(
        label="If the urgency is", choices=Ticket.Urgency.choices, required=False, help_text=_ANY
    )
    impact = forms.MultipleChoiceField(label="If hit is", choices=Ticket.Impact.choices, required=False, help_text=_ANY)
    hours_from = forms.TimeField(label="From", required=False, widget=forms.TimeInput(attrs={"type": "time"}))
    hours_to = forms.TimeField(
        label="to", required=False, widget=forms.TimeInput(attrs={"type": "time"}), help_text="On the school's clock."
    )
    school_day = forms.ChoiceField(
        label="On",
        required=False,
        choices=[("", "any day"), ("open", "a school day"), ("closed", "a day without school")],
    )
    assign_to = forms.ModelChoiceField(
        Account.objects.none(), label="Then give it to", required=False, empty_label="Leave it as it is"
    )
    set_urgency = forms.ChoiceField(
        label="Set the urgency", required=False, choices=[("", "Leave it"), *Ticket.Urgency.choices]
    )
    set_impact = forms.ChoiceField(
        label="Set who is hit", required=False, choices=[("", "Leave it"), *Ticket.Impact.choices]
    )
    set_symptom = forms.ModelChoiceField(
        Symptom.objects.filter(is_active=True), label="Set the symptom", required=False, empty_label="Leave it"
    )
    add_watcher = forms.CharField(
        label="Let this person watch", required=False, max_length=120, help_text="Scan the badge, or type the number."
    )
    note = forms.CharField(
        label="Write a note for colleagues", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )
    tell = forms.ChoiceField(label="Tell", required=False, choices=RoutingRule.Team.choices)
    position = forms.IntegerField(
        label="Position",
        min_value=0,
        max_value=999,
        initial=50,
        help_text="Lower looks first; what one set, a later one leaves.",
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor
        scope = actor.scope(HelpdeskPermission.CATALOGUE_EDIT)
        schools = schools_for(actor, HelpdeskPermission.CATALOGUE_EDIT).order_by("name")
        self._field("organisation", forms.ModelChoiceField).queryset = schools
        people = [account.pk for account in workers_below(scope)]
        self._field("assign_to", forms.ModelChoiceField).queryset = Account.objects.filter(
            pk__in=people
        ).select_related("person")
        buildings = (
            Building.objects.filter(scope.q("organisation__path")).select_related("organisation").order_by("name")
        )
        options: dict[str, list[tuple[str, str]]] = {
            "school": [(str(one.pk), one.name) for one in schools],
            "building": [(str(one.pk), f"{one.name}, {one.organisation.short}") for one in buildings],
            "symptom": [(str(one.pk), one.label) for one in Symptom.objects.filter(is_active=True)],
            "category": [
                (one, one.replace("_", " ")) for one in get_args(CardContent.model_fields["category"].annotation)
            ],
            "model": [(str(pk), name) for pk, name in DeviceModel.objects.order_by("name").values_list("pk", "name")],
            "item_type": [(str(pk), name) for pk, name in ItemType.objects.order_by("name").values_list("pk", "name")],
        }
        for name, choices in options.items():
            self._field(name, forms.MultipleChoiceField).choices = choices
        for name in _CHOSEN:
            self.fields[name].widget.attrs["size"] = 4

    def _field(self, name: str, _kind: type[Any]) -> Any:
        return self.fields[name]

    @staticmethod
    def initial_of(rule: RoutingRule) -> dict[str, Any]:
        """What the form shows of a stored rule."""
        given = {name: [value for value, _ in pairs] for name, pairs in rule.conditions.items()}
        plain = ("name", "organisation", "when", "waited_hours", "assign_to", "set_urgency", "set_impact", "set_symptom",
                 "note", "tell", "position")  # fmt: skip
        watcher = rule.add_watcher
        return {
            **{name: getattr(rule, name) for name in plain},
            **{name: given.get(name, []) for name in _CHOSEN},
            **{name: ", ".join(given.get(name, [])) for name in _TYPED},
            "place": ", ".join(label for _, label in rule.conditions.get("place", [])),
            "hours_from": (given.get("hours") or [None])[0],
            "hours_to": (given.get("hours") or [None, None])[1],
            "school_day": (given.get("school_day") or [""])[0],
            "add_watcher": (watcher.identifier or watcher.username) if watcher is not None else "",
        }

    def clean_place(self) -> list[list[str]]:
        found = []
        for text in _parts(self.cleaned_data["place"]):
            matches = [one.object for one in resolve(text, self.actor, kinds=[Place.KIND_REF])]
            rooms = matches or list(Place.objects.visible_to(self.actor).current().filter(number__iexact=text)[:2])
            if len(rooms) != 1:
                raise forms.ValidationError(f"No single room is known by “{text}”. Type its label's code.")
            found.append([str(rooms[0].pk), text])
        return found

    def clean_add_watcher(self) -> Person | None:
        text = self.cleaned_data["add_watcher"].strip()
        if not text:
            return None
        people = [one.object for one in resolve(text, self.actor, kinds=[Person.KIND_REF])]
        if not people:
            named = Person.objects.visible_to(self.actor).current()
            people = list(named.filter(identifier=text)[:2]) or list(named.filter(username=text)[:2])
        if len(people) != 1:
            raise forms.ValidationError(f"Nobody here is found by “{text}”. Type the staff number, or scan the badge.")
        person: Person = people[0]
        return person

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if bool(cleaned.get("hours_from")) != bool(cleaned.get("hours_to")):
            self.add_error("hours_to", "Give both hours, or neither.")
        return cleaned

    def values(self) -> dict[str, Any]:
        """For ``save_rule``: everything but the organisation."""
        data = self.cleaned_data
        plain = (
            "name",
            "when",
            "assign_to",
            "set_urgency",
            "set_impact",
            "set_symptom",
            "add_watcher",
            "note",
            "tell",
            "position",
        )
        return {
            **{name: data[name] for name in plain},
            "waited_hours": data["waited_hours"] or 48,
            "conditions": self._conditions(data),
        }

    def _conditions(self, data: dict[str, Any]) -> dict[str, list[list[str]]]:
        found: dict[str, list[list[str]]] = {"place": data["place"]}
        for name in _CHOSEN:
            labels = dict(self._field(name, forms.MultipleChoiceField).choices)
            found[name] = [[value, str(labels[value])] for value in data[name]]
        for name in _TYPED:
            found[name] = [[one, one] for one in _parts(data[name])]
        if data["hours_from"] and data["hours_to"]:
            found["hours"] = [[f"{one:%H:%M}", f"{one:%H:%M}"] for one in (data["hours_from"], data["hours_to"])]
        if data["school_day"]:
            label = "a school day" if data["school_day"] == "open" else "a day without school"
            found["school_day"] = [[data["school_day"], label]]
        return {name: pairs for name, pairs in found.items() if pairs}


def _parts(text: str) -> list[str]:
    return [part.strip() for part in re.split(r"[,;\n]+", text) if part.strip()]
