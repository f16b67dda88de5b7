"""The form of the outage rule."""

from __future__ import annotations

from typing import ClassVar

from django import forms

from firstbell.helpdesk.models import OutageRule


class OutageRuleForm(forms.ModelForm[OutageRule]):
    class Meta:
        model = OutageRule
        fields: ClassVar[list[str]] = ["tickets", "minutes", "is_active"]
        labels: ClassVar[dict[str, str]] = {
            "tickets": "So many similar tickets",
            "minutes": "within so many minutes",
            "is_active": "Propose an incident",
        }
