"""A school changes what its self-checks say: on screen, in both languages, with the versions kept and the shipped text behind."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from firstbell.core.errors import Forbidden, Invalid, NotFound
from firstbell.core.models import AuditEntry
from firstbell.kiosk.actions.texts import save_self_check_text
from firstbell.kiosk.content import TEXTS
from firstbell.kiosk.models import SelfCheckText
from firstbell.kiosk.queries.texts import texts_at
from firstbell.kiosk.tests.test_self_check import self_check
from firstbell.people.models import Organisation
from firstbell.people.tests.factories import Cast, make_cast, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def at(school: Organisation, key: str = "ask", language: str = "en") -> str:
    return texts_at(school).text(key, language)


def test_what_is_written_stands_on_the_screen_of_that_school(cast: Cast) -> None:
    lib, there = signed_in(cast.lib), f"/kiosk/texts/{cast.school.pk}/start/"
    assert "Scan your card" in lib.get("/kiosk/texts/").content.decode()
    assert lib.post(there, {"en": "Hold your card here", "es": ""}).status_code == 302
    assert "Hold your card here" in self_check(cast).get("/kiosk/self-check/").content.decode()
    spanish = self_check(cast, name="Two").get("/kiosk/self-check/", headers={"Accept-Language": "es"})
    assert TEXTS["start"][1] in spanish.content.decode(), "the other language stays as shipped"
    assert at(cast.other_school, "start") == "Scan your card"
    page = lib.get(f"/kiosk/texts/?school={cast.school.pk}").content.decode()
    assert "Your own" in page
    lib.post(there, {"en": "Card, please", "es": ""})
    page = lib.get(there).content.decode()
    assert "version 2 by" in page
    assert "Hold your card here" in page, "older versions stay to be looked at"
    assert lib.post(there, {"en": "", "es": ""}).status_code == 302
    assert at(cast.school, "start") == "Scan your card"
    assert SelfCheckText.objects.filter(is_current=True).count() == 0
    entry = AuditEntry.objects.filter(verb="kiosk.text.saved").order_by("pk").last()
    assert entry is not None
    assert "Card, please" in str(entry.changes)


def test_the_nearest_counts_and_the_same_words_are_no_own_ones(cast: Cast) -> None:
    by = cast.dita.actor
    save_self_check_text(cast.district, "ask", language="en", text="Ask Ms. Novak.", by=by)
    assert (at(cast.school), at(cast.other_school)) == ("Ask Ms. Novak.", "Ask Ms. Novak.")
    save_self_check_text(cast.school, "ask", language="en", text="Ask Lib.", by=cast.lib.actor)
    assert (at(cast.school), at(cast.other_school)) == ("Ask Lib.", "Ask Ms. Novak.")
    save_self_check_text(cast.school, "ask", language="en", text="  Ask   Ms. Novak. ", by=cast.lib.actor)
    assert SelfCheckText.objects.get(is_current=True).organisation == cast.district
    with CaptureQueriesContext(connection) as asked:
        texts_at(cast.school)
    assert len(asked) == 1


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("ask", "x" * 161),
        ("ask", "Ask {name}"),
        ("hello", "Hello {name.__class__}"),
        ("hello", "Hello {name:>1000000}"),
        ("hello", "Hello {name!r}"),
        ("hello", "Hello {"),
        ("lent", "Until {0}"),
    ],
)
def test_what_could_not_be_said_is_refused_with_the_reason(cast: Cast, key: str, text: str) -> None:
    with pytest.raises(Invalid):
        save_self_check_text(cast.school, key, language="en", text=text, by=cast.lib.actor)
    refused = signed_in(cast.lib).post(f"/kiosk/texts/{cast.school.pk}/{key}/", {"en": text, "es": "Otra cosa"})
    assert refused.status_code == 422
    assert not SelfCheckText.objects.exists(), "nothing is half saved"


def test_only_here_and_only_who_may(cast: Cast) -> None:
    with pytest.raises(Forbidden):
        save_self_check_text(cast.other_school, "ask", language="en", text="Hm", by=cast.lib.actor)
    with pytest.raises(NotFound):
        save_self_check_text(cast.school, "nonsense", language="en", text="Hm", by=cast.lib.actor)
    assert signed_in(cast.lib).get(f"/kiosk/texts/{cast.other_school.pk}/ask/").status_code == 404
    assert signed_in(cast.lib).get(f"/kiosk/texts/{cast.school.pk}/nonsense/").status_code == 404
    assert signed_in(cast.stu).get("/kiosk/texts/").status_code == 403
    assert Client().get("/kiosk/texts/").status_code == 302
    assert (
        save_self_check_text(cast.school, "hello", language="en", text="Hi {name}!", by=cast.lib.actor) == "Hi {name}!"
    )
    assert texts_at(cast.school).say("hello", "en", name="Stu") == "Hi Stu!"
