"""What leaves the house is written down first: what, about whom, to whom, why."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import RequestFactory
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from firstbell.core.actor import Actor, Grant
from firstbell.core.disclosures import (
    MOST_LINKS,
    Basis,
    blocks_of,
    disclose,
    disclosures_about,
    people_of,
    reach_of,
)
from firstbell.core.listing import list_page
from firstbell.core.models import (
    ApiReading,
    Disclosure,
    DisclosureBlock,
    DisclosureGround,
    DisclosurePerson,
)
from firstbell.core.permissions import CorePermission
from firstbell.core.readings import close_readings, count_reading
from firstbell.core.tests.actors import actor
from firstbell.core.views.audit import AuditList

TESS = actor("core.audit.view", at="1.2.")


def export(*people: int | None, by: Actor = TESS) -> Disclosure:
    return disclose("people.persons", title="People, as CSV", elements=["Name", "E-mail"], people=people, by=by)


@pytest.mark.django_db
def test_an_entry_says_what_to_whom_and_about_whom() -> None:
    kept = export(7, 3, 7, None)

    assert (kept.recipient, kept.actor_key, kept.basis) == ("Tess Okafor", "account:1", Basis.SCHOOL_OFFICIAL)
    assert (kept.people, kept.elements, kept.org_path) == (2, ["Name", "E-mail"], "1.2.")
    assert people_of(kept, limit=10) == [3, 7]
    assert disclosures_about(7) == [kept]
    assert disclosures_about(8) == []


@pytest.mark.django_db
def test_a_named_recipient_purpose_and_ground_are_kept() -> None:
    kept = disclose(
        "people.record",
        title="Record of Stu",
        elements=["Loans"],
        people=[4],
        by=TESS,
        to="Gail Fields",
        purpose="Asked for in writing",
        basis=Basis.GUARDIAN,
        org_path="1.2.9.",
    )

    assert (kept.recipient, kept.actor_name, kept.purpose, kept.org_path) == (
        "Gail Fields",
        "Tess Okafor",
        "Asked for in writing",
        "1.2.9.",
    )
    assert DisclosureGround.objects.get(key=kept.basis).cite


@pytest.mark.django_db
def test_a_district_s_export_keeps_everybody_in_a_few_rows() -> None:
    everybody = range(100, 100_100)

    kept = export(*everybody)

    assert DisclosurePerson.objects.count() == 0
    assert DisclosureBlock.objects.count() == 13
    assert disclosures_about(50_000) == [kept]
    assert disclosures_about(99) == []
    assert people_of(kept, limit=3) == [100, 101, 102]


@pytest.mark.django_db
def test_links_and_blocks_meet_in_one_person_s_list() -> None:
    small, large = export(5), export(*range(MOST_LINKS + 1))

    assert disclosures_about(5) == [large, small]
    assert disclosures_about(5, limit=1) == [large]


@settings(deadline=None)
@given(st.sets(st.integers(min_value=0, max_value=5_000_000), max_size=12))
def test_blocks_hold_exactly_whom_they_were_given(ids: set[int]) -> None:
    blocks = [DisclosureBlock(number=number, bits=bits) for number, bits in blocks_of(ids)]

    assert {person for block in blocks for person in block.person_ids()} == ids


@pytest.mark.parametrize(
    ("paths", "reach"), [(["1.2.", "1.3."], "1."), (["1.21.", "1.22."], "1."), (["1.2."], "1.2."), (["", "1."], "")]
)
def test_an_entry_is_read_where_all_roles_of_the_actor_meet(paths: list[str], reach: str) -> None:
    grants = tuple(Grant(role="tester", org_path=path, permissions=frozenset()) for path in paths)
    assert reach_of(Actor(key="account:1", name="Tess", grants=grants)) == reach


@pytest.mark.django_db
def test_the_log_is_read_only_where_the_permission_reaches() -> None:
    kept = export(1)

    here, elsewhere = (actor(CorePermission.DISCLOSURE_VIEW, at=path) for path in ("1.2.", "1.3."))
    assert list(Disclosure.objects.visible_to(here)) == [kept]
    assert not Disclosure.objects.visible_to(elsewhere).exists()
    assert not Disclosure.objects.visible_to(TESS).exists()


@pytest.mark.django_db
def test_a_list_is_in_the_log_before_its_first_byte(rf: RequestFactory) -> None:
    request = rf.get("/audit/", {"format": "csv", "columns": ["when", "who"]})
    request.actor = TESS  # type: ignore[attr-defined]

    list_page(request, AuditList())  # type: ignore[arg-type]  # not yet read

    kept = Disclosure.objects.get()
    assert (kept.what, kept.title) == ("core.audit", "Audit trail, as CSV")
    assert set(kept.elements) == {"When", "Who", "What"}


@pytest.mark.django_db
def test_a_token_s_day_becomes_one_entry() -> None:
    program = actor("core.api.use", key="token:9")
    for rows in (50, 20):
        count_reading(program, "/api/v1/persons", rows=rows)
    count_reading(program, "/api/v1/items", rows=1)
    assert ApiReading.objects.count() == 2
    today = timezone.localdate()
    assert close_readings(before=today) == 0

    assert close_readings(before=today + dt.timedelta(days=1)) == 1

    kept = Disclosure.objects.get()
    assert (kept.rows, kept.actor_key, kept.via) == (71, "token:9", "api")
    assert kept.elements == ["/api/v1/persons (2 times, 70 rows)", "/api/v1/items (1 times, 1 rows)"]
    assert not ApiReading.objects.exists()
