"""The form of a card: its text, and what was changed."""

from __future__ import annotations

from django import forms


class CardForm(forms.Form):
    text = forms.CharField(
        label="The card",
        max_length=60_000,
        widget=forms.Textarea(attrs={"rows": 34, "spellcheck": "false", "class": "code-text", "wrap": "off"}),
        help_text="YAML. Keep the keys of steps and questions: what is known of their success hangs on them.",
    )
    note = forms.CharField(label="What you changed, and why", max_length=300, required=False)
    seen_version = forms.IntegerField(widget=forms.HiddenInput, required=False)
