"""Believable contents for the style page. No database: the page shows the kit, not a district."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils import timezone

from firstbell.core.ui.charts import Chart, Series
from firstbell.core.ui.marks import badge, icon_names, money
from firstbell.core.ui.shapes import (
    ActiveFilter,
    Cell,
    Change,
    Choice,
    Column,
    Crumb,
    Empty,
    Fact,
    Page,
    PlainListing,
    Row,
    Sorted,
    Tab,
    TimelineEntry,
    Tone,
)

SYMPTOMS = (
    Choice("screen", "Screen cracked or dark", "screen", "Lines, black, touch dead"),
    Choice("keyboard", "Keys missing or stuck", "keyboard"),
    Choice("power", "Does not turn on", "power", "Try the charger first"),
    Choice("battery", "Battery does not hold", "battery"),
    Choice("plug", "Charger or port broken", "plug"),
    Choice("wifi", "No Wi-Fi", "wifi"),
    Choice("liquid", "Liquid spilled", "drop", "Do not turn it on"),
    Choice("other", "Something else", "question", "Write it in a word"),
)

SLIP = (
    Fact("Student", "Ana Gómez, grade 8"),
    Fact("Loaner", "NM-L017, Acer C736"),
    Fact("Bring back by", "Monday, November 30"),
    Fact("Your device", "NM-01042, at the counter for repair"),
)

_DEVICES: tuple[tuple[str, str, str, str, Tone, str, int], ...] = (
    ("NM-01042", "Acer Chromebook Spin 511", "5CD1234ABC", "In triage", "warn", "Ana Gómez", 4500),
    ("NM-01043", "Acer Chromebook Spin 511", "5CD1234ABD", "Out", "info", "Noah Abrams", 0),
    ("NM-01044", "Lenovo 300e Gen 4", "PF3XK9T2", "On shelf", "good", "", 0),
    ("NM-01045", "Lenovo 300e Gen 4", "PF3XK9T3", "Lost", "bad", "Lucía Fernández-Ortega", 28900),
    ("NM-L017", "Acer C736", "5CD9981QQ1", "Loaner", "brass", "", 0),
    ("NM-01047", "Dell 3110", "7HJK2Z3", "Retired", "neutral", "", 0),
)


class SampleForm(forms.Form):
    """One of each kind of field."""

    serial = forms.CharField(
        label="Serial number", help_text="On the sticker underneath. Case does not matter.", max_length=40
    )
    school = forms.ChoiceField(
        label="School", choices=[("", "Choose one"), ("n", "North Middle"), ("e", "Eastfield High")]
    )
    due = forms.DateField(
        label="Due back",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text="Empty: no due date.",
    )
    note = forms.CharField(label="Note", required=False, widget=forms.Textarea(attrs={"rows": 3}))
    condition = forms.ChoiceField(
        label="Condition",
        widget=forms.RadioSelect,
        choices=[("good", "Good"), ("worn", "Worn"), ("bad", "Damaged")],
        help_text="As it lies before you.",
    )
    parts = forms.MultipleChoiceField(
        label="What came with it",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[("charger", "Charger"), ("case", "Case"), ("pen", "Pen")],
    )
    is_insured = forms.BooleanField(label="Insured by the family", required=False)


class SampleUpload(forms.Form):
    """A file field."""

    package = forms.FileField(
        label="OneRoster package",
        help_text="The zip your student information system exports each night.",
        widget=forms.FileInput(attrs={"accept": ".zip"}),
    )


class SampleFilters(forms.Form):
    """Filters of the sample list."""

    state = forms.ChoiceField(label="State", required=False, choices=[("", "Any"), ("out", "Out"), ("in", "On shelf")])
    school = forms.ChoiceField(label="School", required=False, choices=[("", "All schools"), ("n", "North Middle")])


def page_context() -> dict[str, Any]:
    """Everything `core/ui/styleguide.html` shows."""
    wrong = {"faulty-serial": "", "faulty-school": "x", "faulty-due": "soon", "faulty-condition": "good"}
    faulty = SampleForm(wrong, prefix="faulty")
    faulty.is_valid()
    return {
        "page_title": "UI kit",
        "breadcrumbs": [Crumb("Set up", "/ui/")],
        "charts": charts(),
        "tones": ["neutral", "info", "good", "warn", "bad", "brass"],
        "variants": ["primary", "secondary", "quiet", "danger"],
        "facts": device_facts(),
        "row_facts": [
            Fact("Holder", "Ana Gómez", url="#facts"),
            Fact("Since", "Sep 3"),
            Fact("State", "In triage", tone="warn"),
            Fact("Tag", "NM-01042", code=True),
            Fact("Insured", None),
        ],
        "tabs": [Tab("Overview", "#tabs", active=True), Tab("Loans", "#tabs", badge="3"), Tab("Tickets", "#tabs")],
        "timeline": timeline(),
        "symptoms": SYMPTOMS,
        "states": [Choice("open", "Open"), Choice("mine", "Mine"), Choice("all", "All")],
        "form": SampleForm(),
        "faulty": faulty,
        "upload": SampleUpload(),
        "listing": device_listing(None),
        "when": timezone.now() - timedelta(minutes=5),
        "icons": sorted(icon_names()),
    }


def device_facts() -> list[Fact]:
    return [
        Fact("Asset tag", "NM-01042", code=True),
        Fact("Serial", "5CD1234ABC", code=True),
        Fact("Model", "Acer Chromebook Spin 511", url="#facts"),
        Fact("State", "In triage", tone="warn"),
        Fact("Updates end", "June 2029", icon="calendar"),
        Fact("Warranty", None),
    ]


def timeline() -> list[TimelineEntry]:
    now = timezone.now()
    return [
        TimelineEntry(
            now - timedelta(minutes=2),
            "Tess Okafor",
            "swap",
            "Swapped for NM-L017 at the counter",
            changes=[Change("State", "Out", "In triage"), Change("Shelf", None, "Repair 2")],
            note="Dropped in the gym. Hinge is fine, glass is not.",
            tone="warn",
        ),
        TimelineEntry(now - timedelta(hours=3), "Nightly roster", "import", "Holder moved to grade 8", tone="info"),
        TimelineEntry(
            now - timedelta(days=82), "Tess Okafor", "laptop", "Lent to Ana Gómez", tone="good", url="#timeline"
        ),
    ]


def device_listing(request: HttpRequest | None) -> PlainListing:
    """Six devices; sorting and filters only show how they look."""
    path = request.path if request else ""
    is_descending = bool(request and request.GET.get("sort") == "-tag")
    direction: Sorted = "desc" if is_descending else "asc"
    columns = [
        Column("tag", "Tag", True, direction, f"{path}?sort={'tag' if is_descending else '-tag'}"),
        Column("model", "Model", True, "", f"{path}?sort=model"),
        Column("serial", "Serial"),
        Column("state", "State", True, "", f"{path}?sort=state"),
        Column("holder", "Holder"),
        Column("owed", "Owed", True, "", f"{path}?sort=owed", numeric=True),
        Column("room", "Room", visible=False),
    ]
    devices = sorted(_DEVICES, reverse=is_descending)
    filters = SampleFilters(request.GET if request else None)
    return PlainListing(
        columns=columns,
        rows=[_device_row(device) for device in devices],
        page=Page(2, True, True, f"{path}?page=1", f"{path}?page=3", 51, 56, 10_000, True),
        empty=Empty("laptop", "No devices"),
        filters=[filters["state"], filters["school"]],
        active_filters=[ActiveFilter("School", "North Middle", path), ActiveFilter("", "Updates end in 2029", path)],
        export_url=f"{path}?format=csv",
        search=request.GET.get("q", "") if request else "",
    )


def _device_row(device: tuple[str, str, str, str, Tone, str, int]) -> Row:
    tag, model, serial, state, tone, holder, cents = device
    return Row(
        cells=[
            Cell(tag, primary=True, code=True),
            Cell(model),
            Cell(serial, code=True),
            Cell(html=badge(state, tone)),
            Cell(holder),
            Cell(money(cents) if cents else "", numeric=True),
        ],
        url=f"/ui/list/?q={tag}",
        key=tag,
    )


def empty_listing(path: str) -> PlainListing:
    return PlainListing(
        columns=[],
        rows=[],
        page=Page(1, False, False, "", "", 0, 0, 0),
        empty=Empty(
            "laptop",
            "No devices yet",
            "Drop in the Chromebook export of the Google Admin console and they are all here.",
            "Import devices",
            path,
        ),
    )


def charts() -> list[Chart]:
    """One of each kind, with a value that is not shown and one that is none."""
    weeks = ["Oct 5", "Oct 12", "Oct 19", "Oct 26", "Nov 2", "Nov 9", "Nov 16"]
    return [
        Chart(
            "bars", "Tickets by symptom", ["Screen cracked or dark", "No Wi-Fi", "Charger or port broken", "Liquid"],
            [Series("This month", [31, 18, 9, None]), Series("Before", [22, 25, 7, 0])], hidden="fewer than 5",
        ),
        Chart(
            "stacked", "Promises by urgency", ["Cannot teach or learn", "Slowed down", "Can wait"],
            [Series("Kept", [12, 40, 22]), Series("Broken", [3, 6, 0])],
        ),
        Chart(
            "lines", "Tickets by week", weeks,
            [Series("Opened", [12, 19, 15, 22, 9, 14, 17]), Series("Resolved", [10, 15, 17, None, 12, 13, 11])],
        ),
        Chart("bars", "Time to teach again", ["Median", "Nine of ten"], [Series("School hours", [2700, 19_800])], unit="work"),
    ]  # fmt: skip
