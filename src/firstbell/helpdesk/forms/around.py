"""Forms of what happens around a ticket: numbers of waiting, canned answers, links, helpers, what was said."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms

from firstbell.core.actor import Actor
from firstbell.helpdesk.models import CannedAnswer, Resolution, Ticket, TicketLink, TicketTiming
from firstbell.helpdesk.permissions import HelpdeskPermission
from firstbell.helpdesk.queries import PLACEHOLDERS, possible_helpers, ticket_number
from firstbell.people.models import Account, Organisation


def schools_of(actor: Actor, permission: str) -> Any:
    """Organisations where the actor holds it, by name."""
    scope = actor.scope(permission)
    return Organisation.objects.visible_to(actor).filter(scope.q("path")).order_by("name")


class TimingForm(forms.ModelForm[TicketTiming]):
    class Meta:
        model = TicketTiming
        fields: ClassVar[list[str]] = [
            "remind_after", "warn_after", "close_after", "close_resolved_after", "reopen_days", "alarm_minutes",
            "source",
        ]  # fmt: skip
        labels: ClassVar[dict[str, str]] = {
            "remind_after": "Remind the requester after",
            "warn_after": "Say that it will be closed after",
            "close_after": "Close without a reply after",
            "close_resolved_after": "Close a resolved ticket after",
            "reopen_days": "The requester may reopen for",
            "alarm_minutes": "End the ticket of an alarm that is over after",
            "source": "Who says so",
        }
        help_texts: ClassVar[dict[str, str]] = {
            "remind_after": "School days after our question.",
            "warn_after": "School days after our question.",
            "close_after": "School days after our question, and never before both notices were sent.",
            "close_resolved_after": "School days after it was resolved.",
            "reopen_days": "Days of the week as they come. After that a new ticket is opened, linked to the old one.",
            "alarm_minutes": "Minutes, and only when nobody has taken the ticket. 0: a person always decides.",
            "source": "E.g. “Desk rules of May 2026”. Today is kept as the day it was checked.",
        }


class NewTimingForm(TimingForm):
    organisation = forms.ModelChoiceField(Organisation.objects.none(), label="For", empty_label="Choose…")
    field_order = ("organisation",)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["organisation"]
        assert isinstance(field, forms.ModelChoiceField)
        taken = TicketTiming.objects.exclude(organisation=None).values("organisation_id")
        field.queryset = schools_of(actor, HelpdeskPermission.CATALOGUE_EDIT).exclude(pk__in=taken)


class CannedAnswerForm(forms.ModelForm[CannedAnswer]):
    """``shared``: "own", an organisation's key, or "" for everywhere."""

    shared = forms.ChoiceField(label="Who may use it", required=False)
    field_order = ("title", "shared")

    class Meta:
        model = CannedAnswer
        fields: ClassVar[list[str]] = ["title", "text_en", "text_es", "is_active", "source"]
        labels: ClassVar[dict[str, str]] = {
            "text_en": "In English", "text_es": "In Spanish", "is_active": "Offered", "source": "Who says so",
        }  # fmt: skip
        help_texts: ClassVar[dict[str, str]] = {
            "text_en": "You may write " + ", ".join(f"{{{{ {name} }}}}" for name in PLACEHOLDERS) + ".",
            "text_es": "Offered for requesters who read Spanish. Empty: they get English.",
        }
        widgets: ClassVar[dict[str, Any]] = {
            "text_en": forms.Textarea(attrs={"rows": 6}), "text_es": forms.Textarea(attrs={"rows": 6, "lang": "es"}),
        }  # fmt: skip

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["shared"]
        assert isinstance(field, forms.ChoiceField)
        choices = [("own", "Only me")]
        scope = actor.scope(HelpdeskPermission.CATALOGUE_EDIT)
        self.schools = {str(one.pk): one for one in schools_of(actor, HelpdeskPermission.CATALOGUE_EDIT)}
        choices += [(key, one.name) for key, one in self.schools.items()]
        if scope.is_everywhere:
            choices.append(("all", "Everybody here"))
        field.choices = choices
        if self.instance.pk and not self.instance.owner_id:
            field.initial = str(self.instance.organisation_id or "all")

    def values(self) -> dict[str, Any]:
        """What ``save_answer`` takes."""
        data = {name: self.cleaned_data[name] for name in ("title", "text_en", "text_es", "is_active", "source")}
        shared = self.cleaned_data["shared"] or "own"
        return {**data, "is_own": shared == "own", "organisation": self.schools.get(shared)}


class LinkForm(forms.Form):
    """Another ticket by its number, and how they have to do with each other."""

    kind = forms.ChoiceField(label="This one is", choices=TicketLink.Kind.choices, initial=TicketLink.Kind.RELATED)
    other = forms.CharField(label="Ticket", max_length=30, help_text="Its number, e.g. T-123.")

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor

    def clean_other(self) -> Ticket:
        number = ticket_number(self.cleaned_data["other"])
        tickets = Ticket.objects.visible_to(self.actor).select_related("organisation")
        found = tickets.filter(pk=number).first() if number is not None else None
        if found is None:
            raise forms.ValidationError("There is no ticket of this number. Write it as T-123.")
        return found


class HelperForm(forms.Form):
    """Who gets it, and what they read of it."""

    helper = forms.ChoiceField(label="Student helper")
    task = forms.CharField(
        label="What to do", widget=forms.Textarea(attrs={"rows": 3}), max_length=2000,
        help_text="The helper reads this, the room, the device and the requester's first name. Name nobody.",
    )  # fmt: skip

    def __init__(self, *args: Any, ticket: Ticket, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helpers = {str(one.pk): one for one in possible_helpers(ticket)}
        field = self.fields["helper"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(key, one.display_name) for key, one in self.helpers.items()]

    def clean_helper(self) -> Account:
        return self.helpers[self.cleaned_data["helper"]]


class SignOffForm(forms.Form):
    resolution = forms.ChoiceField(label="What ended it", choices=[("", "Choose…"), *Resolution.choices])
    text = forms.CharField(
        label="What was done", widget=forms.Textarea(attrs={"rows": 2}), max_length=5000,
        help_text="The requester reads this.",
    )  # fmt: skip
    minutes = forms.IntegerField(label="Minutes spent", required=False, min_value=0, max_value=1440)


class DoneForm(forms.Form):
    done = forms.CharField(label="What did you do?", widget=forms.Textarea(attrs={"rows": 3}), max_length=2000)
