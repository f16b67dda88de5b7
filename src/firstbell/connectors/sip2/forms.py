"""Forms of the self-check connector: they read values; the actions judge them."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms

from firstbell.connectors.sip2.actions.terminals import FIELDS
from firstbell.connectors.sip2.models import SWITCHED, Terminal
from firstbell.connectors.sip2.permissions import Sip2Permission
from firstbell.connectors.sip2.texts import LONGEST
from firstbell.core.actor import Actor
from firstbell.core.forms import RowsField
from firstbell.inventory.models import ItemType
from firstbell.people.models import Organisation
from firstbell.people.queries import schools_for
from firstbell.rooms.models import Place


class TerminalForm(forms.ModelForm[Terminal]):
    """In three parts on the page: the machine, what it may do, what it may tell."""

    allowed = forms.MultipleChoiceField(
        label="It may", required=False, choices=list(SWITCHED.items()), widget=forms.CheckboxSelectMultiple
    )
    other_types = RowsField(
        ItemType.objects.exclude(purpose=ItemType.Purpose.LIBRARY).order_by("name"),
        label="Beside library material, it deals with",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    MACHINE: ClassVar = (
        "name", "organisation", "place", "uid", "is_on", "institution", "encoding", "line_end", "error_detection",
        "due_form", "language", "most_connections",
    )  # fmt: skip
    RIGHTS: ClassVar = ("allowed", "other_types")
    PRIVACY: ClassVar = (
        "pin", "takes_numbers", "most_misses", "tells_names", "tells_emails", "tells_fees", "asks_about_fees",
    )  # fmt: skip

    class Meta:
        model = Terminal
        fields: ClassVar[list[str]] = ["organisation", "other_types", *FIELDS]
        labels: ClassVar[dict[str, str]] = {
            "organisation": "For",
            "place": "Where it stands",
            "uid": "User name it signs in with",
            "is_on": "On",
            "institution": "Institution id (AO)",
            "encoding": "Letters",
            "line_end": "End of a line",
            "error_detection": "Checksums",
            "due_form": "Due dates",
            "language": "Language of borrowers without one",
            "pin": "The PIN is asked",
            "takes_numbers": "Student and staff numbers count as cards",
            "tells_names": "Names are told",
            "tells_emails": "E-mail addresses are told",
            "tells_fees": "Amounts owed are told",
            "asks_about_fees": "Who owes something confirms before borrowing",
            "most_connections": "Connections at once",
            "most_misses": "Wrong cards and PINs in ten minutes before it pauses",
        }
        help_texts: ClassVar[dict[str, str]] = {
            "organisation": "It lends and takes back what belongs there, to people who belong there.",
            "institution": "Empty: the school's code. Set the same in the machine.",
            "pin": "The PIN that students have for kiosks.",
            "takes_numbers": "Numbers are easy to guess; ask the PIN with them.",
            "tells_names": "Postal addresses and phone numbers are not kept here, and never told.",
            "tells_fees": "To the machine; what the screen says never names an amount.",
            "asks_about_fees": "Once per item; who owes too much by the lending rules is refused anyhow.",
        }

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        school, place = self.fields["organisation"], self.fields["place"]
        assert isinstance(school, forms.ModelChoiceField)
        assert isinstance(place, forms.ModelChoiceField)
        school.queryset = schools_for(actor, Sip2Permission.TERMINAL_EDIT)
        school.disabled = self.instance.pk is not None
        rooms = Place.objects.visible_to(actor).current().filter(kind=Place.Kind.ROOM).select_related("organisation")
        place.queryset = rooms.filter(organisation__in=school.queryset.values("pk"))
        place.empty_label = "Nowhere in particular"

    @property
    def parts(self) -> list[tuple[str, list[forms.BoundField]]]:
        """Headings with their fields, for the template."""
        named = (
            ("The machine", self.MACHINE),
            ("What it may do", self.RIGHTS),
            ("Whom it knows, what it tells", self.PRIVACY),
        )
        return [(title, [self[name] for name in names]) for title, names in named]

    def validate_unique(self) -> None:
        """The action says it better."""

    def school(self) -> Organisation:
        chosen: Organisation = self.cleaned_data["organisation"]
        return chosen

    def values(self) -> dict[str, Any]:
        """What the action takes."""
        return {name: value for name, value in self.cleaned_data.items() if name in FIELDS}


class ScreenTextForm(forms.Form):
    """The same text in both languages; empty means as shipped."""

    en = forms.CharField(label="English", max_length=LONGEST, required=False)
    es = forms.CharField(label="Español", max_length=LONGEST, required=False)
