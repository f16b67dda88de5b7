"""Tickets of any help desk as a table: one row each or one row a line, columns said once, and entrances."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.urls import reverse
from openpyxl import Workbook
from rich.console import Console

from firstbell.connectors.base.tests.factories import (
    BY,
    brought,
    codes,
    counted,
    look,
    mean,
    moving_cast,
    take,
)
from firstbell.core.errors import Forbidden
from firstbell.core.imports.actions import apply_import, preview_import
from firstbell.core.imports.cli import run_import_cli
from firstbell.core.scan import resolve
from firstbell.core.search import search
from firstbell.helpdesk.actions.retention import forget_tickets
from firstbell.helpdesk.models import Ticket
from firstbell.people.tests.factories import Cast, signed_in

pytestmark = pytest.mark.django_db

SAMPLE = (Path(__file__).parent / "samples" / "tickets.csv").read_bytes()


@pytest.fixture
def cast() -> Cast:
    return moving_cast()


def table(*rows: str) -> bytes:
    return "\n".join(rows).encode()


def test_several_rows_of_one_number_are_one_conversation(cast: Cast) -> None:
    run = look(SAMPLE, "spiceworks.csv", "tickets", system="Spiceworks")
    assert counted(run) == {"new": 1, "quarantined": 2}
    mean(run, "state", "Waiting for parts", "done")
    mean(run, "school", "Ash Academy", cast.other_school.name)
    run = apply_import(preview_import(run, by=BY), by=BY)
    assert counted(run) == {"new": 3}
    ticket = brought("1")
    assert (ticket.organisation, ticket.requester) == (cast.school, cast.tia.person)
    assert (ticket.description, ticket.urgency) == ("The space bar sticks.", "slowed")
    assert [(one.kind, one.text) for one in ticket.entries.all()] == [
        ("note", "Crumbs, as ever."), ("reply", "Cleaned. Please eat elsewhere."),
    ]  # fmt: skip
    assert dict(ticket.imported.said)["Vendor case"] == "V-77"
    assert str(ticket.imported) == "Spiceworks 1"
    assert brought("2").organisation == cast.other_school
    again = take(SAMPLE, "spiceworks.csv", "tickets", system="Spiceworks")
    assert (again.writes, counted(again)) == (0, {"same": 3})
    other = look(SAMPLE, "x.csv", "tickets", system="Track-It")
    assert counted(other)["new"] == 3  # another system's number 1 is another ticket


def test_one_row_each_from_a_workbook(cast: Cast) -> None:
    book, out = Workbook(), io.BytesIO()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Number", "Subject", "Opened", "Closed", "Student ID", "School", "Attachments"])
    sheet.append([7, "Mouse", "2025-09-02 07:42", "2025-09-02", "001234", cast.school.name, "mouse.jpg, desk.jpg"])
    book.save(out)
    assert counted(take(out.getvalue(), "t.xlsx", "tickets")) == {"new": 1}
    ticket = brought("7")
    assert (ticket.requester, ticket.state) == (cast.stu.person, "closed")
    assert ticket.description == "Was attached in the old help desk: mouse.jpg, desk.jpg"


def test_rows_that_cannot_land_are_kept_aside_with_their_reason(cast: Cast) -> None:
    head = "Number,Opened,Status,Closed,School"
    school = cast.school.name
    run = look(
        table(
            head,
            f"1,2025-09-02,Closed,,{school}",
            f"1,2025-09-02,Closed,,{school}",
            f",2025-09-02,Closed,,{school}",
            f"3,02.13.2025,Closed,,{school}",
            f"4,2025-09-02,Purple,,{school}",
            f"5,,Closed,,{school}",
            f"6,2099-09-02,Closed,,{school}",
            "7,2025-09-02,Closed,,Nowhere School",
            f"8,2025-09-02,Closed,,{school},too,many",
            f"9,2025-09-02,Closed,soon,{school}",
        ),
        "t.csv",
        "tickets",
    )
    assert counted(run) == {"new": 1, "quarantined": 9}
    wanted = {"twice", "no_number", "bad_date", "unknown_state", "no_date", "future", "no_school", "wrong_columns"}
    assert wanted <= codes(run)
    issue = run.issues.get(code="unknown_state")
    assert (issue.line, issue.column, issue.value, issue.file) == (6, "state", "Purple", "t.csv")
    assert issue.raw == f"4,2025-09-02,Purple,,{school}"


def test_day_first_and_named_months_are_read_and_never_guessed(cast: Cast) -> None:
    rows = [
        "Number,Opened,Status",
        "1,13.09.2025 07:42,Closed",
        '2,"Sep 3, 2025 8:05 AM",Closed',
        "3,13/09/2025,Closed",
    ]
    run = take(table(*rows), "t.csv", "tickets", school=cast.school.pk)
    assert counted(run) == {"new": 2, "quarantined": 1}
    assert brought("1").opened_at.date().isoformat() == "2025-09-13"


def test_a_private_ticket_stays_private_and_its_words_leave_no_trace(cast: Cast) -> None:
    rows = ["Number,Title,Opened,Status,Description,Private", "5,Threat in chat,2025-09-02,Closed,He wrote it,yes"]
    run = take(table(*rows), "t.csv", "tickets", school=cast.school.pk)
    ticket = brought("5")
    assert ticket.is_private
    assert not search("threat", cast.pat.actor)
    assert search("5 old help desk", cast.pat.actor) or resolve("#5", cast.pat.actor, kinds=[Ticket.KIND_REF])
    assert not resolve("#5", cast.tess.actor, kinds=[Ticket.KIND_REF])
    assert "hreat" not in str(run.samples)


def test_what_time_lets_go_stays_gone(cast: Cast) -> None:
    take(SAMPLE, "t.csv", "tickets", system="Spiceworks", school=cast.school.pk)
    forget_tickets(Ticket.objects.filter(imported__number="1"), by=BY)
    ticket = brought("1")
    assert (ticket.title, ticket.imported.said, ticket.requester) == ("Old ticket", [], None)
    changed = SAMPLE.replace(b"The space bar sticks", b"Two keys stick")
    run = take(changed, "t.csv", "tickets", system="Spiceworks", school=cast.school.pk)
    assert "edited_here" in codes(run)
    assert brought("1").title == "Old ticket"


def test_who_may_not_work_on_tickets_there_may_not_bring_any(cast: Cast) -> None:
    with pytest.raises(Forbidden):
        look(SAMPLE, "t.csv", "tickets", by=cast.lib.actor)
    assert not Ticket.objects.exists()


def test_the_choices_stand_on_the_page_of_the_import(cast: Cast) -> None:
    run = look(SAMPLE, "t.csv", "tickets")
    client = signed_in(cast.dita)
    page = client.get(reverse("core:import_run", args=[run.pk])).content.decode()
    assert "Tickets that are still open there" in page
    assert "The help desk they are from" in page
    client.post(
        reverse("connectors:options", args=[run.pk]),
        {"open_tickets": "open", "system": "Spiceworks", "school": cast.school.pk},
    )
    run.refresh_from_db()
    assert run.options == {"open_tickets": "open", "system": "Spiceworks", "school": cast.school.pk}
    assert "Tickets and their history" in client.get(reverse("connectors:moving_in")).content.decode()


def test_the_command_line_looks_first_and_then_brings_them(cast: Cast, tmp_path: Path) -> None:
    path = tmp_path / "tickets.csv"
    path.write_bytes(SAMPLE)
    told = io.StringIO()
    console = Console(file=told, width=200)
    choices = {"school": cast.school.pk}
    assert run_import_cli("tickets", path, dry_run=True, by=BY, console=console, options=choices) == 0
    assert not Ticket.objects.exists()
    assert run_import_cli("tickets", path, dry_run=False, yes=True, by=BY, console=console, options=choices) == 3
    assert brought("1").entries.count() == 2
    assert "Ash Academy" in told.getvalue()


def test_when_half_of_them_change_somebody_looks_first(cast: Cast) -> None:
    def rows(title: str) -> bytes:
        return table("Number,Title,Opened,Status", *(f"{n},{title} {n},2025-09-02,Closed" for n in range(25)))

    assert counted(take(rows("Printer"), "t.csv", "tickets", school=cast.school.pk)) == {"new": 25}
    run = look(rows("Imprimante"), "t.csv", "tickets", school=cast.school.pk)
    assert (run.state, counted(run)) == ("held", {"changed": 25})
    assert run.findings[0]["code"] == "mass_changed"
