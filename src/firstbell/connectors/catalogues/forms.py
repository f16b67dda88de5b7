"""The form of a catalogue: it reads values; the action judges them."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms

from firstbell.connectors.catalogues.actions.targets import FIELDS
from firstbell.connectors.catalogues.models import CatalogueTarget
from firstbell.connectors.catalogues.permissions import CataloguesPermission
from firstbell.core.actor import Actor


class TargetForm(forms.ModelForm[CatalogueTarget]):
    """The password is never shown again. Allowing the own network is offered only to whom it is granted."""

    password = forms.CharField(
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="Kept encrypted. Left empty, the stored one stays.",
    )
    field_order = FIELDS

    class Meta:
        model = CatalogueTarget
        fields: ClassVar[list[str]] = [name for name in FIELDS if name != "password"]
        labels: ClassVar[dict[str, str]] = {
            "protocol": "Speaks",
            "is_on": "On",
            "url": "Address (SRU)",
            "version": "Version (SRU)",
            "record_schema": "Record schema (SRU)",
            "host": "Host (Z39.50)",
            "port": "Port (Z39.50)",
            "database": "Database (Z39.50)",
            "syntax": "Record syntax (Z39.50)",
            "encoding": "Character set (Z39.50)",
            "isbn_index": "Index of ISBN",
            "title_index": "Index of titles",
            "author_index": "Index of authors",
            "username": "User name",
            "seconds": "Longest wait, in seconds",
            "is_private_allowed": "In the district's own network",
            "trial_isbn": "ISBN to try it with",
        }
        help_texts: ClassVar[dict[str, str]] = {
            "isbn_index": "SRU: a name such as bath.isbn. Z39.50: a number, 7.",
            "title_index": "SRU: dc.title. Z39.50: 4. Empty: not asked.",
            "author_index": "SRU: dc.creator. Z39.50: 1003. Empty: not asked.",
            "username": "Only where the catalogue wants one.",
            "is_private_allowed": "Otherwise only addresses of the public internet are connected to.",
        }

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not actor.can(CataloguesPermission.PRIVATE_ALLOW):
            self.fields["is_private_allowed"].disabled = True

    def validate_unique(self) -> None:
        """The action says it better."""

    def values(self) -> dict[str, Any]:
        """What the action takes."""
        return {name: value for name, value in self.cleaned_data.items() if name in FIELDS}
