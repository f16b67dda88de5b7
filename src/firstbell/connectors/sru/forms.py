"""The form of the catalogue for others: it reads values; the action judges them."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms

from firstbell.connectors.sru.actions.access import FIELDS
from firstbell.connectors.sru.models import PublicCatalogue


class AccessForm(forms.ModelForm[PublicCatalogue]):
    class Meta:
        model = PublicCatalogue
        fields: ClassVar[tuple[str, ...]] = FIELDS
        labels: ClassVar[dict[str, str]] = {
            "sru_is_on": "Others may search it (SRU)",
            "oai_is_on": "Others may gather its records (OAI-PMH)",
            "name": "Name of the catalogue",
            "contact": "Whom others may write to",
            "most_records": "Most records in one answer",
        }
        help_texts: ClassVar[dict[str, str]] = {
            "description": "For people who look at it from outside.",
            "contact": "Empty: the address that this installation sends mail from.",
            "most_records": "At most 200. Who wants more asks again where this answer ends.",
        }
        widgets: ClassVar[dict[str, Any]] = {"description": forms.Textarea(attrs={"rows": 2})}

    def values(self) -> dict[str, Any]:
        """What the action takes."""
        return {name: self.cleaned_data[name] for name in FIELDS}
