"""Databases from A to Z: found by grade and subject, entered by a signed link, looked after by the program."""

from __future__ import annotations

import datetime as dt
import hashlib
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from django.utils import timezone

from firstbell.core.actor import ANONYMOUS
from firstbell.core.audit import timeline
from firstbell.core.errors import Conflict, Forbidden, Invalid
from firstbell.library.actions.databases import (
    add_research_database,
    edit_research_database,
    save_proxy_server,
)
from firstbell.library.models import ProxyServer, ResearchDatabase
from firstbell.library.queries.research_databases import (
    Wanted,
    address_of,
    databases_from_a_to_z,
    ticket_address,
)
from firstbell.library.tasks.links import check_links, look_at
from firstbell.library.tests.factories import make_database
from firstbell.people.tests.factories import Cast, make_cast

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 26, 9, 0, tzinfo=dt.UTC)


@pytest.fixture
def cast() -> Cast:
    return make_cast()


class Pages(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        status = int(self.path.strip("/") or 200)
        self.send_response(302 if self.path == "/302" else status)
        if self.path == "/302":
            self.send_header("Location", "/302")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Quiet."""


@pytest.fixture
def site() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


def test_the_list_is_narrowed_by_letter_subject_grade_and_words(cast: Cast) -> None:
    make_database(cast.district, "The Atlas", subjects=",geography,", grade_low=3, grade_high=8)
    make_database(cast.school, "Biology Bank", subjects=",science,", grade_low=9, grade_high=12)
    make_database(cast.school, "Old Atlas", licence_until=timezone.localdate() - dt.timedelta(days=1))
    make_database(cast.other_school, "Oak Only")
    make_database(cast.school, "Not offered", is_offered=False)

    def names(**wanted: object) -> list[str]:
        return [one.name for one in databases_from_a_to_z(cast.stu.actor, Wanted(**wanted))[0]]  # type: ignore[arg-type]

    rows, _, subjects = databases_from_a_to_z(cast.stu.actor, Wanted())
    assert [one.name for one in rows] == ["Biology Bank", "The Atlas"]
    assert subjects == ["geography", "science"]
    assert names(grade=7) == ["The Atlas"]
    assert names(subject="science") == ["Biology Bank"]
    assert names(words="ATLÁS") == ["The Atlas"]
    assert names(letter="B") == ["Biology Bank"]


def test_what_the_librarian_writes_is_checked(cast: Cast) -> None:
    values = {
        "name": "The Atlas",
        "description": "Maps",
        "url": "https://atlas.example.org",
        "subjects": "Geography, history",
    }
    made = add_research_database(organisation=cast.school, values=values, by=cast.lib.actor)
    assert (made.subjects, made.sort_name, made.letter) == (",geography,history,", "atlas", "A")
    with pytest.raises(Conflict):
        add_research_database(organisation=cast.school, values=values, by=cast.lib.actor)
    for field, wrong in (
        ("url", {"url": "ftp://x"}), ("name", {"name": " "}), ("description", {"description": ""}),
        ("grade_high", {"grade_low": 8, "grade_high": 3}), ("access", {"access": "magic"}), ("proxy", {"access": "proxy"}),
        ("languages", {"languages": "en, klingon"}),
    ):  # fmt: skip
        with pytest.raises(Invalid) as refused:
            edit_research_database(ResearchDatabase.objects.get(pk=made.pk), values=wrong, by=cast.lib.actor)
        assert refused.value.field == field
    for stranger in (cast.tia, cast.stu, cast.tess, cast.sam):
        with pytest.raises(Forbidden):
            edit_research_database(made, values={"name": "Mine"}, by=stranger.actor)
    edit_research_database(
        ResearchDatabase.objects.get(pk=made.pk), values={"access_notes": "Password: maps"}, by=cast.lib.actor
    )
    assert "maps" not in str([(one.changes, one.summary) for one in timeline(ResearchDatabase.KIND_REF, made.pk)])


def proxied(cast: Cast, digest: str = "sha512", groups: str = "") -> ResearchDatabase:
    values = {"name": "District proxy", "login_url": "https://ezproxy.example.org/login", "secret": "shhh", "digest": digest,
              "groups": groups}  # fmt: skip
    proxy = save_proxy_server(None, organisation=cast.district, values=values, by=cast.dita.actor)
    return make_database(cast.school, access="proxy", proxy=proxy, url="https://db.example.org/find?a=1&b=2")


def test_a_ticket_is_made_as_the_proxy_s_documentation_says(cast: Cast) -> None:
    """Checked the way EZproxy does: digest of secret, user and packet, then the packet with its time."""
    for digest, groups in (("md5", ""), ("sha512", "General+Medical")):
        database = proxied(cast, digest, groups)
        assert database.proxy is not None
        link = ticket_address(database.proxy, database.url, user="rdoe", now=NOW)
        before, _, target = link.partition("&url=")
        asked = parse_qs(urlsplit(before).query)
        (ticket,) = asked["ticket"]
        signed, packet = ticket.split("$", 1)
        assert f"${packet}" == f"$u{int(NOW.timestamp())}" + (f"$g{groups}" if groups else "") + "$e"
        assert signed == hashlib.new(digest, f"shhhrdoe${packet}".encode()).hexdigest()
        assert unquote(target) == "https://db.example.org/find?a=1&b=2"
        database.delete()


def test_the_proxy_learns_no_name_and_visitors_get_no_ticket(cast: Cast) -> None:
    database = proxied(cast)
    link = address_of(database, cast.stu.actor, now=NOW)
    user = parse_qs(urlsplit(link).query)["user"][0]
    assert user.startswith("fb")
    for personal in (cast.stu.person.username, cast.stu.person.family_name, cast.stu.person.email):
        assert personal.lower() not in link.lower()
    assert user == parse_qs(urlsplit(address_of(database, cast.stu.actor, now=NOW)).query)["user"][0]
    assert user not in address_of(database, cast.stu.actor, now=NOW + dt.timedelta(days=31))
    with pytest.raises(Forbidden):
        address_of(database, ANONYMOUS, now=NOW)
    assert address_of(make_database(cast.school, "Open"), ANONYMOUS, now=NOW) == "https://science.example.org/"


def test_the_secret_is_neither_in_the_table_nor_in_the_trail(cast: Cast) -> None:
    from django.db import connection

    proxy = proxied(cast).proxy
    assert proxy is not None
    with connection.cursor() as cursor:
        cursor.execute("SELECT secret FROM library_proxyserver WHERE id = %s", [proxy.pk])
        assert "shhh" not in cursor.fetchone()[0]
    assert "shhh" not in str([(one.changes, one.note) for one in timeline(ProxyServer.KIND_REF, proxy.pk)])
    kept = save_proxy_server(proxy, organisation=cast.district, values={"name": "Renamed"}, by=cast.dita.actor)
    assert (kept.name, ProxyServer.objects.get(pk=proxy.pk).secret) == ("Renamed", "shhh")


@pytest.mark.parametrize(
    ("path", "state"),
    [("/200", "pass"), ("/403", "pass"), ("/404", "fail"), ("/410", "fail"), ("/500", "unknown"), ("/302", "fail")],
)
def test_what_an_address_answers_is_a_finding(site: str, path: str, state: str) -> None:
    found, reason = look_at(site + path)
    assert found == state
    assert reason or state == "pass"


def test_what_cannot_be_reached_is_not_known_rather_than_broken() -> None:
    assert look_at("http://127.0.0.1:1/")[0] == "unknown"
    assert look_at("http://[")[0] == "fail"


def test_addresses_are_looked_at_once_a_week(cast: Cast, site: str) -> None:
    good = make_database(cast.school, "Good", url=f"{site}/200")
    gone = make_database(cast.school, "Gone", url=f"{site}/404")
    make_database(cast.school, "Off", url=f"{site}/404", is_offered=False)
    assert check_links(NOW) == "1 answer, 1 do not, 0 not known"
    assert check_links(NOW + dt.timedelta(days=6)) == "0 answer, 0 do not, 0 not known"
    gone.refresh_from_db()
    good.refresh_from_db()
    assert (good.check_state, gone.check_state, gone.checked_at) == ("pass", "fail", NOW)
    assert "404" in gone.check_reason
    mended = edit_research_database(gone, values={"url": f"{site}/200"}, by=cast.lib.actor)
    assert (mended.check_state, mended.checked_at) == ("unknown", None), "another address is not known to answer"
    assert check_links(NOW + dt.timedelta(days=6)) == "1 answer, 0 do not, 0 not known"
