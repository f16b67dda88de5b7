"""Records, templates, covers, shelves and research over REST: the same rules as on screen."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from firstbell.library.actions.saved_searches import save_search
from firstbell.library.models import (
    Citation,
    CitationList,
    Cover,
    CoverService,
    Pathfinder,
    ProxyServer,
    RecordTemplate,
    ShelvingPlace,
    Title,
)
from firstbell.library.permissions import LibraryPermission as May
from firstbell.library.tests.factories import make_pathfinder, make_title
from firstbell.library.tests.programs import Program
from firstbell.people.tests.factories import Cast, make_cast, make_member, make_picture

pytestmark = pytest.mark.django_db

MRK = "=LDR  00000nam a2200000 i 4500\n=245  10$aHatchet /$cGary Paulsen."


@pytest.fixture
def cast() -> Cast:
    cache.clear()
    return make_cast()


def test_a_record_is_edited_by_its_digest_and_taken_back(cast: Cast) -> None:
    lib = Program(cast.lib)
    pk = lib.post("library/take-overs", {"mrk": MRK, "source": "LOC"}, expect=201)["id"]
    there = f"library/titles/{pk}"
    record = lib.get(f"{there}/record")
    edited = record["mrk"].replace("Hatchet", "Hatchet, again")
    lib.patch(f"{there}/record", {"mrk": edited, "expected_digest": ""}, expect=422)
    lib.patch(f"{there}/record", {"mrk": edited, "expected_digest": "00"}, expect=409)
    body = {"mrk": edited, "expected_digest": record["digest"], "is_finished": False}
    saved = lib.patch(f"{there}/record", body)
    assert (saved["title"], saved["is_temporary"]) == ("Hatchet, again", True)
    assert lib.get(f"{there}/record")["source"] == "LOC"
    lib.patch(f"{there}/record", body, expect=409)
    (former,) = lib.get(f"{there}/former-records")["items"]
    assert "Hatchet /" in lib.get(f"{there}/former-records/{former['id']}")["mrk"]
    other = make_title("River")
    lib.post(f"library/titles/{other.pk}/former-records/{former['id']}/restore", expect=404)
    assert lib.post(f"{there}/former-records/{former['id']}/restore")["title"] == "Hatchet"
    again = {"mrk": MRK.replace("Hatchet", "Hatchet III"), "source": "LOC", "title_id": pk}
    assert lib.post("library/take-overs", again, expect=201)["id"] == pk
    weak = Program(cast.lib, lacking=May.TITLE_EDIT)
    weak.patch(f"{there}/record", body, expect=403)
    weak.post("library/take-overs", again, expect=403)


def test_titles_made_one_are_taken_apart(cast: Cast) -> None:
    keeper, other, lib = make_title("Hatchet"), make_title("Hatchet!"), Program(cast.lib)
    lib.post(f"library/titles/{keeper.pk}/merge", {"other_id": other.pk, "reason": "Compared"})
    (merge,) = lib.get(f"library/title-merges?title_id={keeper.pk}")["items"]
    assert (merge["loser_id"], merge["split_at"]) == (other.pk, None)
    Program(cast.lib, lacking=May.TITLE_EDIT).post(f"library/title-merges/{merge['id']}/split", expect=403)
    assert lib.post(f"library/title-merges/{merge['id']}/split") == {"left": []}
    assert Title.objects.get(pk=other.pk).merged_into_id is None
    lib.post(f"library/title-merges/{merge['id']}/split", expect=409)


def test_a_template_is_kept_and_makes_a_title(cast: Cast) -> None:
    lib = Program(cast.lib)
    body = {
        "code": "zine",
        "name": "Zine",
        "text": "=LDR  00000nam a2200000 i 4500\n=020  \\\\$a{isbn}\n=245  10$a{title}",
    }
    pk = lib.post("library/templates", body, expect=201)["id"]
    lib.post("library/templates", body, expect=422)
    assert lib.put(f"library/templates/{pk}", body | {"name": "Zines"})["name"] == "Zines"
    lib.put(f"library/templates/{pk}", body | {"text": "=500  \\\\$aNo title"}, expect=422)
    assert pk in [one["id"] for one in lib.get("library/templates?is_field=false")["items"]]
    made = lib.post(f"library/templates/{pk}/titles", {"title": "Our school", "isbn": "978-0-689-84092-0"}, expect=201)
    assert (made["title"], made["is_temporary"], made["numbers"][0]["value"]) == ("Our school", True, "9780689840920")
    weak = Program(cast.lib, lacking=May.RULE_EDIT)
    weak.put(f"library/templates/{pk}", body, expect=403)
    weak.delete(f"library/templates/{pk}", expect=403)
    lib.delete(f"library/templates/{pk}")
    assert not RecordTemplate.objects.filter(pk=pk).exists()


def test_covers_come_by_upload_and_by_zip(cast: Cast) -> None:
    title, lib = make_title("Hatchet", isbn="9780689840920"), Program(cast.lib)
    there = f"library/titles/{title.pk}/cover"
    lib.get(there, expect=404)
    picture = make_picture()
    made = lib.upload(there, SimpleUploadedFile("cover.jpg", picture))
    assert (made["has_picture"], made["source"], made["title_id"]) == (True, "upload", title.pk)
    assert "no JPEG" in lib.upload(there, SimpleUploadedFile("cover.jpg", b"Hello"), expect=422)["detail"]
    lib.delete(there)
    assert lib.get(there)["has_picture"] is False
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("9780689840920.jpg", picture)
        archive.writestr("holiday.jpg", picture)
    done = lib.upload("library/covers/zip", SimpleUploadedFile("covers.zip", packed.getvalue()))
    assert (done["kept"], [one["file"] for one in done["refused"]]) == (1, ["holiday.jpg"])
    weak = Program(cast.lib, lacking=May.TITLE_EDIT)
    weak.upload(there, SimpleUploadedFile("cover.jpg", picture), expect=403)
    weak.delete(there, expect=403)
    weak.upload("library/covers/zip", SimpleUploadedFile("covers.zip", b""), expect=403)
    Cover.objects.get(title=title).file.delete()

    service = {"name": "Shelfpics", "url_pattern": "https://covers.example.org/{isbn}.jpg"}
    pk = lib.post("library/cover-services", service, expect=201)["id"]
    lib.put(f"library/cover-services/{pk}", service | {"url_pattern": "https://covers.example.org/"}, expect=422)
    assert lib.put(f"library/cover-services/{pk}", service | {"is_on": True})["is_on"] is True
    assert pk in [one["id"] for one in lib.get("library/cover-services")]
    Program(cast.lib, lacking=May.RULE_EDIT).put(f"library/cover-services/{pk}", service, expect=403)
    assert CoverService.objects.get(pk=pk).is_on


def test_shelving_places_are_put_in_order(cast: Cast) -> None:
    lib = Program(cast.lib)
    first, last = (
        ShelvingPlace.objects.create(organisation=cast.school, code=code, name=code, position=at)
        for at, code in enumerate(("fic", "easy"))
    )
    body = {"organisation_id": cast.school.pk, "ids": [last.pk, first.pk]}
    assert [one["id"] for one in lib.put("library/shelving-order", body)] == [last.pk, first.pk]
    Program(cast.lib, lacking=May.RULE_EDIT).put("library/shelving-order", body, expect=403)
    lib.put("library/shelving-order", body | {"organisation_id": cast.other_school.pk}, expect=404)


def test_a_proxy_s_secret_goes_in_and_never_out(cast: Cast) -> None:
    lib = Program(cast.lib)
    body = {"organisation_id": cast.school.pk, "name": "EZproxy", "login_url": "https://ezproxy.example.org/login"}
    lib.post("proxy-servers", body, expect=422)
    made = lib.post("proxy-servers", body | {"secret": "abracadabra"}, expect=201)
    assert "abracadabra" not in str(made)
    assert "secret" not in made
    there = f"proxy-servers/{made['id']}"
    assert lib.put(there, body | {"groups": "Students"})["groups"] == "Students"
    assert ProxyServer.objects.get().secret == "abracadabra"
    assert [set(one) for one in lib.get("proxy-servers")["items"]] == [set(made)]
    Program(make_member(cast.other_school, "Lou", "Oak", role="librarian")).put(
        there, body | {"organisation_id": cast.other_school.pk}, expect=404
    )
    Program(cast.lib, lacking=May.DATABASE_EDIT).get("proxy-servers", expect=403)


def test_drafts_searches_and_citations_are_changed(cast: Cast) -> None:
    lib = Program(cast.lib)
    made = make_pathfinder(cast.lib)
    lib.delete(f"pathfinders/{made.pk}", expect=409)
    draft = make_pathfinder(cast.lib, "Lava", state="draft")
    kept = save_search(name="Volcanoes", text="volcano", by=cast.lib.actor)
    part = lib.post(f"saved-searches/{kept.pk}/pathfinder", {"pathfinder_id": draft.pk}, expect=201)
    assert (part["kind"], part["heading"], part["query"]) == ("search", "Volcanoes", "volcano")
    theirs = make_pathfinder(cast.tia, "Rivers", reach="everybody")
    lib.post(f"saved-searches/{kept.pk}/pathfinder", {"pathfinder_id": 999_999}, expect=404)
    weak = Program(cast.lib, lacking=May.PATHFINDER_EDIT)
    weak.post(f"saved-searches/{kept.pk}/pathfinder", {"pathfinder_id": theirs.pk}, expect=403)
    weak.delete(f"pathfinders/{theirs.pk}", expect=403)
    lib.delete(f"pathfinders/{draft.pk}")
    assert not Pathfinder.objects.filter(pk=draft.pk).exists()

    rows = [
        CitationList.objects.create(owner=one.account, name="Paper", style="mla9", changed_at=timezone.now())
        for one in (cast.lib, cast.tess)
    ]
    mine, other = (Citation.objects.create(list=one, data={"kind": "book", "title": "Hatchet"}) for one in rows)
    changed = lib.put(f"citations/{mine.pk}", {"kind": "book", "title": "The river"})
    assert changed["data"]["title"] == "The river"
    lib.put(f"citations/{other.pk}", {"kind": "book", "title": "Mine"}, expect=404)
