"""A list of loans names its organisations for the index's sake, and shows exactly what may be seen."""

from __future__ import annotations

import pytest
from django.db import connection

from firstbell.circulation.models import Loan, loans
from firstbell.circulation.tests.factories import make_loan
from firstbell.inventory.tests.factories import make_device, make_item_type, make_loaner
from firstbell.people.tests.factories import Cast, make_cast, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    """Devices and books lent at both schools, and to Tess a device of the school where she does not work."""
    made = make_cast()
    make_item_type("comic", purpose="library", is_private=True)
    for school in (made.school, made.other_school):
        make_loan(make_loaner(school, f"LOAN-{school.pk}"), make_person(school))
        make_loan(make_device(school, f"COMIC-{school.pk}", item_type="comic"), make_person(school))
    make_loan(make_loaner(made.other_school, "HERS"), made.tess.person)
    return made


@pytest.mark.parametrize("most", [30, 0])
def test_a_list_shows_what_may_be_seen_and_no_more(cast: Cast, monkeypatch: pytest.MonkeyPatch, most: int) -> None:
    monkeypatch.setattr(loans, "MOST_NAMED", most)
    shown = {}
    for who in ("tess", "sam", "dita", "tia", "stu", "lib"):
        actor = getattr(cast, who).actor
        shown[who] = set(Loan.objects.listed_for(actor).values_list("pk", flat=True))
        assert shown[who] == set(Loan.objects.visible_to(actor).values_list("pk", flat=True)), who
    assert len(shown["tess"]) == 2
    assert len(shown["lib"]) >= 1
    assert shown["lib"] - shown["tess"], "the library sees what the technician does not"
    assert not shown["stu"]


def test_every_loan_of_the_district_is_not_read(cast: Cast) -> None:
    told = Loan.objects.listed_for(cast.tess.actor).open().order_by("-lent_at", "-pk")[:51].explain()
    if connection.vendor == "sqlite":
        assert "SCAN circulation_loan" not in told
        assert "loan_open_by_school" in told
    assert told
