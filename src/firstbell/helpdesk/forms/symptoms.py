"""The form of one symptom tile."""

from __future__ import annotations

from typing import ClassVar

from django import forms

from firstbell.helpdesk.models import Symptom

ICONS = (
    "screen", "keyboard", "power", "plug", "battery", "laptop", "dot", "eye", "question", "drop", "wifi", "wrench",
    "print", "bell", "lock", "device",
)  # fmt: skip


class SymptomForm(forms.ModelForm[Symptom]):
    icon = forms.ChoiceField(choices=[(name, name.capitalize()) for name in ICONS])

    class Meta:
        model = Symptom
        fields: ClassVar[list[str]] = [
            "code", "label", "icon", "failure_category", "quarantine", "for_helpers", "position", "is_active",
        ]  # fmt: skip
        labels: ClassVar[dict[str, str]] = {
            "quarantine": "Isolate the device at once",
            "for_helpers": "Student helpers may do it",
            "is_active": "Shown",
            "failure_category": "Repair code",
        }
        help_texts: ClassVar[dict[str, str]] = {
            "position": "Lower comes first; the first eight get the keys 1 to 8 at the counter.",
            "for_helpers": "A technician may hand such a ticket over, and signs the work off.",
            "code": "Stable short name for programs; letters, digits, hyphens.",
        }
