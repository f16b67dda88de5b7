"""Which notices are printed, for whom."""

from __future__ import annotations

from typing import Any

from django import forms

from firstbell.circulation.forms.matrix import GRADES
from firstbell.circulation.permissions import CirculationPermission as May
from firstbell.circulation.queries.paper_notices import KIND_LABELS, LAYOUTS
from firstbell.core.actor import Actor
from firstbell.core.forms import RowsField
from firstbell.people.models import Organisation, Section
from firstbell.people.queries import schools_for


class PaperNoticeForm(forms.Form):
    school = forms.ModelChoiceField(Organisation.objects.none(), empty_label=None)
    kind = forms.ChoiceField(choices=list(KIND_LABELS.items()), label="What about")
    layout = forms.ChoiceField(choices=list(LAYOUTS.items()), label="As")
    homerooms = RowsField(
        Section.objects.none(),
        required=False,
        help_text="None: all of them",
        widget=forms.SelectMultiple(attrs={"size": 6}),
    )
    grades = forms.MultipleChoiceField(
        required=False, choices=[(one, one.lstrip("0")) for one in GRADES], help_text="None: all of them",
        widget=forms.SelectMultiple(attrs={"size": 6}),
    )  # fmt: skip

    def __init__(self, data: Any, *, actor: Actor) -> None:
        """Without any ``data`` the first school is chosen and what is overdue shown."""
        schools = schools_for(actor, May.LIBRARY_LOAN_VIEW).filter(kind=Organisation.Kind.SCHOOL).order_by("name", "pk")
        given = data.copy()
        first = schools.first()
        for name, usual in (("school", first.pk if first else ""), ("kind", "overdue"), ("layout", "homeroom")):
            if not given.get(name):
                given[name] = str(usual)
        super().__init__(given)
        self._offer("school", schools)
        asked = str(given.get("school", ""))
        school_id = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 18 else 0
        rooms = Section.objects.filter(kind=Section.Kind.HOMEROOM, closed_at=None, organisation_id=school_id)
        self._offer("homerooms", rooms.filter(organisation__in=schools).order_by("title", "pk"))

    def _offer(self, name: str, rows: Any) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = rows
