"""Forms of e-mail in: they read values; the actions judge them."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms

from firstbell.connectors.mail.actions.mailboxes import FIELDS
from firstbell.connectors.mail.models import InboundMail, Mailbox
from firstbell.connectors.mail.models.mailboxes import MEGABYTE
from firstbell.connectors.mail.permissions import MailPermission
from firstbell.core.actor import Actor
from firstbell.helpdesk.models import Ticket
from firstbell.helpdesk.queries import ticket_number
from firstbell.people.models import Organisation, Person
from firstbell.people.queries import schools_for


class MailboxForm(forms.ModelForm[Mailbox]):
    """The limit is asked in megabytes; the password is never shown again."""

    password = forms.CharField(
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="Kept encrypted. Left empty, the stored one stays.",
    )
    megabytes = forms.IntegerField(label="Largest mail, in MB", min_value=1, max_value=100, initial=30)
    field_order = (
        "name", "organisation", "address", "is_on", "way", "host", "port", "tls", "username", "password", "folder",
        "done_folder", "has_plus", "server_name", "unknown", "private_for", "most_per_hour", "megabytes", "most_files",
        "group_id", "ca_certificate",
    )  # fmt: skip

    class Meta:
        model = Mailbox
        fields: ClassVar[list[str]] = [
            "organisation",
            *(one for one in FIELDS if one not in {"password", "most_bytes"}),
        ]
        widgets: ClassVar[dict[str, Any]] = {"ca_certificate": forms.Textarea(attrs={"rows": 4, "class": "code"})}
        labels: ClassVar[dict[str, str]] = {
            "organisation": "For",
            "is_on": "On",
            "way": "How its mail comes",
            "host": "IMAP server",
            "tls": "Encryption",
            "username": "User name",
            "folder": "Folder that is read",
            "done_folder": "Folder for mail that was read",
            "has_plus": "Answers go to an address of their ticket",
            "server_name": "Server that checks senders",
            "group_id": "Group's List-Id",
            "unknown": "Mail of somebody nobody here knows",
            "private_for": "Private (student safety)",
            "most_per_hour": "Mails from one sender within an hour",
            "most_files": "Files kept of one mail",
            "ca_certificate": "Certificate authority",
        }
        help_texts: ClassVar[dict[str, str]] = {
            "organisation": "A district's mailbox serves its schools: the ticket goes to the sender's school.",
            "server_name": "As it calls itself in the header Authentication-Results, e.g. mx.google.com.",
            "done_folder": "Made when it is not there. Mail is moved, never deleted.",
            "most_per_hour": "What comes beyond is kept and ignored, so that no loop and no bomb fills the queue.",
        }

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        organisation = self.fields["organisation"]
        assert isinstance(organisation, forms.ModelChoiceField)
        organisation.queryset = schools_for(actor, MailPermission.MAILBOX_EDIT)
        if self.instance.pk:
            organisation.disabled = True
            self.fields["megabytes"].initial = self.instance.most_bytes // MEGABYTE

    def validate_unique(self) -> None:
        """The action says it better."""

    def values(self) -> dict[str, Any]:
        """What the action takes."""
        given = {name: value for name, value in self.cleaned_data.items() if name in FIELDS}
        return {**given, "most_bytes": self.cleaned_data["megabytes"] * MEGABYTE}


class InboundFilter(forms.Form):
    """What the list of mails may be narrowed by."""

    state = forms.ChoiceField(required=False, choices=[("", "Any state"), *InboundMail.State.choices])
    verdict = forms.ChoiceField(required=False, label="Sender", choices=[("", "Any"), *InboundMail.Verdict.choices])


class ByHandForm(forms.Form):
    """A mail as a new ticket, or on one that exists."""

    title = forms.CharField(max_length=200, required=False, help_text="Empty: the mail's subject.")
    person = forms.CharField(
        max_length=150,
        required=False,
        label="Requester",
        help_text="User name, number or e-mail. Empty: as the mail says.",
    )
    ticket = forms.CharField(
        max_length=20,
        required=False,
        label="Or onto the ticket",
        widget=forms.TextInput(attrs={"placeholder": "T-123"}),
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._actor = actor

    def clean_person(self) -> Person | None:
        said = self.cleaned_data["person"].strip()
        if not said:
            return None
        here = Person.objects.visible_to(self._actor).current().select_related("organisation")
        for field in ("identifier", "username__iexact", "email__iexact"):
            found = list(here.filter(**{field: said})[:2])
            if len(found) == 1:
                return found[0]
        raise forms.ValidationError(f"Nobody, or more than one, is known by “{said}”. Leave it empty for a walk-in.")

    def clean_ticket(self) -> Ticket | None:
        said = self.cleaned_data["ticket"].strip()
        if not said:
            return None
        number = ticket_number(said)
        here = Ticket.objects.visible_to(self._actor).select_related("organisation")
        ticket = here.filter(pk=number).first() if number is not None else None
        if ticket is None:
            raise forms.ValidationError(f"There is no ticket “{said}” that you may see.")
        return ticket


def school_of(form: MailboxForm) -> Organisation:
    """The organisation chosen; needs a valid form."""
    chosen = form.cleaned_data["organisation"]
    assert isinstance(chosen, Organisation)
    return chosen
