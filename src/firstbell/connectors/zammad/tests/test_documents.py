"""A school moves in with what Zammad's REST interface answered: articles, internal ones, states, files that are cut off."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firstbell.connectors.base.tests.factories import (
    BY,
    PNG,
    brought,
    codes,
    counted,
    folder,
    look,
    mean,
    moving_cast,
    take,
    zipped,
)
from firstbell.connectors.zammad.payloads import documents
from firstbell.connectors.zammad.payloads.documents import CutOff, objects_in
from firstbell.core.attachments import attachments_of
from firstbell.core.imports.actions import apply_import, preview_import
from firstbell.core.models import ImportRun
from firstbell.people.tests.factories import Cast

SAMPLES = Path(__file__).parent / "samples"
DOCUMENTS = folder(SAMPLES / "documents")
PACKAGE = zipped({**DOCUMENTS, "77_dark-room.png": PNG})

values = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**6), 10**6) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)
entries = st.lists(st.dictionaries(st.text(max_size=6), values, max_size=4), max_size=6)


def read(data: bytes) -> tuple[list[object], CutOff | None]:
    """Every whole object, and where the file could not be read on."""
    found: list[object] = []
    try:
        for _, value in objects_in(io.BytesIO(data)):
            found.append(value)
    except CutOff as stopped:
        return found, stopped
    return found, None


@settings(max_examples=40, deadline=None)
@given(entries, st.sampled_from(["list", "lines", "pages"]), st.integers(7, 60), st.sampled_from(["utf-8", "utf-16"]))
def test_objects_come_one_by_one_however_they_are_wrapped(
    wanted: list[object], how: str, chunk: int, encoding: str
) -> None:
    text = json.dumps(wanted, indent=1)
    if how == "lines":
        text = "\n".join(json.dumps(one) for one in wanted)
    elif how == "pages":
        text = json.dumps(wanted[:2]) + "\n" + json.dumps(wanted[2:])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(documents, "_CHUNK", chunk * 4)
        assert read(text.encode(encoding)) == (wanted, None)


@settings(max_examples=40, deadline=None)
@given(entries.filter(bool), st.data())
def test_a_file_that_is_cut_off_gives_what_was_whole(wanted: list[object], data: st.DataObject) -> None:
    text = json.dumps(wanted)
    cut = data.draw(st.integers(1, len(text) - 1))
    found, stopped = read(text[:cut].encode())
    assert stopped is None or stopped.is_end
    ends = [len(json.dumps(wanted[:count])) - 1 for count in range(1, len(wanted) + 1)]
    assert found == wanted[: sum(end <= cut for end in ends)]


@settings(max_examples=40, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_end(data: bytes) -> None:
    _, stopped = read(data)
    assert stopped is None or stopped.line >= 1


@pytest.mark.django_db
class TestMovingIn:
    @pytest.fixture
    def cast(self) -> Cast:
        return moving_cast()

    def first(self, cast: Cast, **options: Any) -> ImportRun:
        run = look(PACKAGE, "zammad.zip", school=cast.school.pk, **options)
        mean(run, "state", "waiting for parts", "done")
        return apply_import(preview_import(run, by=BY), by=BY)

    def test_articles_become_lines_and_internal_ones_stay_notes(self, cast: Cast) -> None:
        run = self.first(cast)
        assert (run.source_key, counted(run)) == ("zammad", {"new": 3})
        assert "still_open" in codes(run)
        ticket = brought("22031")
        assert (ticket.state, ticket.urgency, ticket.requester) == ("closed", "cannot_teach", cast.tia.person)
        assert (ticket.assignee, ticket.place and ticket.place.name) == (cast.tess.account, "Room 204")
        assert ticket.description == "Der Drucker zieht kein Papier.\n\nWas attached in Zammad: log.txt"
        assert [one.filename for one in attachments_of(ticket.ref)] == ["dark-room.png"]
        lines = [(one.kind, one.author_name, one.text) for one in ticket.entries.all()]
        assert lines == [
            ("note", "Tess Torres", "Rolle bestellt, 14 Euro."), ("reply", "Tess Torres", "Er druckt wieder."),
        ]  # fmt: skip
        assert brought("22033").state == "closed"
        assert [one.item.barcode for one in ticket.ticket_items.all()] == ["CB-1042"]
        again = take(PACKAGE, "zammad.zip", school=cast.school.pk)
        assert (again.writes, counted(again)) == (0, {"same": 3})

    def test_an_unknown_state_waits_for_a_word(self, cast: Cast) -> None:
        run = look(PACKAGE, "zammad.zip", school=cast.school.pk)
        assert counted(run) == {"new": 2, "quarantined": 1}
        group = next(one for one in run.groups if one["code"] == "unknown_state")
        assert (group["value"], group["mappable"]) == ("waiting for parts", True)

    def test_a_cut_off_file_brings_the_good_ones_and_says_where(self, cast: Cast) -> None:
        whole = DOCUMENTS["tickets.json"]
        files = {**DOCUMENTS, "tickets.json": whole[: whole.index(b"Auf dem Weg")]}
        run = look(zipped(files), "zammad.zip", school=cast.school.pk)
        assert counted(run) == {"new": 2, "quarantined": 1}
        group = next(one for one in run.groups if one["code"] == "cut_off")
        assert (group["file"], group["first_line"]) == ("tickets.json", 13)
        assert "stops in the middle" in group["message"]

    def test_ids_instead_of_names_are_refused_with_what_to_do(self, cast: Cast) -> None:
        bare = json.dumps([{"id": 1, "number": "1", "title": "x", "state_id": 4, "created_at": "2025-01-01T00:00:00Z"}])
        run = look(zipped({"tickets.json": bare.encode()}), "zammad.zip", school=cast.school.pk)
        assert run.state == "rejected"
        assert "expand=true" in run.remedy

    def test_entries_that_are_none_and_odd_values_do_no_harm(self, cast: Cast) -> None:
        odd = [
            5, "x", {"id": "\ud800", "number": ["1"], "state": {"a": 1}},
            {"id": 9, "number": "9", "title": "\u0000a\u202eb", "state": "closed", "created_at": "2025-01-01T00:00:00Z",
             "customer": {"email": "tia.chalk@prairie.example", "firstname": "Tia"}},
        ]  # fmt: skip
        articles = [
            {"ticket_id": 9, "body": None, "attachments": 5},
            {"ticket_id": 9, "body": "hi", "internal": "maybe"},
        ]
        files = {"tickets.json": json.dumps(odd).encode(), "articles.json": json.dumps(articles).encode()}
        run = take(zipped(files), "zammad.zip", school=cast.school.pk)
        assert counted(run) == {"new": 1, "quarantined": 3}
        ticket = brought("9")
        assert (ticket.title, ticket.requester) == ("ab", cast.tia.person)
        assert [(one.kind, one.text) for one in ticket.entries.all()] == [("note", "hi")]

    def test_the_report_brings_a_list(self, cast: Cast) -> None:
        run = take((SAMPLES / "report.csv").read_bytes(), "report.csv", school=cast.school.pk)
        assert (run.source_key, counted(run)) == ("zammad_report", {"new": 1})
        assert dict(brought("22031").imported.said)["Create Channel"] == "email"
