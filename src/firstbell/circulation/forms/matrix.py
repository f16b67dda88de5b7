"""For whom and what the rules of library material are shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from django import forms

from firstbell.circulation.permissions import CirculationPermission as May
from firstbell.core.actor import Actor
from firstbell.inventory.models import ItemType
from firstbell.people.models import Organisation, Section
from firstbell.people.queries import schools_for

GRADES = ("PK", "TK", "KG", *(f"{number:02}" for number in range(1, 13)))
_WHO = [
    ("Students", [(f"student-{grade}", f"A student of grade {grade.lstrip('0')}") for grade in GRADES]),
    ("Others", [("staff-", "A member of staff"), ("guardian-", "A guardian")]),
]


_USUAL = "03"
T = TypeVar("T", Organisation, Section, ItemType)


class MatrixForm(forms.Form):
    """``?school=&who=student-03&homeroom=&type=``. It is only a look: nothing is refused."""

    school = forms.ChoiceField(required=False)
    who = forms.ChoiceField(required=False, choices=_WHO, label="For")
    homeroom = forms.ChoiceField(required=False, label="Homeroom, for its library days")
    type = forms.ChoiceField(required=False, label="What")

    def __init__(self, data: Mapping[str, Any], *, actor: Actor) -> None:
        """``data`` as it came; what cannot be becomes the first choice."""
        schools = list(schools_for(actor, May.POLICY_VIEW).filter(kind=Organisation.Kind.SCHOOL).order_by("name", "pk"))
        types = list(ItemType.objects.filter(purpose=ItemType.Purpose.LIBRARY).order_by("name"))
        asked = {name: str(data.get(name, "")) for name in ("school", "who", "homeroom", "type")}
        self.chosen_school = _chosen(schools, asked["school"]) or (schools[0] if schools else None)
        self.types, self.chosen_type = types, _chosen(types, asked["type"])
        homerooms = (
            list(
                Section.objects.filter(
                    kind=Section.Kind.HOMEROOM, closed_at=None, organisation=self.chosen_school
                ).order_by("title", "pk")
            )
            if self.chosen_school is not None
            else []
        )
        self.chosen_homeroom = _chosen(homerooms, asked["homeroom"])
        self.chosen_who = (
            asked["who"] if asked["who"] in {value for _, group in _WHO for value, _ in group} else _youngest(homerooms)
        )
        super().__init__(
            initial={
                "school": self.chosen_school.pk if self.chosen_school else "", "who": self.chosen_who,
                "homeroom": self.chosen_homeroom.pk if self.chosen_homeroom else "",
                "type": self.chosen_type.pk if self.chosen_type else "",
            }
        )  # fmt: skip
        self._offer("school", [(one.pk, one.name) for one in schools])
        self._offer("homeroom", [("", "Any homeroom"), *((one.pk, one.title) for one in homerooms)])
        self._offer("type", [("", "All types"), *((one.pk, one.name) for one in types)])

    def person_terms(self) -> dict[str, Any]:
        """Kind, grade and homeroom as ``queries.matrix.somebody`` takes them."""
        kind, _, grade = self.chosen_who.partition("-")
        return {"kind": kind, "grade": grade, "homeroom": self.chosen_homeroom}

    @property
    def who_text(self) -> str:
        """ "a student of grade 3"."""
        return next(text for _, group in _WHO for value, text in group if value == self.chosen_who).lower()

    def _offer(self, name: str, choices: list[tuple[Any, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices


def _youngest(homerooms: Sequence[Section]) -> str:
    """Whom a school's rules are shown for at first: a student of its first grade."""
    here = {grade.strip() for one in homerooms for grade in one.grades.split(",")}
    return f"student-{next((grade for grade in GRADES if grade in here), _USUAL)}"


def _chosen(rows: Sequence[T], asked: str) -> T | None:
    return next((one for one in rows if str(one.pk) == asked), None)
