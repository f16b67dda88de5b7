"""The first page: what waits for whom."""

from __future__ import annotations

import pytest
from django.urls import reverse

from firstbell.counter.tests.factories import Counter, make_counter
from firstbell.helpdesk.tests.factories import make_ticket
from firstbell.people.tests.factories import make_person, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def counter() -> Counter:
    return make_counter()


def test_a_technician_sees_the_counter_and_the_queue(counter: Counter) -> None:
    cast = counter.cast
    make_ticket(cast.school, title="Projector is dark")
    make_ticket(cast.other_school, title="Elsewhere")
    make_person(cast.school, "New", "Kid", is_provisional=True)
    page = signed_in(cast.tess).get(reverse("home")).content.decode()
    assert "Open the counter" in page
    assert "Projector is dark" in page
    assert "1 entered by hand" in page
    assert "Elsewhere" not in page


def test_a_student_sees_only_the_own_tickets(counter: Counter) -> None:
    cast = counter.cast
    make_ticket(cast.school, title="Projector is dark")
    make_ticket(cast.school, title="My charger", requester=cast.stu.person)
    page = signed_in(cast.stu).get(reverse("home")).content.decode()
    assert "My charger" in page
    assert "Projector is dark" not in page
    assert "Open the counter" not in page
