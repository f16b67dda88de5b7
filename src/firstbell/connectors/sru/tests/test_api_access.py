"""Opening the catalogue to others, over REST."""

from __future__ import annotations

import pytest

from firstbell.people.tests.factories import Api, Cast, make_cast

pytestmark = pytest.mark.django_db

PATH = "catalogue-access"


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def test_it_is_read_and_changed_by_who_may(cast: Cast) -> None:
    dita, tess = Api(cast.dita), Api(cast.tess)
    assert dita.get(PATH)["sru_is_on"] is True
    changed = dita.patch(PATH, {"sru_is_on": False, "most_records": 20})
    assert (changed["sru_is_on"], changed["oai_is_on"], changed["most_records"]) == (False, True, 20)
    wrong = dita.patch(PATH, {"contact": "nobody"}, status=422)
    assert wrong["errors"][0]["pointer"] == "#/contact"
    tess.patch(PATH, {"sru_is_on": True}, status=403)
    tess.get(PATH, status=403)
