"""Research over REST: the same rules as on screen."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from firstbell.library.models import CitationList, Pathfinder, ResearchDatabase
from firstbell.library.tests.factories import make_pathfinder, make_title
from firstbell.people.actions.tokens import create_token
from firstbell.people.tests.factories import Cast, Member, make_cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    cache.clear()
    return make_cast()


class Caller:
    def __init__(self, member: Member) -> None:
        held = sorted({one for grant in member.actor.grants for one in grant.permissions})
        token = create_token(member.account, name="Test", permissions=held, by=member.actor).text
        self.client = Client(headers={"Authorization": f"Bearer {token}"})

    def __call__(self, method: str, path: str, body: Any = None, *, expect: int = 200) -> Any:
        answer = self.client.generic(method, f"/api/v1{path}", json.dumps(body or {}), content_type="application/json")
        assert answer.status_code == expect, answer.content
        return json.loads(answer.content) if answer.content else None


def test_a_pathfinder_is_made_and_found(cast: Cast) -> None:
    lib, sam = Caller(cast.lib), Caller(cast.sam)
    body = {"organisation_id": cast.school.pk, "title": "Volcanoes", "keywords": "lava", "review_on": "2030-06-01"}
    pk = lib("POST", "/pathfinders", body, expect=201)["id"]
    title = make_title("Volcano watchers")
    first = lib("POST", f"/pathfinders/{pk}/parts", {"kind": "text", "note": "Begin"}, expect=201)["id"]
    lib("POST", f"/pathfinders/{pk}/parts", {"kind": "title", "title_id": title.pk}, expect=201)
    wrong = lib("POST", f"/pathfinders/{pk}/parts", {"kind": "link", "url": "javascript:x"}, expect=422)
    assert wrong["remedy"]
    lib("PATCH", f"/pathfinder-parts/{first}", {"heading": "Start"})
    lib("POST", f"/pathfinder-parts/{first}/move", {"way": "down"})
    lib("POST", f"/pathfinders/{pk}/state", {"to": "published"})
    content = lib("GET", f"/pathfinders/{pk}")["content"]
    assert [(one["kind"], one["heading"], one["label"]) for one in content["parts"]] == [
        ("title", "", "Volcano watchers"), ("text", "Start", ""),
    ]  # fmt: skip
    assert [one["id"] for one in lib("GET", "/pathfinders?q=lava")["items"]] == [pk]
    assert sam("GET", "/pathfinders")["items"] == []
    sam("GET", f"/pathfinders/{pk}", expect=404)
    lib("DELETE", f"/pathfinder-parts/{first}", expect=204)
    assert len(lib("GET", f"/pathfinders/{pk}/parts")) == 1
    lib("PATCH", f"/pathfinders/{pk}", {"title": "Volcanoes of Iceland"})
    lib("POST", f"/pathfinders/{pk}/review", {"review_on": "2031-06-01"})
    assert Pathfinder.objects.get().title == "Volcanoes of Iceland"


def test_who_only_reads_changes_nothing(cast: Cast) -> None:
    made = make_pathfinder(cast.tia, reach="everybody")
    tess = Caller(cast.tess)
    tess("GET", f"/pathfinders/{made.pk}")
    tess("PATCH", f"/pathfinders/{made.pk}", {"title": "Mine"}, expect=403)
    tess("POST", f"/pathfinders/{made.pk}/state", {"to": "retired"}, expect=403)
    tess(
        "POST",
        "/research-databases",
        {"organisation_id": cast.school.pk, "name": "x", "description": "x", "url": "https://x.org"},
        expect=403,
    )


def test_a_database_is_written_down(cast: Cast) -> None:
    lib = Caller(cast.lib)
    body = {"organisation_id": cast.school.pk, "name": "The Atlas", "description": "Maps", "url": "https://atlas.example.org/",
            "subjects": ["geography"], "access_notes": "Word: maps"}  # fmt: skip
    pk = lib("POST", "/research-databases", body, expect=201)["id"]
    shown = lib("PATCH", f"/research-databases/{pk}", {"grade_low": 3, "grade_high": 8})
    assert (shown["subjects"], shown["grade_low"], shown["check_state"]) == (["geography"], 3, "unknown")
    assert "maps" not in json.dumps(lib("GET", f"/research-databases/{pk}")), "how to get in is on the page only"
    lib("PATCH", f"/research-databases/{pk}", {"grade_low": 9}, expect=422)
    assert ResearchDatabase.objects.get().grade_low == 3
    assert [one["id"] for one in lib("GET", "/research-databases")["items"]] == [pk]


def test_citations_are_formatted_and_kept_for_oneself(cast: Cast) -> None:
    lib, dita = Caller(cast.lib), Caller(cast.dita)
    owls = {
        "kind": "book",
        "title": "Owls of the night",
        "people": {"author": ["Kay, Jo"]},
        "publisher": "Example",
        "year": 2020,
    }
    said = lib("POST", "/citations/format", owls | {"style": "apa7", "locator": "27"})
    assert said == {"entry": "Kay, J. (2020). Owls of the night. Example.", "entry_html": "Kay, J. (2020). <i>Owls of the night</i>. Example.",
                    "in_text": "(Kay, 2020, p. 27)", "is_listed": True}  # fmt: skip
    lib("POST", "/citations/format", owls | {"url": "no page"}, expect=422)
    pk = lib("POST", "/citation-lists", {"name": "Owls"}, expect=201)["id"]
    citation = lib("POST", f"/citation-lists/{pk}/citations", owls, expect=201)["id"]
    lib("PATCH", f"/citation-lists/{pk}", {"style": "chicago17"})
    assert lib("GET", f"/citation-lists/{pk}/entries")[0]["entry"] == "Kay, Jo. 2020. Owls of the Night. Example."
    assert lib("GET", f"/citation-lists/{pk}/citations")["items"][0]["data"]["title"] == "Owls of the night"
    for path in (f"/citation-lists/{pk}/entries", f"/citation-lists/{pk}/citations"):
        dita("GET", path, expect=404)
    dita("DELETE", f"/citations/{citation}", expect=404)
    lib("DELETE", f"/citations/{citation}", expect=204)
    lib("DELETE", f"/citation-lists/{pk}", expect=204)
    assert not CitationList.objects.exists()
