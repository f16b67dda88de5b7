"""Articles on screen, in the search box and over REST."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from firstbell.core.actor import Actor
from firstbell.core.search import search
from firstbell.guides.actions.articles import attach_to_article, change_article_state, edit_article
from firstbell.guides.models import Article, ArticleFeedback, MissedSearch
from firstbell.guides.queries.articles import article_ranking, fitting_articles, in_one_language
from firstbell.guides.tests.factories import make_article, make_card
from firstbell.guides.tests.test_articles import PNG
from firstbell.inventory.models import Status
from firstbell.inventory.tests.factories import make_device
from firstbell.people.actions.tokens import create_token
from firstbell.people.tests.factories import Cast, Member, make_cast, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(settings: Any, tmp_path: Any) -> Cast:
    settings.MEDIA_ROOT = tmp_path
    return make_cast()


def hits(text: str, actor: Actor) -> list[str]:
    return [
        hit.title for group in search(text, actor) if group.searchable.kind == Article.KIND_REF for hit in group.hits
    ]


def page_of(member: Member, name: str, *args: Any, **query: Any) -> str:
    answer = signed_in(member).get(reverse(f"guides:{name}", args=args), query)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def test_the_box_finds_what_is_for_one_also_with_a_wrong_letter(cast: Cast) -> None:
    make_article(
        cast.district, "Casting to the panel", audience="teachers", body="Choose your classroom.", tags="screen"
    )
    make_article(cast.other_school, "Oak panel", audience="everybody")
    for member in (cast.tia, cast.tess, cast.dita, cast.pat):
        assert "Casting to the panel" in hits("casting panel", member.actor), member.person
    assert hits("classrom", cast.tia.actor) == ["Casting to the panel"]
    assert hits("castign", cast.tia.actor) == ["Casting to the panel"]
    assert hits("panel", cast.stu.actor) == []
    assert hits("oak panel", cast.tess.actor) == []
    assert hits("oak panel", cast.sam.actor) == ["Oak panel"]
    assert hits("ate", cast.tia.actor) == [], "what marks a document is not found by typing it"


def test_the_index_forgets_what_is_withdrawn_and_follows_an_edit(cast: Cast) -> None:
    article = make_article(cast.school, "Sound in the gym")
    assert hits("gym", cast.stu.actor)
    article = edit_article(article, values={"title": "Sound in the hall"}, seen_version=1, by=cast.tess.actor)
    assert hits("gym", cast.stu.actor) == []
    article = edit_article(article, values={"audience": "technicians"}, seen_version=2, by=cast.tess.actor)
    assert hits("hall", cast.stu.actor) == []
    assert hits("hall", cast.tess.actor)
    change_article_state(article, to="withdrawn", by=cast.tess.actor)
    assert hits("hall", cast.tess.actor) == []


def test_what_fits_beside_a_fix_card_fits_well(cast: Cast) -> None:
    wifi = make_article(cast.school, "Chromebook does not connect to Wi-Fi", tags="internet", about="chromebook")
    make_article(cast.school, "Before an online test", body="Everybody opens the app. Look at the Wi-Fi, too.")
    make_article(cast.other_school, "Wi-Fi at Oak", body="Wi-Fi of the Chromebook")
    readable = Article.objects.visible_to(cast.stu.actor)

    def found(text: str) -> list[Article]:
        return fitting_articles(text, readable)

    assert found("my chromebok wont conect to the internet in room 12") == [wifi]
    assert found("wifi") == [wifi]
    assert found("lunch was cold today") == []
    assert found("") == []


def test_each_article_once_in_the_reader_s_language(cast: Cast) -> None:
    english = make_article(cast.school, "Charge the battery")
    spanish = make_article(cast.school, "Cargar la batería", language="es", translation_of=english)
    only = make_article(cast.school, "Battery swollen")
    readable = Article.objects.visible_to(cast.stu.actor)
    assert set(in_one_language(readable, "es")) == {spanish, only}
    assert set(in_one_language(readable, "en")) == {english, only}
    assert fitting_articles("charge battery", readable, language="es")[0] == spanish
    assert fitting_articles("cargar bateria", readable, language="en")[0] == english
    shown = page_of(cast.stu, "articles", lang="es")
    assert "Cargar la batería" in shown
    assert "Charge the battery" not in shown
    assert "¿Qué quiere saber?" in page_of(cast.stu, "articles", lang="es", q="batería")


def test_the_same_statements_however_many_articles(cast: Cast) -> None:
    readable = Article.objects.visible_to(cast.stu.actor)
    counts = []
    for number in (2, 12):
        for one in range(number):
            make_article(cast.school, f"Printer paper {number} {one}")
        article_ranking()
        with CaptureQueriesContext(connection) as captured:
            assert len(fitting_articles("printer paper", readable)) == 2
        counts.append(len(captured))
    assert counts == [2, 2]


def test_a_reader_searches_reads_and_says_whether_it_helped(cast: Cast) -> None:
    article = make_article(
        cast.district, "Print from a Chromebook", summary="Send it once.", tags="print", audience="students",
        body="Press **Ctrl + P**.\n\n<script>alert(1)</script>",
    )  # fmt: skip
    client = signed_in(cast.stu)
    assert article.title in client.get(reverse("guides:articles"), {"q": "prnt chromebook"}).content.decode()
    shown = client.get(reverse("guides:article", args=[article.pk])).content.decode()
    assert "<strong>Ctrl + P</strong>" in shown
    assert "<script>alert" not in shown
    assert "Was this helpful?" in shown
    assert "Edit" not in shown
    url = reverse("guides:article_helpful", args=[article.pk])
    assert client.post(url, {"helpful": "no", "why": "Which printer?"}).status_code == 302
    assert ArticleFeedback.objects.get().why == "Which printer?"
    assert "Which printer?" in page_of(cast.dita, "article", article.pk)
    report = page_of(cast.dita, "article_report")
    assert "Which printer?" in report
    assert "Dent" not in report
    assert signed_in(cast.sam).get(reverse("guides:article_report")).status_code == 200
    assert "Which printer?" not in page_of(cast.sam, "article_report")
    for name in ("article_report", "article_list", "article_add"):
        assert signed_in(cast.tia).get(reverse(f"guides:{name}")).status_code == 403


def test_a_vain_search_is_counted_when_it_is_sent_not_while_it_is_typed(cast: Cast) -> None:
    client = signed_in(cast.tia)
    url = reverse("guides:articles")
    assert (
        "Nothing was found"
        in client.get(url, {"q": "quidditch broom"}, headers={"HX-Request": "true"}).content.decode()
    )
    assert not MissedSearch.objects.exists()
    client.get(url, {"q": "quidditch broom"})
    client.get(reverse("helpdesk:help"), {"q": "quidditch broom"})
    assert [(one.words, one.times) for one in MissedSearch.objects.all()] == [("broom quidditch", 2)]
    assert "broom quidditch" in page_of(cast.tess, "article_report")


def test_an_author_writes_previews_publishes_and_restores(cast: Cast) -> None:
    client = signed_in(cast.tess)
    form = {
        "title": "Sound on the panel", "body": "Choose it as **speaker**.", "language": "en", "audience": "teachers",
        "organisation": cast.school.pk, "owner": cast.tess.account.pk, "tags": "sound",
        "review_on": str(timezone.localdate() + dt.timedelta(days=30)),
    }  # fmt: skip
    add = reverse("guides:article_add")
    assert "Look at it again" in client.get(add).content.decode()
    preview = client.post(reverse("guides:article_preview"), {"body": form["body"]})
    assert "<strong>speaker</strong>" in preview.content.decode()
    assert "<strong>speaker</strong>" in client.post(add, form | {"preview": "1"}).content.decode()
    assert not Article.objects.exists()
    wrong = client.post(add, form | {"tags": "!!"})
    assert wrong.status_code == 422
    assert "Choose it as **speaker**." in wrong.content.decode()
    assert client.post(add, form).status_code == 302
    article = Article.objects.get()
    assert (article.state, article.owner) == ("draft", cast.tess.account)
    client.post(reverse("guides:article_state", args=[article.pk, "published"]))
    edit = reverse("guides:article_edit", args=[article.pk])
    assert client.post(edit, form | {"body": "Another", "seen_version": 1, "note": "try"}).status_code == 302
    late = client.post(edit, form | {"body": "Mine", "seen_version": 1})
    assert late.status_code == 422
    assert "Somebody saved version 2" in late.content.decode()
    assert "Mine" in late.content.decode()
    compared = page_of(cast.tess, "article_version", article.pk, 1)
    assert "Choose it as **speaker**." in compared
    assert 'class="line-in"' in compared
    client.post(reverse("guides:article_restore", args=[article.pk, 1]), {"seen_version": 2})
    article.refresh_from_db()
    assert (article.state, article.version, article.body) == ("published", 3, "Choose it as **speaker**.")
    foreign = signed_in(cast.sam)
    for name, args in (("article_edit", []), ("article_version", [1]), ("article", [])):
        assert foreign.get(reverse(f"guides:{name}", args=[article.pk, *args])).status_code == 404


def test_a_picture_is_shown_from_the_article_s_own_files_only(cast: Cast) -> None:
    article = make_article(cast.school, body="![the menu](menu.png) ![gone](other.png)")
    (file,) = attach_to_article(article, [SimpleUploadedFile("menu.png", PNG)], by=cast.tess.actor)
    shown = page_of(cast.stu, "article", article.pk)
    assert f'<img src="{reverse("core:attachment", args=[file.pk])}" alt="the menu">' in shown
    assert "gone" in shown
    assert "other.png" not in shown
    client = signed_in(cast.tess)
    client.post(reverse("guides:article_file_remove", args=[article.pk, file.pk]))
    assert "<img src" not in page_of(cast.stu, "article", article.pk)


def test_translating_begins_with_the_words_of_the_original(cast: Cast) -> None:
    article = make_article(cast.school, body="Long text.", audience="students")
    shown = signed_in(cast.tess).get(reverse("guides:article_add"), {"translation_of": article.pk}).content.decode()
    assert "Long text." in shown
    assert f'name="translation_of" value="{article.pk}"' in shown
    assert signed_in(cast.sam).get(reverse("guides:article_add"), {"translation_of": article.pk}).status_code == 404


def test_help_shows_two_articles_below_the_cards_while_one_types(cast: Cast) -> None:
    make_card(says={"en": ["chromebook battery empty"], "es": ["bateria vacia"]})
    for number in range(3):
        make_article(cast.school, f"Chromebook battery {number}", summary="How long it lasts")
    make_article(cast.school, "Chromebook battery inside", audience="technicians")
    make_article(cast.other_school, "Chromebook battery at Oak")
    make_device(cast.school, holder=cast.stu.person, status=Status.ASSIGNED)
    shown = signed_in(cast.stu).get(
        reverse("helpdesk:help"), {"q": "chromebook battery empty"}, headers={"HX-Request": "true"}
    )
    text = shown.content.decode()
    assert text.count("Chromebook battery") == 2
    assert text.index("help-card") < text.index("Chromebook battery")
    assert "Or read about it" in text


class TestRest:
    @pytest.fixture(autouse=True)
    def fresh(self) -> None:
        cache.clear()

    def call(self, member: Member, method: str, path: str, body: Any = None) -> Any:
        client = Client(headers={"Authorization": f"Bearer {self.token(member)}"})
        answer = client.generic(
            method, f"/api/v1{path}", json.dumps(body) if body is not None else "", content_type="application/json"
        )
        return answer.status_code, answer.json() if answer.content else None

    def token(self, member: Member) -> str:
        held = {one for grant in member.actor.grants for one in grant.permissions}
        return create_token(
            member.account, name="Test", permissions=sorted(held | {"core.api.use"}), by=member.actor
        ).text

    def test_write_publish_read_rate(self, cast: Cast) -> None:
        body = {
            "organisation_id": cast.school.pk,
            "title": "Sound",
            "body": "One",
            "audience": "teachers",
            "tags": ["sound"],
        }
        status, made = self.call(cast.tess, "POST", "/articles", body)
        assert (status, made["state"], made["tags"]) == (201, "draft", ["sound"])
        path = f"/articles/{made['id']}"
        assert self.call(cast.tess, "POST", f"{path}/state", {"to": "published"})[0] == 422
        day = str(timezone.localdate() + dt.timedelta(days=30))
        changed = {"seen_version": 1, "review_on": day, "body": "Two"}
        assert self.call(cast.tess, "PATCH", path, changed)[1]["version"] == 2
        assert self.call(cast.tess, "PATCH", path, changed)[0] == 409
        assert self.call(cast.tess, "POST", f"{path}/state", {"to": "published"})[1]["state"] == "published"
        assert self.call(cast.dita, "GET", "/articles?q=suond&audience=teachers")[1]["items"][0]["id"] == made["id"]
        assert self.call(cast.dita, "POST", f"{path}/feedback", {"is_helpful": False, "why": "No"})[0] == 201
        assert self.call(cast.tess, "GET", "/article-report")[1][0]["no"] == 1
        versions = self.call(cast.tess, "GET", f"{path}/versions")[1]["items"]
        assert [one["body"] for one in versions] == ["One", "Two"]
        assert self.call(cast.tess, "POST", f"{path}/restore", {"number": 1, "seen_version": 2})[1]["body"] == "One"
        assert self.call(cast.lib, "PATCH", path, {"seen_version": 3, "body": "x"})[0] == 403
        assert self.call(cast.sam, "GET", path)[0] == 404
        assert self.call(cast.tess, "GET", "/missed-searches") == (200, [])
