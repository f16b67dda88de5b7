"""The entrances: profiles, the choices of a load, taking it back, what was kept aside, exports; on screen, by REST, by command."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client

from firstbell.core.errors import Forbidden, Invalid
from firstbell.core.models import ImportRun
from firstbell.library.actions.exporting import export_titles
from firstbell.library.actions.profiles import save_profile
from firstbell.library.forms.loads import ProfileForm
from firstbell.library.marc.codec import read_record
from firstbell.library.marc.framing import frames
from firstbell.library.marc.record import Field, Form
from firstbell.library.marc.writing import write_iso2709
from firstbell.library.matching import read_rules
from firstbell.library.models import Copy, Load, LoadProfile, Title
from firstbell.library.tests.records import book, counted, file_of, load
from firstbell.people.tests.factories import Cast, make_cast

pytestmark = pytest.mark.django_db
ITEM = Field.of("852", "  ", ("b", "Adventure"), ("h", "FIC PAU"), ("p", "30001"), ("9", "$18.99"))


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def lib(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.lib.account)
    return client


def test_shipped_profiles_can_be_read_and_say_where_they_are_from() -> None:
    assert list(LoadProfile.objects.values_list("key", flat=True)) == ["vendor-852", "koha-952", "local-949"]
    for one in LoadProfile.objects.all():
        assert read_rules(one.rules).items.tag in one.key
        assert one.source
        assert one.last_checked


def test_a_profile_is_changed_on_its_page_and_its_former_rules_are_kept(cast: Cast, lib: Client) -> None:
    one = LoadProfile.objects.get(key="vendor-852")
    page = lib.get(f"/library/profiles/{one.pk}/")
    assert page.status_code == 200
    filled = {name: ("" if value is None else value) for name, value in ProfileForm.filled(one).items()}
    data = {**filled, "items_price": "c", "places": "ADV = Adventure", "quality": "summary = 20"}
    data = {name: value for name, value in data.items() if value is not False}
    answer = lib.post(f"/library/profiles/{one.pk}/", data)
    assert answer.status_code == 302, answer.content.decode()[:3000]
    one.refresh_from_db()
    rules = read_rules(one.rules)
    assert (one.version, rules.items.price, rules.places, rules.quality) == (
        2,
        "c",
        {"ADV": "Adventure"},
        {"summary": 20.0},
    )
    assert one.versions.get().rules["items"]["price"] == "9"
    bad = lib.post(f"/library/profiles/{one.pk}/", {**data, "protect": "59"})
    assert bad.status_code == 422
    assert "is no tag" in bad.content.decode()


def test_rules_that_make_no_sense_are_refused_with_their_field(cast: Cast) -> None:
    for rules, field in (
        ({"match": ["colour"]}, "match"), ({"protect": ["5"]}, "protect"), ({"add": ["hello"]}, "add"),
        ({"encoding": "ebcdic"}, "encoding"), ({"items": {"tag": "abc"}}, "items_tag"), ({"usual_type": "laptop"}, "usual_type"),
        ({"types": [{"when": "moon", "value": "full", "code": "library-book"}]}, "types"),
    ):  # fmt: skip
        with pytest.raises(Invalid) as problem:
            save_profile(None, name="Odd", rules=rules, by=cast.lib.actor)
        assert problem.value.field == field
    with pytest.raises(Forbidden):
        save_profile(None, name="Mine", rules={}, by=cast.tia.actor)


def test_the_page_of_a_load_offers_its_choices_and_the_way_back(cast: Cast, lib: Client) -> None:
    run = load(file_of(book(more=(ITEM,))), cast, is_applied=False)
    page = lib.get(f"/imports/{run.pk}/").content.decode()
    assert "Choices for this load" in page
    lib.post(f"/library/loads/{run.pk}/options/", {"profile": "koha-952", "school": ""})
    run.refresh_from_db()
    assert (run.options["profile"], counted(run, "copies")) == ("koha-952", {})
    lib.post(f"/library/loads/{run.pk}/options/", {"profile": "vendor-852", "school": ""})
    lib.post(f"/imports/{run.pk}/apply/")
    run.refresh_from_db()
    assert run.state == ImportRun.State.APPLIED
    assert "Take the load back" in lib.get(f"/imports/{run.pk}/").content.decode()
    lib.post(f"/library/loads/{run.pk}/undo/")
    assert not Title.objects.exists()
    assert "Taken back" in lib.get(f"/imports/{run.pk}/").content.decode()


def test_records_kept_aside_leave_as_they_stood_in_the_file(cast: Cast, lib: Client) -> None:
    untitled = book("", number="x")
    untitled.fields = untitled.without(("245",))
    broken = write_iso2709(untitled)
    run = load(file_of(book()) + broken, cast)
    answer = lib.get(f"/library/loads/{run.pk}/aside.mrc")
    assert b"".join(answer.streaming_content) == broken  # type: ignore[attr-defined]  # a streaming response


def test_exports_in_every_form_are_the_records(cast: Cast, lib: Client) -> None:
    clean = book(more=(Field.of("500", "  ", ("a", "Niño ʻokina")), ITEM))
    load(file_of(clean), cast)
    kept = bytes(Title.objects.get().record.data)
    assert b"".join(export_titles(by=cast.lib.actor).pieces) == kept
    for kind, form in (("marcxml", Form.MARCXML), ("json", Form.JSON), ("mrk", Form.MRK), ("marc8", Form.ISO2709)):
        answer = lib.post("/library/export/", {"kind": kind, "has_items": "on"})
        data = b"".join(answer.streaming_content)  # type: ignore[attr-defined]  # a streaming response
        (frame,) = [one for one in frames(_stream(data), form) if not one.is_filler]
        record = read_record(frame.data, form)
        assert record.value("245", "a") == "Hatchet /"
        assert record.value("500", "a") == "Niño ʻokina"
        item = record.first("852")
        assert item is not None
        assert (item.first("p"), item.first("b"), item.first("9")) == ("30001", "Adventure", "$18.99")
    assert lib.get("/library/export/?ids=1").status_code == 200
    with pytest.raises(Forbidden):
        export_titles(by=cast.stu.actor)


def _stream(data: bytes):  # type: ignore[no-untyped-def]  # a file in memory
    import io

    return io.BytesIO(data)


def test_rest_tells_profiles_takes_loads_back_and_exports(cast: Cast, lib: Client) -> None:
    token = cast.lib  # the session is enough to read
    assert token.account is not None
    listed = lib.get("/api/v1/load-profiles").json()
    assert [one["key"] for one in listed["items"]] == ["vendor-852", "koha-952", "local-949"]
    run = load(file_of(book(more=(ITEM,))), cast)
    assert lib.get(f"/api/v1/loads/{run.pk}").json()["copies"] == 1
    answer = lib.get("/api/v1/titles-export?form=json")
    assert json.loads(b"".join(answer.streaming_content))["leader"]  # type: ignore[attr-defined]  # a streaming response
    assert lib.get("/api/v1/titles-export?form=punchcards").status_code == 422


def test_the_command_line_writes_a_file(cast: Cast, tmp_path: Path) -> None:
    load(file_of(book(), book("Dogsong /", isbn="", number="ocm2")), cast)
    out = StringIO()
    call_command("export_titles", tmp_path / "all.mrc", "--with-copies", stdout=out)
    assert (tmp_path / "all.mrc").read_bytes().count(b"\x1d") == 2
    assert "2 records written" in out.getvalue()
    assert Load.objects.count() == 1
    assert not Copy.objects.exists()
