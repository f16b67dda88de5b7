"""What happened in Snipe-IT stands on the item's page as the system before told it, once, and is no audit of ours."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from firstbell.connectors.snipe_it.tests.factories import codes, counted, sheet, take
from firstbell.core.models import AuditEntry
from firstbell.inventory.models import PastEvent
from firstbell.inventory.tests.factories import make_device
from firstbell.people.tests.factories import Cast, make_cast, signed_in

pytestmark = pytest.mark.django_db

HEADER = ["Date", "Admin", "Action", "Type", "Item", "Target", "Notes"]


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def event(
    when: str = "2025-09-02 07:42:10", item: str = "(04711) - HP Chromebook", what: str = "checkout"
) -> list[str]:
    return [when, "Tess", what, "Asset", item, "Room 204", "new keyboard"]


def test_past_events_stand_on_the_item_and_come_once(cast: Cast) -> None:
    device = make_device(cast.school, "04711")
    data = sheet(HEADER, event(), event("Sep 3, 2025 8:05 AM", "HP Chromebook (04711)", "checkin from"))
    run = take(data, "activity.csv")
    assert (run.source_key, counted(run, "past")) == ("snipe_it_history", {"new": 2})
    assert [one.what for one in PastEvent.objects.filter(item=device)] == ["checkin from", "checkout"]
    again = take(data, "activity.csv")
    assert (again.writes, counted(again, "past")) == (0, {"same": 2})
    page = signed_in(cast.tess).get(reverse("inventory:item", args=[device.pk])).content.decode()
    assert "Before it came here" in page
    assert "checkout: Room 204" in page
    assert not AuditEntry.objects.filter(subject_kind="inventory.item", subject_id=device.pk).exists()


@pytest.mark.parametrize(
    "when",
    ["2026-08-15 7:42PM", "Sat Aug 15, 2026 7:42PM", "15 Aug, 2026 19:42", "8/15/26 07:42PM", "15.08.2026 19:42",
     "2026.08.15. 19:42"],
)  # fmt: skip
def test_moments_in_every_form_an_installation_shows(cast: Cast, when: str) -> None:
    make_device(cast.school, "04711")
    row = [when, "Tess &amp; Co", "checkout", "Asset", "Ana&#039;s (04711)", "Room 12 &amp; 13", ""]
    assert counted(take(sheet(HEADER, row), "activity.csv"), "past") == {"new": 1}
    event = PastEvent.objects.get()
    assert timezone.localtime(event.at).strftime("%Y-%m-%d %H:%M") == "2026-08-15 19:42"
    assert (event.who, event.about) == ("Tess & Co", "Room 12 & 13")


def test_what_is_not_here_or_has_no_date_is_kept_aside(cast: Cast) -> None:
    make_device(cast.school, "04711")
    run = take(sheet(HEADER, event(item="(99) - Mouse"), event(when="yesterday"), event()), "activity.csv")
    assert counted(run, "past") == {"new": 1, "quarantined": 2}
    assert {"unknown_item", "bad_date"} <= codes(run)
