"""The pages, files and REST: the same numbers, and no more than their reader may see."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook
from pypdfium2 import PdfDocument

from firstbell.core.errors import Forbidden, Invalid
from firstbell.core.models import AuditEntry, Disclosure
from firstbell.helpdesk.models import Ticket
from firstbell.helpdesk.tests.factories import ensure_promises
from firstbell.people.actions.tokens import create_token
from firstbell.people.tests.factories import Cast, Member, make_cast, signed_in
from firstbell.reports.actions.rules import remove_rule, save_rule
from firstbell.reports.models import ReportRule
from firstbell.reports.queries import KINDS, rule_for
from firstbell.reports.tests.factories import OWN, SECRET, Week, make_week

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    ensure_promises()
    return make_cast()


@pytest.fixture
def week(cast: Cast) -> Week:
    return make_week(cast)


def read(member: Member, name: str, part: str = "", **asked: str) -> Any:
    return signed_in(member).get(reverse(f"reports:{name}{part}"), {**OWN, **asked})


def text_of(answer: Any) -> str:
    assert answer.status_code == 200, answer.content
    return str(answer.content.decode())


def test_the_overview_leads_to_every_report(cast: Cast, week: Week) -> None:
    page = text_of(read(cast.tess, "reports"))
    for name in set(KINDS) - {"load"}:
        assert f'href="/reports/{name}/?period=own' in page
    assert "/reports/load/" not in page
    assert "/reports/load/" in text_of(read(cast.pat, "reports"))
    assert read(cast.tess, "load").status_code == 404
    assert read(cast.tia, "reports").status_code == 403


def test_neither_words_nor_people_of_private_tickets(cast: Cast, week: Week) -> None:
    for name in KINDS:
        for member in (cast.dita, cast.pat):
            page = text_of(read(member, name))
            assert SECRET not in page, name
            assert "Norwood7" not in page, f"{name}: whose ticket is private"
            assert "Norwood" not in page or (name == "repeats" and member is cast.dita), name
        assert "Norwood" not in text_of(read(cast.dita, name, "_print")), f"{name}: paper is handed on"


def test_who_works_here_sees_every_number_and_others_no_small_one(cast: Cast, week: Week) -> None:
    mine, others = text_of(read(cast.tess, "volume")), text_of(read(cast.pat, "volume"))
    assert "Groups of fewer than" not in mine
    assert "fewer than 5" in others
    assert "fewer than 5" in text_of(read(cast.tess, "volume", small="hide"))
    assert "fewer than 5" in text_of(read(cast.tess, "volume", "_print"))
    assert "As they are" in mine
    assert "As they are" not in others, "there is nothing to choose"


def test_a_line_leads_to_what_its_reader_may_see(cast: Cast, week: Week) -> None:
    page = read(cast.tess, "breakdown").context["report"]
    room = next(one for one in page.tables if one.key == "room")
    link = next(line.url for line in room.lines if line.label == "Room 12")
    listing = signed_in(cast.tess).get(link).context["listing"]
    assert len(listing.rows) == 4, "the fifth of that room is private, and Tess sees no private ones"
    assert {one.label for one in listing.active_filters} >= {"Room", "Opened from", "Opened until"}
    model = next(one for one in page.tables if one.key == "model").lines[0]
    assert len(signed_in(cast.tess).get(model.url).context["listing"].rows) == model.values[0] == 3


def test_files_hold_the_same_numbers(cast: Cast, week: Week) -> None:
    Ticket.objects.filter(pk=week.private.pk).update(is_private=False)
    week.room.name = "=HYPERLINK(1)"
    week.room.save()
    lines = text_of(read(cast.tess, "breakdown", "_file", format="csv")).splitlines()
    assert lines[0].lstrip("\ufeff") == "Part,Line,Number,Value,Unit,Period,Place"
    assert any(line.startswith("By room,'=HYPERLINK(1),This period,5,") for line in lines), lines
    book = load_workbook(io.BytesIO(read(cast.tess, "breakdown", "_file", format="xlsx").content))
    sheet = book.worksheets[0]
    cells = [[one.value for one in row] for row in sheet.iter_rows()]
    assert ["By room", "=HYPERLINK(1)", "This period", 5] in [row[:4] for row in cells]
    assert all(one.data_type == "s" for row in sheet.iter_rows() for one in row if isinstance(one.value, str))
    paper = PdfDocument(read(cast.tess, "breakdown", "_file", format="pdf").content)
    words = "".join(page.get_textpage().get_text_range() for page in paper)
    assert "fewer than 5" in words
    assert cast.school.name in words or "All your schools" in words
    assert read(cast.tess, "breakdown", "_file", format="exe").status_code == 404


def test_what_names_people_is_in_the_disclosure_log_first(cast: Cast, week: Week) -> None:
    read(cast.tess, "volume", "_file", format="csv")
    read(cast.tess, "repeats", "_file", format="pdf")
    assert not Disclosure.objects.exists(), "numbers are about nobody"
    sheet = text_of(read(cast.tess, "repeats", "_file", format="csv"))
    assert "Norwood6" in sheet
    entry = Disclosure.objects.get()
    assert (entry.what, entry.people, entry.actor_name) == ("reports.repeats", 5, cast.tess.actor.name)


def test_rest_says_the_same_and_names_nobody(cast: Cast, week: Week) -> None:
    def ask(member: Member, path: str, *permissions: str) -> Any:
        issued = create_token(member.account, name="tests", permissions=list(permissions), by=member.actor)
        return Client(headers={"authorization": f"Bearer {issued.text}"}).get(f"/api/v1/{path}")

    view, work = "reports.report.view", "helpdesk.ticket.work"
    names = {one["name"] for one in ask(cast.tess, "reports", view).json()}
    assert names == set(KINDS) - {"load"}
    dates = f"from={OWN['from']}&to={OWN['to']}&organisation={cast.school.pk}"
    found = ask(cast.tess, f"reports/volume?{dates}", view, work).json()
    opened = next(one for one in found["figures"] if one["key"] == "opened")
    assert (opened["now"]["value"], opened["before"]["value"], found["smallest_group"]) == (10, 4, 0)
    hidden = ask(cast.tess, f"reports/volume?{dates}", view).json()
    assert next(one for one in hidden["figures"] if one["key"] == "opened")["before"] == {
        "value": None, "text": "fewer than 5",
    }, "a token without the right to work on tickets sees what everybody sees"  # fmt: skip
    assert "Norwood" not in json.dumps(ask(cast.tess, f"reports/repeats?{dates}", view, work).json())
    assert ask(cast.tess, f"reports/load?{dates}", view, work).status_code == 404
    assert ask(cast.tess, f"reports/volume?organisation={cast.other_school.pk}", view).status_code == 404
    wrong = ask(cast.tess, "reports/volume?from=2026-03-09&to=2026-03-01", view)
    assert (wrong.status_code, wrong.json()["remedy"]) == (422, "Put the earlier day first.")
    assert ask(cast.tess, "reports/volume", work).status_code == 403


def test_a_wrong_period_says_what_to_do_and_keeps_what_was_typed(cast: Cast) -> None:
    answer = read(cast.tess, "volume", **{"from": "2026-03-20"})
    assert answer.status_code == 422
    assert "Put the earlier day first." in answer.content.decode()
    assert 'value="2026-03-20"' in answer.content.decode()
    answer = signed_in(cast.tess).get(reverse("reports:reports"), {"period": "term"})
    assert "import the academic sessions" in answer.content.decode()
    foreign = signed_in(cast.tess).get(reverse("reports:reports"), {"organisation": cast.other_school.pk})
    assert foreign.status_code == 422
    assert signed_in(cast.tess).get(reverse("reports:volume_print"), {"period": "term"}).status_code == 302


def test_a_school_without_tickets_is_told_what_to_do(cast: Cast) -> None:
    assert "open the first ticket" in signed_in(cast.sam).get(reverse("reports:reports")).content.decode()
    assert "Choose a longer period above" in signed_in(cast.sam).get(reverse("reports:volume")).content.decode()


def test_the_numbers_reports_go_by_are_data(cast: Cast, week: Week) -> None:
    rule = save_rule(cast.school, smallest_group=3, repeat_days=3, source="Data rules 2026", by=cast.tess.actor)
    assert rule_for(cast.school.scope_path) == rule
    assert AuditEntry.objects.filter(verb="reports.rule_saved", org_path=cast.school.scope_path).count() == 1
    shown = read(cast.pat, "volume", organisation=str(cast.school.pk)).content.decode()
    assert "Groups of fewer than 3" in shown
    assert "fewer than 5" not in shown
    with pytest.raises(Invalid, match="is 1") as wrong:
        save_rule(cast.school, smallest_group=1, repeat_days=3, by=cast.tess.actor)
    assert wrong.value.field == "smallest_group"
    for place in (None, cast.other_school, cast.district):
        with pytest.raises(Forbidden):
            save_rule(place, smallest_group=5, repeat_days=3, by=cast.tess.actor)
    remove_rule(rule, by=cast.tess.actor)
    assert rule_for(cast.school.scope_path).smallest_group == 5


def test_the_page_of_those_numbers(cast: Cast) -> None:
    ReportRule.objects.get_or_create(organisation=None)
    tess = signed_in(cast.tess)
    added = tess.post(
        reverse("reports:rule_add"), {"organisation": cast.school.pk, "smallest_group": 8, "repeat_days": 10}
    )
    assert added.status_code == 302
    rule = ReportRule.objects.get(organisation=cast.school)
    assert (rule.smallest_group, rule.source) == (8, f"Set by {cast.tess.actor.name}")
    refused = tess.post(reverse("reports:rule", args=[rule.pk]), {"smallest_group": 99, "repeat_days": 10})
    assert refused.status_code == 422
    assert "between 3 and 50" in refused.content.decode()
    assert signed_in(cast.sam).get(reverse("reports:rule", args=[rule.pk])).status_code == 404
    assert tess.post(reverse("reports:rule_remove", args=[rule.pk])).status_code == 302
    assert not ReportRule.objects.filter(pk=rule.pk).exists()
