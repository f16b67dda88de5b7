"""Forms of the public catalogue."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from firstbell.library.content import Language, say
from firstbell.library.queries.levels import level_of


class ReaderForm(forms.Form):
    """School, grade and reading level of a reader; all may be left open."""

    school = forms.TypedChoiceField(required=False, coerce=int, empty_value=None)
    grade = forms.TypedChoiceField(required=False, coerce=int, empty_value=None)
    level = forms.CharField(required=False, max_length=40)

    def __init__(self, *args: Any, schools: Sequence[tuple[int, str]], language: Language, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.language = language
        fields: dict[str, Any] = self.fields
        fields["school"].choices = [("", say(language, "any_school")), *schools]
        grades = [
            (0, say(language, "kindergarten")),
            *((one, say(language, "grade_value", value=one)) for one in range(1, 13)),
        ]
        fields["grade"].choices = [("", say(language, "any_grade")), *grades]
        for name, key in (("school", "my_school"), ("grade", "my_grade"), ("level", "my_level")):
            fields[name].label = say(language, key)
        fields["level"].help_text = say(language, "level_hint")

    def clean_level(self) -> tuple[str, str] | None:
        """(limit, value), to be kept in the session."""
        text = str(self.cleaned_data["level"]).strip()
        if not text:
            return None
        level = level_of(text)
        if level is None:
            raise forms.ValidationError(say(self.language, "level_hint"))
        return level.limit, level.value
