"""The pages: each opens, each form does its work, strangers get nowhere."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from firstbell.people.tests.factories import Cast, Member, make_cast
from firstbell.rooms.models import BellSchedule, CalendarEntry, Place, SchoolWeek
from firstbell.rooms.queries import bell_schedule_on, day_types_of
from firstbell.rooms.tests.factories import make_bells, make_closing, make_place

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def signed_in(member: Member) -> Client:
    client = Client()
    client.force_login(member.account, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def test_the_list_and_a_page(cast: Cast) -> None:
    place = make_place(cast.school, "Room <b>Juniper</b>")
    tess = signed_in(cast.tess)
    assert "Room &lt;b&gt;Juniper" in tess.get(reverse("rooms:places")).content.decode()
    assert tess.get(reverse("rooms:place", args=[place.pk])).status_code == 200
    sam = signed_in(cast.sam)
    assert "Juniper" not in sam.get(reverse("rooms:places")).content.decode()
    for name in ("place", "place_edit"):
        assert sam.get(reverse(f"rooms:{name}", args=[place.pk])).status_code == 404


def test_adding_a_cart_in_a_room(cast: Cast) -> None:
    room = make_place(cast.school)
    tess = signed_in(cast.tess)
    url = f"{reverse('rooms:place_add')}?in={room.pk}"
    assert tess.get(url).status_code == 200
    assert tess.post(url, {"name": "", "kind": "cart"}).status_code == 422
    answer = tess.post(url, {"name": "Cart 7", "kind": "cart", "parent": room.pk, "capacity": 30})
    cart = Place.objects.get(name="Cart 7")
    assert answer.headers["Location"] == reverse("rooms:place", args=[cart.pk])
    assert (cart.parent, cart.capacity) == (room, 30)


def test_a_form_that_is_refused_keeps_what_was_typed_and_changes_nothing(cast: Cast) -> None:
    make_place(cast.school, code="TAKEN")
    place = make_place(cast.school, "Room 1")
    values = {"name": "Room 2", "kind": "room", "code": "taken"}
    answer = signed_in(cast.tess).post(reverse("rooms:place_edit", args=[place.pk]), values)
    assert answer.status_code == 422
    assert "Room 2" in answer.content.decode()
    place.refresh_from_db()
    assert place.name == "Room 1"


def test_a_closing_is_added_seen_and_taken_back(cast: Cast) -> None:
    tess = signed_in(cast.tess)
    values = {"effect": "closed", "first_day": "2026-12-21", "last_day": "2027-01-01", "reason": "Winter break"}
    tess.post(reverse("rooms:entry_add", args=[cast.school.pk]), values)
    page = tess.get(f"{reverse('rooms:calendar')}?school={cast.school.pk}&year=2026").content.decode()
    assert "Winter break" in page
    entry = CalendarEntry.objects.get()
    assert signed_in(cast.sam).post(reverse("rooms:entry_revoke", args=[entry.pk])).status_code == 404
    tess.post(reverse("rooms:entry_revoke", args=[entry.pk]))
    entry.refresh_from_db()
    assert entry.revoked_at is not None


def test_a_calendar_file_is_looked_at_before_it_counts(cast: Cast) -> None:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:x"]
    for number, title in enumerate(("No school: Thanksgiving", "Book fair"), start=26):
        lines += [
            "BEGIN:VEVENT",
            f"UID:{number}",
            f"DTSTART;VALUE=DATE:202611{number}",
            f"SUMMARY:{title}",
            "END:VEVENT",
        ]
    file = SimpleUploadedFile("days.ics", "\r\n".join([*lines, "END:VCALENDAR", ""]).encode())
    tess, url = signed_in(cast.tess), reverse("rooms:calendar_file", args=[cast.school.pk])
    preview = tess.post(url, {"file": file})
    assert not CalendarEntry.objects.exists()
    signed = preview.context["signed"]
    tess.post(url, {"signed": signed})
    entry = CalendarEntry.objects.get()
    assert (entry.first_day, entry.effect) == (dt.date(2026, 11, 26), "closed")
    assert "too old" in tess.post(url, {"signed": "forged"}, follow=True).content.decode()
    assert signed_in(cast.sam).post(url, {"signed": signed}).status_code == 404


def test_the_usual_week(cast: Cast) -> None:
    signed_in(cast.tess).post(reverse("rooms:week", args=[cast.school.pk]), {"open_days": ["monday", "saturday"]})
    week = SchoolWeek.objects.get(organisation=cast.school)
    assert (week.monday, week.tuesday, week.saturday) == (True, False, True)


def test_bells_are_saved_as_a_whole(cast: Cast) -> None:
    tess = signed_in(cast.tess)
    rows = {"form-TOTAL_FORMS": "3", "form-INITIAL_FORMS": "0"}
    rows |= {"form-0-label": "1", "form-0-starts_at": "08:00", "form-0-ends_at": "08:50"}
    add = reverse("rooms:bell_add", args=[cast.school.pk])
    bad = tess.post(add, {"day_type": "regular", "name": "Regular", **rows, "form-1-label": "2"})
    assert bad.status_code == 422
    assert not BellSchedule.objects.exists()
    tess.post(add, {"day_type": "regular", "name": "Regular", **rows})
    schedule = BellSchedule.objects.get()
    assert [period.label for period in schedule.periods.all()] == ["1"]
    assert tess.get(f"{reverse('rooms:bells')}?school={cast.school.pk}").status_code == 200
    tess.post(reverse("rooms:bell_remove", args=[cast.school.pk, "regular"]))
    assert not BellSchedule.objects.exists()


def test_which_bells_ring(cast: Cast) -> None:
    monday = dt.date(2026, 11, 30)
    assert bell_schedule_on(cast.school, monday) is None
    regular, early = make_bells(cast.school), make_bells(cast.school, "early_release")
    for where, kind in ((cast.district, "early_release"), (cast.school, "assembly")):
        CalendarEntry.objects.create(
            organisation=where, first_day=monday, last_day=monday, effect="day_type", day_type=kind, reason=kind
        )
    # The school's own word wins; a kind of day without bells of its own rings the regular ones.
    assert day_types_of(cast.school, first=monday, last=monday) == {monday: "assembly"}
    assert bell_schedule_on(cast.school, monday) == regular
    CalendarEntry.objects.filter(day_type="assembly").delete()
    assert bell_schedule_on(cast.school, monday) == early
    assert bell_schedule_on(cast.school, monday + dt.timedelta(days=1)) == regular
    make_closing(cast.district, monday)
    assert bell_schedule_on(cast.school, monday) is None
