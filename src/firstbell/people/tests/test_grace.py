"""How long the roster may stay silent is data: edited by who answers for the district, told in the audit."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from firstbell.core.errors import Forbidden, Invalid
from firstbell.core.models import AuditEntry
from firstbell.people.actions.grace import edit_grace_period
from firstbell.people.models import GracePeriod, Person, grace_period
from firstbell.people.queries import proposed_withdrawals
from firstbell.people.tests.factories import Cast, make_cast, make_person, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def test_a_shorter_grace_proposes_sooner(cast: Cast) -> None:
    one_night = make_person(cast.school)
    Person.objects.filter(pk=one_night.pk).update(missing_since=timezone.now() - dt.timedelta(hours=20), missing_runs=1)
    assert not proposed_withdrawals(cast.tess.actor).exists()

    edit_grace_period(runs=1, hours=12, source="Registrar", by=cast.dita.actor)

    assert list(proposed_withdrawals(cast.tess.actor)) == [one_night]
    entry = AuditEntry.objects.get(verb="people.grace_period.edited")
    assert entry.changes == {"imports": [3, 1], "hours": [72, 12]}
    assert grace_period().last_checked == timezone.localdate()


def test_only_the_district_may_change_it(cast: Cast) -> None:
    with pytest.raises(Forbidden):
        edit_grace_period(runs=1, hours=1, source="", by=cast.tess.actor)
    assert signed_in(cast.tess).post("/people/gone/grace/", {"runs": 1, "hours": 1}).status_code == 404
    assert grace_period().runs == 3


@pytest.mark.parametrize(
    ("runs", "hours", "field"), [(0, 72, "runs"), (31, 72, "runs"), (3, -1, "hours"), (3, 1441, "hours")]
)
def test_a_grace_out_of_range_is_refused(cast: Cast, runs: int, hours: int, field: str) -> None:
    with pytest.raises(Invalid) as told:
        edit_grace_period(runs=runs, hours=hours, source="", by=cast.dita.actor)
    assert told.value.field == field


def test_the_page_shows_and_changes_it(cast: Cast) -> None:
    dita = signed_in(cast.dita)
    assert "3 complete imports and for 3 days" in dita.get("/people/gone/").content.decode()

    answer = dita.post("/people/gone/grace/", {"runs": "2", "hours": "36", "source": "Board, 2026-11-25"})

    assert answer.status_code == 302
    assert "2 complete imports and for 36 hours" in dita.get("/people/gone/").content.decode()
    assert GracePeriod.objects.get().source == "Board, 2026-11-25"
