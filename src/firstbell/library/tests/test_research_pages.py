"""Research on screen: citing with and without an account, a teacher's pathfinder, the list from A to Z."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from firstbell.library.actions.citations import add_citation, add_citation_list
from firstbell.library.models import Citation, CitationList, Pathfinder, ResearchDatabase
from firstbell.library.tests.factories import make_database, make_pathfinder, make_title
from firstbell.library.tests.test_citation_lists import OWLS
from firstbell.people.tests.factories import Cast, make_cast, signed_in

pytestmark = pytest.mark.django_db
TYPED = {
    "kind": "book",
    "was": "book",
    "title": "Owls of the night",
    "authors": "Kay, Jo\nAbel, Al",
    "publisher": "Example",
    "year": "2020",
}


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def read(client: Client, name: str, *args: Any, **query: Any) -> str:
    answer = client.get(reverse(f"library:{name}", args=args), query)
    assert answer.status_code == 200, (name, answer.status_code)
    return answer.content.decode()


def test_anybody_cites_in_three_styles(client: Client, cast: Cast) -> None:
    url = reverse("library:cite")
    page = client.post(url, TYPED | {"show": "1", "locator": "27"}).content.decode()
    assert "Kay, Jo, and Al Abel. <i>Owls of the Night</i>. Example, 2020." in page
    assert "Kay, J., &amp; Abel, A. (2020). <i>Owls of the night</i>. Example." in page
    assert "(Kay and Abel 2020, 27)" in page
    assert "Chicago wants the publisher’s city" in page.replace("&#x27;", "’")
    assert "Keep it" not in page, "a visitor keeps nothing"
    spanish = client.post(url, TYPED | {"show": "1", "lang": "es"}).content.decode()
    assert "Cómo citarlo" in spanish
    assert not Citation.objects.exists()


def test_another_kind_carries_what_was_typed(client: Client, cast: Cast) -> None:
    page = client.post(reverse("library:cite"), TYPED | {"kind": "chapter"}).content.decode()
    assert 'name="container"' in page
    assert 'value="Owls of the night"' in page
    back = client.post(reverse("library:cite"), TYPED | {"kind": "artwork"}).content.decode()
    assert '<input type="hidden" name="publisher" value="Example"' in back


@pytest.mark.parametrize(
    ("field", "value"),
    [("year", "20x0"), ("url", "not a page"), ("title", "x" * 501), ("kind", "song"), ("title", "\x00<script>")],
)
def test_what_is_typed_wrong_is_said_at_its_field_and_nothing_is_lost(client: Client, field: str, value: str) -> None:
    kind = "web_page" if field == "url" else "book"
    answer = client.post(reverse("library:cite"), TYPED | {"kind": kind, "was": kind, "show": "1", field: value})
    page = answer.content.decode()
    assert answer.status_code in (200, 422)
    assert "Kay, Jo" in page
    assert "<script>" not in page.replace('<script type="module"', "").replace("<script src", "")


def test_a_student_fills_it_from_the_catalogue_and_keeps_it(cast: Cast) -> None:
    title = make_title("Hatchet", year=1987, isbn="9780689840920")
    client = signed_in(cast.stu)
    assert f"?title={title.pk}" in read(client, "cite", q="978-0-689-84092-0")
    assert "Paulsen, Gary. <i>Hatchet</i>." in read(client, "cite", title=title.pk)
    answer = client.post(reverse("library:cite"), TYPED | {"keep": "1", "list": "", "list_name": "Owl paper"})
    kept = CitationList.objects.get()
    assert answer["Location"] == reverse("library:citation_list", args=[kept.pk])
    page = read(client, "citation_list", kept.pk)
    assert "Works Cited" in page
    assert "<i>Owls of the Night</i>" in page
    citation = Citation.objects.get()
    assert "Kay, Jo" in read(client, "cite", edit=citation.pk)
    client.post(reverse("library:cite"), TYPED | {"keep": "1", "edit": citation.pk, "title": "Owls by day"})
    client.post(reverse("library:citation_list_edit", args=[kept.pk]), {"style": "apa7", "name": "Owls"})
    assert "<i>Owls by day</i>" in read(client, "citation_list", kept.pk)
    assert "<i>Owls by day</i>" in read(client, "citation_print", kept.pk)
    client.post(reverse("library:citation_remove", args=[kept.pk, citation.pk]))
    client.post(reverse("library:citation_list_remove", args=[kept.pk]))
    assert not CitationList.objects.exists()


def test_a_list_is_taken_along_in_five_forms_and_is_nobody_else_s(cast: Cast) -> None:
    kept = add_citation_list(name="Owls", by=cast.stu.actor)
    add_citation(kept, data=OWLS, by=cast.stu.actor)
    starts = {
        "text": "Works Cited",
        "html": "<!doctype html>",
        "ris": "TY  - BOOK",
        "bibtex": "@book{kay2020,",
        "csl": "[",
    }
    for form, start in starts.items():
        answer = signed_in(cast.stu).get(reverse("library:citation_export", args=[kept.pk, form]))
        assert answer.content.decode().startswith(start), form
        assert answer["Content-Disposition"].startswith('attachment; filename="owls.')
    json.loads(signed_in(cast.stu).get(reverse("library:citation_export", args=[kept.pk, "csl"])).content)
    assert signed_in(cast.stu).get(reverse("library:citation_export", args=[kept.pk, "docx"])).status_code == 404
    for other in (cast.tia, cast.lib, cast.dita):
        for name, args in (
            ("citation_list", [kept.pk]),
            ("citation_export", [kept.pk, "text"]),
            ("citation_print", [kept.pk]),
        ):
            assert signed_in(other).get(reverse(f"library:{name}", args=args)).status_code == 404


def test_a_teacher_makes_a_pathfinder_and_a_visitor_reads_it(client: Client, cast: Cast) -> None:
    title, database = make_title("Volcano watchers"), make_database(cast.school)
    tia = signed_in(cast.tia)
    facts = {"title": "Volcanoes", "summary": "From lava to ash", "keywords": "lava", "language": "en", "organisation": cast.school.pk,
             "reach": "everybody", "style": "mla9", "review_on": "2030-06-01"}  # fmt: skip
    edit = tia.post(reverse("library:pathfinder_add"), facts)["Location"]
    made = Pathfinder.objects.get()
    for kind, values in (
        ("text", {"heading": "Begin here", "note": "Find out **why**. <script>x</script>"}),
        ("title", {"title": title.pk, "note": "The best"}),
        ("database", {"database": database.pk}),
        ("link", {"url": "https://volcano.example.org/", "heading": "Webcams"}),
    ):
        assert tia.post(reverse("library:part_add", args=[made.pk, kind]), values)["Location"] == edit
    assert f"?title={title.pk}" in read(tia, "part_add", made.pk, "title", q="volcano")
    assert client.get(reverse("library:pathfinder", args=[made.pk])).status_code == 404
    assert "readers do not see this yet" in read(tia, "pathfinder", made.pk)
    tia.post(reverse("library:pathfinder_state", args=[made.pk, "published"]))
    page = read(client, "pathfinder", made.pk)
    named = (
        "Begin here",
        "<strong>why</strong>",
        "Volcano watchers",
        "Science Power",
        "Webcams",
        "MLA 9",
        "&lt;script&gt;x",
    )
    for said in named:
        assert said in page, said
    assert "Edit" not in page
    assert "Volcanoes" in read(client, "pathfinders")
    assert "data:image/svg+xml" in read(client, "pathfinder_card", made.pk)
    assert "Volcanoes" in read(tia, "pathfinder_list")


def test_readers_keep_what_was_published_while_it_is_changed(client: Client, cast: Cast) -> None:
    made = make_pathfinder(cast.tia, text="The best", reach="everybody")
    tia = signed_in(cast.tia)
    for note in ("two", "three"):
        tia.post(reverse("library:part_add", args=[made.pk, "text"]), {"note": note})
    part = made.parts.order_by("position")[0]
    assert tia.post(reverse("library:part_move", args=[made.pk, part.pk, "down"])).status_code == 302
    assert "The best" in read(tia, "part_edit", made.pk, part.pk)
    tia.post(reverse("library:part_edit", args=[made.pk, part.pk]), {"note": "Chapter two"})
    tia.post(reverse("library:part_remove", args=[made.pk, made.parts.last().pk]))  # type: ignore[union-attr]
    assert "Changed since it was published" in read(tia, "pathfinder_edit", made.pk)
    version = tia.get(reverse("library:pathfinder_version", args=[made.pk, 1]))
    assert "The best" in version.content.decode()
    assert version.context["t"]["cite_this"]  # what its links to titles say
    assert "The best" in read(client, "pathfinder", made.pk), "readers keep what was published"
    assert read(tia, "pathfinder", made.pk, preview="1").count("Chapter two") == 1
    tia.post(reverse("library:pathfinder_confirm", args=[made.pk]), {"review_on": "2031-06-01"})
    tia.post(reverse("library:pathfinder_state", args=[made.pk, "retired"]))
    made.refresh_from_db()
    assert (made.state, made.review_on) == ("retired", dt.date(2031, 6, 1))


def test_one_for_the_school_is_not_shown_to_visitors(client: Client, cast: Cast) -> None:
    made = make_pathfinder(cast.tia, reach="school")
    url = reverse("library:pathfinder", args=[made.pk])
    assert client.get(url).status_code == 404
    assert client.get(reverse("library:pathfinder_card", args=[made.pk])).status_code == 404
    assert signed_in(cast.sam).get(url).status_code == 404
    assert signed_in(cast.stu).get(url).status_code == 200
    for stranger in (cast.stu, cast.sam):
        answer = signed_in(stranger).get(reverse("library:pathfinder_edit", args=[made.pk]))
        assert answer.status_code in (403, 404)
    assert "No hay guías" in read(client, "pathfinders", lang="es").replace("Todavía no hay guías", "No hay guías")


def test_the_librarian_keeps_the_databases_and_students_find_them(client: Client, cast: Cast) -> None:
    lib = signed_in(cast.lib)
    facts = {"name": "The Atlas", "url": "https://atlas.example.org/", "description": "Maps", "description_es": "Mapas",
             "subjects": "geography", "grade_low": "3", "grade_high": "8", "languages": "en, es", "access": "account",
             "access_notes": "Ask for the class word", "contact": "Lib", "is_offered": "on", "organisation": cast.school.pk}  # fmt: skip
    assert lib.post(reverse("library:database_add"), facts).status_code == 302
    made = ResearchDatabase.objects.get()
    assert "The Atlas" in read(lib, "database_list")
    for reader, knows in ((signed_in(cast.stu), True), (client, False)):
        assert "The Atlas" in read(reader, "databases", grade="5", subject="geography", letter="A", q="maps")
        assert ("Ask for the class word" in read(reader, "database", made.pk)) is knows
        assert reader.get(reverse("library:database_open", args=[made.pk]))["Location"] == "https://atlas.example.org/"
    assert "Mapas" in read(client, "databases", lang="es")
    assert "Take a filter away" in read(signed_in(cast.stu), "databases", grade="12")
    assert lib.post(reverse("library:database_edit", args=[made.pk]), facts | {"url": "ftp://x"}).status_code == 422
    lib.post(reverse("library:database_edit", args=[made.pk]), facts | {"is_offered": ""})
    assert client.get(reverse("library:database", args=[made.pk])).status_code == 404


def test_a_visitor_at_a_proxy_is_sent_to_sign_in_and_a_student_gets_a_ticket(client: Client, cast: Cast) -> None:
    dita = signed_in(cast.dita)
    typed = {"name": "Proxy", "login_url": "https://ezproxy.example.org/login", "digest": "sha512", "secret": "shhh",
             "organisation": cast.district.pk}  # fmt: skip
    assert dita.post(reverse("library:proxies"), typed).status_code == 302
    from firstbell.library.models import ProxyServer

    proxy = ProxyServer.objects.get()
    assert "shhh" not in read(dita, "proxy_edit", proxy.pk)
    made = make_database(cast.school, access="proxy", proxy=proxy)
    url = reverse("library:database_open", args=[made.pk])
    assert "/accounts/login/" in client.get(url)["Location"]
    answer = signed_in(cast.stu).get(url)
    assert answer["Location"].startswith("https://ezproxy.example.org/login?user=fb")
    assert answer["Cache-Control"] == "no-store"
