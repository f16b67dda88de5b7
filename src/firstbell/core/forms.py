"""Forms that several rooms show."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

_LONGEST_KEY = 18
"""Digits; a longer number is no row's key, and databases refuse to compare with it."""


class RowField(forms.ModelChoiceField[Any]):
    """One row of a table whose key is another's (Django checks the size of other keys itself)."""

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str) and len(value) > _LONGEST_KEY:
            raise ValidationError(self.error_messages["invalid_choice"], "invalid_choice", {"value": value[:40]})
        return super().to_python(value)


class RowsField(forms.ModelMultipleChoiceField[Any]):
    """Several rows of a table. A number longer than any key is no choice, like every other that is not there."""

    def clean(self, value: Any) -> Any:
        for key in value if isinstance(value, list | tuple) else ():
            if isinstance(key, str) and len(key) > _LONGEST_KEY:
                raise ValidationError(self.error_messages["invalid_choice"], "invalid_choice", {"value": key[:40]})
        return super().clean(value)


class MergeForm(forms.Form):
    """What is asked before two entries become one."""

    reason = forms.CharField(
        max_length=200, label="How do you know?", help_text="e.g. asked the office; read the label on the case"
    )
