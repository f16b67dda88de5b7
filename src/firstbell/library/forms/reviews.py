"""The form of how a school does reviews."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms

from firstbell.library.models import ReviewSettings


class ReviewSettingsForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = ReviewSettings
        fields = ("is_on", "signature", "hide_after", "rules_en", "rules_es", "source", "last_checked")
        widgets: ClassVar[dict[str, Any]] = {
            "rules_en": forms.Textarea(attrs={"rows": 3}),
            "rules_es": forms.Textarea(attrs={"rows": 3}),
            "last_checked": forms.DateInput(attrs={"type": "date"}),
        }
