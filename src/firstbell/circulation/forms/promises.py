"""Forms of what is lent together or promised: carts and reservations."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from firstbell.circulation.forms import day_input
from firstbell.circulation.models import Loan, Reservation
from firstbell.circulation.permissions import CirculationPermission as May
from firstbell.core.actor import Actor
from firstbell.core.scan import resolve
from firstbell.inventory.models import Item, ItemType
from firstbell.people.models import Organisation, Person, Section
from firstbell.people.queries import schools_for
from firstbell.rooms.models import Place


class BorrowerField(forms.CharField):
    """A person by badge or number, or a place by its label, among those the actor sees."""

    def __init__(self, *args: Any, actor: Actor, kinds: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, max_length=120, **kwargs)
        self.actor, self.kinds = actor, list(kinds)
        self.widget.attrs |= {"autocomplete": "off", "data-scan-target": True}

    def clean(self, value: Any) -> Any:
        code = str(super().clean(value) or "").strip()
        if not code:
            return None
        matches = resolve(code, self.actor, kinds=self.kinds)
        if len(matches) == 1:
            return matches[0].object
        if not matches:
            raise forms.ValidationError(f"“{code}” names nobody and nothing here. Scan the badge or the room's label.")
        names = ", ".join(match.label for match in matches[:4])
        raise forms.ValidationError(f"“{code}” names more than one: {names}. Use another code.")


class CartLendForm(forms.Form):
    """To whom or where, and until when."""

    last_day = forms.DateField(
        required=False, label="Until", help_text="Empty: by the rules of its devices", widget=day_input()
    )
    override_reason = forms.CharField(required=False, label="Reason, if it breaks a reservation", max_length=300)

    def __init__(self, *args: Any, actor: Actor, cart: Place, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        to = BorrowerField(
            actor=actor,
            kinds=(Person.KIND_REF, Place.KIND_REF),
            label="To",
            help_text="Scan a badge or a room's label.",
        )
        self.fields = {"to": to, **self.fields}
        if not actor.can(May.LOAN_OVERRIDE, at=cart.organisation.scope_path):
            del self.fields["override_reason"]


class CartReturnForm(forms.Form):
    """Counted, ticked as missing, or scanned: whatever is quickest."""

    count = forms.IntegerField(
        required=False, min_value=0, max_value=999, label="Counted", help_text="Empty: everything but the ticked"
    )
    codes = forms.CharField(
        required=False,
        label="Or scan what is in it",
        help_text="Then the rest is missing.",
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}),
    )
    missing = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, loans: Sequence[Loan], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        missing = self.fields["missing"]
        assert isinstance(missing, forms.MultipleChoiceField)
        missing.choices = [(f"#{loan.item_id}", str(loan.item)) for loan in loans]

    def told(self) -> dict[str, Any]:
        """What ``return_cart`` takes."""
        values = self.cleaned_data
        scanned = values["codes"].split() or None
        return {"count": values["count"], "missing": values["missing"], "scanned": scanned}


class ReservationFilterForm(forms.Form):
    state = forms.ChoiceField(
        required=False, choices=[("", "Standing"), ("past", "Over, cancelled, not collected"), ("all", "All")]
    )
    school = forms.ModelChoiceField(Organisation.objects.none(), required=False, empty_label="All schools")

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        school = self.fields["school"]
        assert isinstance(school, forms.ModelChoiceField)
        school.queryset = schools_for(actor, May.LOAN_VIEW)


class ReservationForm(forms.Form):
    """For whom, what, and on which school days. One thing or cart by its code, or a type and how many."""

    item_type = forms.ModelChoiceField(ItemType.objects.all(), required=False, empty_label="Choose…", label="Or a type")
    count = forms.IntegerField(
        required=False, min_value=1, max_value=Reservation.MOST_COUNT, initial=1, label="How many of it"
    )
    first_day = forms.DateField(label="From", widget=day_input())
    last_day = forms.DateField(label="To", widget=day_input())
    reason = forms.CharField(required=False, max_length=200, label="What for", help_text="Testing week, film project…")

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        person = BorrowerField(actor=actor, kinds=[Person.KIND_REF], label="For", help_text="Scan the badge or number.")
        thing = BorrowerField(
            actor=actor,
            required=False,
            kinds=[Item.KIND_REF, Place.KIND_REF],
            label="One thing, kit or cart",
            help_text="Scan its label.",
        )
        place = BorrowerField(
            actor=actor, required=False, kinds=[Place.KIND_REF], label="Where", help_text="Scan the room's label."
        )
        del thing.widget.attrs["data-scan-target"], place.widget.attrs["data-scan-target"]
        rest = self.fields
        self.fields = {"person": person, "thing": thing, **rest, "place": place}
        self.fields["section"] = forms.CharField(
            required=False, max_length=200, label="For class", help_text="The title of one of their classes."
        )

    def clean(self) -> dict[str, Any]:
        """The class is one of the person's, by its title."""
        values = super().clean() or self.cleaned_data
        title, person = (values.get("section") or "").strip(), values.get("person")
        values["section"] = None
        if title and person is not None:
            classes = Section.objects.filter(enrollments__person=person, title__iexact=title, closed_at=None)
            values["section"] = classes.distinct().first()
            if values["section"] is None:
                self.add_error("section", f"{person.name} has no class called “{title}”.")
        return values

    def wish(self) -> dict[str, Any]:
        """What ``reserve`` takes beside the person."""
        values, thing = self.cleaned_data, self.cleaned_data["thing"]
        is_cart = isinstance(thing, Place)
        return {
            "item": None if is_cart else thing,
            "cart": thing if is_cart else None,
            "item_type": values["item_type"],
            "count": (values["count"] or 1) if values["item_type"] is not None else 1,
            "first_day": values["first_day"],
            "last_day": values["last_day"],
            "place": values["place"],
            "section": values["section"],
            "reason": values["reason"],
        }
