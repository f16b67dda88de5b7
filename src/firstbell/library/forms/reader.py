"""Forms of the public catalogue."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from firstbell.library.content import Language, say
from firstbell.library.queries.search import span_of


class ReaderForm(forms.Form):
    """School, grade and Lexile range of a reader; all may be left open."""

    school = forms.TypedChoiceField(required=False, coerce=int, empty_value=None)
    grade = forms.TypedChoiceField(required=False, coerce=int, empty_value=None)
    lexile = forms.CharField(required=False, max_length=12)

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
        for name, key in (("school", "my_school"), ("grade", "my_grade"), ("lexile", "my_lexile")):
            fields[name].label = say(language, key)
        fields["lexile"].help_text = say(language, "lexile_hint")

    def clean_lexile(self) -> tuple[int, int] | None:
        text = str(self.cleaned_data["lexile"]).strip().upper().replace("L", "")
        if not text:
            return None
        span = span_of(text)
        if span is None:
            raise forms.ValidationError(say(self.language, "lexile_hint"))
        low, high = int(span[0]), int(span[1])
        return (low - 50, high + 50) if low == high else (low, high)
