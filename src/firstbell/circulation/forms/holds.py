"""Forms of the library's desk: holds, what comes back, claims, library days."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django import forms

from firstbell.circulation.forms import day_input
from firstbell.circulation.forms.promises import BorrowerField
from firstbell.circulation.models import Claim
from firstbell.circulation.permissions import CirculationPermission as May
from firstbell.core.actor import Actor
from firstbell.inventory.models import Item
from firstbell.people.models import Organisation, Person, Section
from firstbell.people.queries import schools_for
from firstbell.rooms.queries import WEEKDAYS


def _school(actor: Actor, permission: str, label: str) -> forms.ModelChoiceField[Organisation]:
    schools = schools_for(actor, permission)
    return forms.ModelChoiceField(schools, label=label, empty_label=None)


class HoldFilterForm(forms.Form):
    state = forms.ChoiceField(
        required=False,
        choices=[("", "Open"), ("waiting", "Waiting"), ("transit", "On its way"), ("ready", "On the pick-up shelf"),
                 ("ended", "Ended"), ("all", "All")],
    )  # fmt: skip
    school = forms.ModelChoiceField(Organisation.objects.none(), required=False, empty_label="All schools")

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        school = self.fields["school"]
        assert isinstance(school, forms.ModelChoiceField)
        school.queryset = schools_for(actor, May.LOAN_VIEW)


class HoldForm(forms.Form):
    """Who waits, and for what: a scanned copy stands for all copies unless it must be this very one."""

    this_one = forms.BooleanField(required=False, label="Only this very copy")
    starts_on = forms.DateField(required=False, label="Not before", widget=day_input())
    need_by = forms.DateField(required=False, label="Of no use after", widget=day_input())
    note = forms.CharField(required=False, max_length=200, label="Note")
    override_reason = forms.CharField(
        required=False, max_length=300, label="Reason for an exception", help_text="Only where the rules say no."
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        person = BorrowerField(actor=actor, kinds=[Person.KIND_REF], label="For", help_text="Scan the badge or number.")
        item = BorrowerField(actor=actor, kinds=[Item.KIND_REF], label="A copy", help_text="Scan any copy of it.")
        del item.widget.attrs["data-scan-target"]
        pick_up = _school(actor, May.HOLD_PLACE, "Picked up at")
        pick_up.required, pick_up.empty_label = False, "Their own school"
        self.fields = {"person": person, "item": item, "pick_up": pick_up, **self.fields}

    def wish(self) -> dict[str, Any]:
        """What ``place_hold`` takes."""
        values = self.cleaned_data
        return {
            "product": values["item"].product,
            "to": values["person"],
            "item": values["item"] if values["this_one"] else None,
            "pick_up": values["pick_up"],
            "starts_on": values["starts_on"],
            "need_by": values["need_by"],
            "note": values["note"],
            "override_reason": values["override_reason"],
        }


class SuspendForm(forms.Form):
    until = forms.DateField(required=False, label="Pass over until", widget=day_input(), help_text="Empty: no longer")


class AheadForm(forms.Form):
    reason = forms.CharField(max_length=200, label="Why it goes first")


class CheckInForm(forms.Form):
    """A scanned code, where it came back, and whether it lay in the book drop."""

    from_book_drop = forms.BooleanField(
        required=False, label="From the book drop", help_text="Counts as of the last school day."
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        code = forms.CharField(max_length=120, label="Scan")
        code.widget.attrs |= {"autocomplete": "off", "data-scan-target": True, "autofocus": True}
        self.fields = {"code": code, "school": _school(actor, May.LOAN_RETURN, "Here"), **self.fields}


class ClaimForm(forms.Form):
    note = forms.CharField(required=False, max_length=300, label="What they say")
    override_reason = forms.CharField(required=False, max_length=300, label="Reason, if it is too often")


class ShelfCheckForm(forms.Form):
    seen = forms.CharField(max_length=200, label="Where you looked")


class SettleForm(forms.Form):
    outcome = forms.ChoiceField(
        choices=[(Claim.State.FOUND, "It was found"), (Claim.State.REFUSED, "Not found: still lent"),
                 (Claim.State.FORGIVEN, "Not found: let it go")],
        label="How it ended",
    )  # fmt: skip


def visit_rows(
    sections: Sequence[Section], *, with_weekend: bool
) -> tuple[list[str], list[tuple[Section, list[tuple[str, str, bool]]]]]:
    """The days' short names; each homeroom with (value of its box, the day's name, whether it comes then).

    Weekends are left out unless asked for, or some homeroom comes then. Needs ``library_visits``.
    """
    there = {section.pk: {visit.weekday for visit in section.library_visits.all()} for section in sections}
    is_whole = with_weekend or any(day > 4 for days in there.values() for day in days)
    names = list(enumerate(WEEKDAYS))[: 7 if is_whole else 5]
    rows = [
        (section, [(f"{section.pk}.{day}", name.capitalize(), day in there[section.pk]) for day, name in names])
        for section in sections
    ]
    return [name[:3].capitalize() for _, name in names], rows


def ticked_days(values: Iterable[str]) -> dict[int, set[int]] | None:
    """The ticked boxes by homeroom; None when one is no box of the table."""
    ticked: dict[int, set[int]] = defaultdict(set)
    for value in values:
        section, _, day = value.partition(".")
        if not (section.isascii() and section.isdigit() and len(section) < 19 and day in {*"0123456"}):
            return None
        ticked[int(section)].add(int(day))
    return ticked
