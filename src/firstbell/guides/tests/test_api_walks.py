"""Over REST: a program leads somebody through a fix card; cards are written; an article's files."""

from __future__ import annotations

import pytest
import yaml
from django.core.files.uploadedfile import SimpleUploadedFile

from firstbell.guides.models import Article, Walk
from firstbell.guides.tests.factories import both, card_document, make_article, make_card
from firstbell.people.tests.factories import Api, Cast, make_cast
from firstbell.rooms.tests.factories import make_place

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def test_a_program_leads_through_a_card(cast: Cast) -> None:
    room = make_place(cast.school, "Room 12", code="EHS-R12")
    make_card()
    lib, sam = Api(cast.lib), Api(cast.sam)
    walk = lib.post("walks", {"card": "Z01", "place": "ehs-r12", "said": "dark", "language": "es"}, status=201)
    path = f"walks/{walk['id']}"
    assert (walk["place_id"], walk["screen"]["kind"], walk["screen"]["text"]) == (room.pk, "ask", "Is it awake? (es)")
    assert "said" not in walk
    lib.post(f"{path}/answer", {"question": "awake", "answer": "maybe"}, status=422)
    screen = lib.post(f"{path}/answer", {"question": "awake", "answer": "yes"})["screen"]
    assert (screen["kind"], screen["key"], screen["outcomes"]) == ("do", "pull", ["done", "skipped"])
    screen = lib.post(f"{path}/step", {"step": "pull", "outcome": "done"})["screen"]
    assert (screen["key"], screen["keys"]) == ("press", ["Ctrl", "I"])
    solved = lib.post(f"{path}/step", {"step": "press", "outcome": "worked"})
    assert (solved["state"], solved["screen"]["kind"]) == ("solved", "over")
    assert lib.post(f"{path}/reopen")["screen"]["key"] == "wake"
    out = lib.post(f"{path}/step", {"step": "wake", "outcome": "skipped"})["screen"]
    assert (out["kind"], [one["key"] for one in out["escalations"]]) == ("out", ["smoke", "dark"])
    assert [one["key"] for one in out["evidence"]] == ["led"]
    lib.post(f"{path}/hand-over", {"escalation": "moon"}, status=422)
    assert lib.post(f"{path}/hand-over", {"escalation": "dark"})["state"] == "handed_over"
    lib.post(f"{path}/answer", {"question": "awake"}, status=409)
    assert [one["id"] for one in lib.get("walks?card=Z01&state=handed_over")["items"]] == [walk["id"]]
    assert sam.get("walks")["items"] == []
    sam.get(path, status=404)
    sam.post(f"{path}/leave", status=404)
    sam.post("walks", {"card": "Z01", "place": "ehs-r12"}, status=422)


def test_stop_elsewhere_left_and_for_others(cast: Cast) -> None:
    make_card()
    there = [{"key": "yes", "say": both("Yes"), "then": "card:Z01"}, {"key": "no", "say": both("No")}]
    make_card("Z02", questions=[{"key": "lamp", "ask": both("Is it the lamp?"), "answers": there}])
    lib, tess, sam = Api(cast.lib), Api(cast.tess), Api(cast.sam)
    for_stu = {"card": "Z02", "person_id": cast.stu.person.pk}
    sam.post("walks", for_stu, status=404)
    lib.post("walks", for_stu, status=403)
    first = tess.post("walks", for_stu, status=201)
    path = f"walks/{first['id']}"
    tess.post(f"{path}/go-on", status=409)
    elsewhere = tess.post(f"{path}/answer", {"question": "lamp", "answer": "yes"})["screen"]
    assert (elsewhere["kind"], elsewhere["card"]) == ("elsewhere", "Z01")
    lib.get(path, status=404)
    second = tess.post(f"{path}/go-on", status=201)
    assert (second["card"], Walk.objects.get(pk=first["id"]).state) == ("Z01", "left")
    stop = tess.post(f"walks/{second['id']}/answer", {"question": "awake", "answer": "smoke"})["screen"]
    assert (stop["kind"], stop["key"], stop["urgent"], stop["first"]) == ("stop", "smoke", True, ["Step back."])
    assert tess.post(f"walks/{second['id']}/leave")["state"] == "left"
    assert tess.get("fix-card-report")[0]["ended"] == 1
    lib.get("fix-card-report", status=403)


def test_cards_are_written_and_switched(cast: Cast) -> None:
    tess, lib = Api(cast.tess), Api(cast.lib)
    text = yaml.safe_dump(card_document(), allow_unicode=True)
    lib.post("fix-cards", {"text": text}, status=403)
    assert tess.post("fix-cards", {"text": text}, status=201)["version"] == 1
    assert "Line" in tess.post("fix-cards", {"text": "a: ["}, status=422)["detail"]
    read = tess.get("fix-cards/Z01/text")
    edited = {"text": read["text"].replace("the lamp is dark", "it is dark"), "seen_version": 1, "note": "Shorter"}
    assert tess.put("fix-cards/Z01", edited)["version"] == 2
    tess.put("fix-cards/Z01", edited, status=409)
    versions = tess.get("fix-cards/Z01/versions")["items"]
    assert [(one["number"], one["note"]) for one in versions] == [(2, "Shorter"), (1, "")]
    assert "the lamp is dark" in tess.get("fix-cards/Z01/text?version=1")["text"]
    tess.get("fix-cards/Z01/text?version=7", status=404)
    assert tess.post("fix-cards/Z01/switch", {"is_active": False})["is_active"] is False
    lib.get("fix-cards/Z01", status=404)
    assert lib.get("fix-cards?q=lamp")["items"] == []
    lib.get("fix-cards?state=off", status=403)
    assert [one["code"] for one in tess.get("fix-cards?state=off&q=lamp&about=projector")["items"]] == ["Z01"]


def test_an_article_s_files_and_a_draft_that_goes(cast: Cast) -> None:
    article = make_article(cast.school, audience="technicians", state="draft")
    tess, lib, sam = Api(cast.tess), Api(cast.lib), Api(cast.sam)
    path = f"articles/{article.pk}"
    (kept,) = tess.upload(f"{path}/files", [SimpleUploadedFile("a.txt", b"Hold power.")])
    assert [one["filename"] for one in tess.get(f"{path}/files")] == ["a.txt"]
    tess.upload(f"{path}/files", [SimpleUploadedFile("a.txt", b"x")], status=409)
    sam.delete(f"{path}/files/{kept['id']}", status=404)
    tess.delete(f"{path}/files/{kept['id']}")
    assert tess.get(f"{path}/files") == []
    sam.delete(path, status=404)
    tess.delete(path)
    assert not Article.objects.exists()
    read = make_article(cast.school, title="Read by all")
    tess.delete(f"articles/{read.pk}", status=409)
    lib.delete(f"articles/{read.pk}", status=403)
