"""Forms that several rooms show."""

from __future__ import annotations

from django import forms


class MergeForm(forms.Form):
    """What is asked before two entries become one."""

    reason = forms.CharField(
        max_length=200, label="How do you know?", help_text="e.g. asked the office; read the label on the case"
    )
