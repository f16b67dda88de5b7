"""Writing articles: versions, collisions, translations, states, review; and who reads what."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from firstbell.core.actor import Actor
from firstbell.core.attachments import may_see
from firstbell.core.errors import Conflict, Forbidden, Invalid, NotFound
from firstbell.core.models import AuditEntry, Notice
from firstbell.guides.actions.article_readers import count_missed_search, rate_article
from firstbell.guides.actions.articles import (
    add_article,
    attach_to_article,
    change_article_state,
    confirm_article,
    edit_article,
    remove_article_file,
    remove_draft,
    restore_article,
)
from firstbell.guides.models import Article, ArticleFeedback, MissedSearch
from firstbell.guides.queries.articles import article_rows, is_due, missed_searches
from firstbell.guides.tasks import ask_for_reviews
from firstbell.guides.tests.factories import make_article
from firstbell.people.actions.accounts import deactivate_account
from firstbell.people.queries import actor_of_account
from firstbell.people.tests.factories import Cast, make_account, make_cast, make_guardian, make_person

pytestmark = pytest.mark.django_db
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360000002000001e221bc330000000049454e44ae426082"
)


@pytest.fixture
def cast(settings: Any, tmp_path: Any) -> Cast:
    settings.MEDIA_ROOT = tmp_path
    return make_cast()


def titles(actor: Actor) -> set[str]:
    return set(Article.objects.visible_to(actor).values_list("title", flat=True))


def test_each_reads_what_is_for_them_at_their_school_and_above(cast: Cast) -> None:
    for place, where in ((cast.district, "district"), (cast.school, "elm"), (cast.other_school, "oak")):
        for audience in ("everybody", "students", "teachers", "technicians"):
            make_article(place, f"{where} {audience}", audience=audience)
    make_article(cast.school, "elm draft", state="draft")
    make_article(cast.school, "elm withdrawn", state="withdrawn")
    guardian = make_guardian(cast.stu.person, "Gail", "Dent")
    family = actor_of_account(make_account(guardian))

    def at(*places: str, for_: str) -> set[str]:
        return {f"{place} {audience}" for place in places for audience in for_.split()}

    own = ("district", "elm")
    assert titles(family) == at(*own, for_="everybody")
    assert titles(cast.stu.actor) == at(*own, for_="everybody students")
    assert titles(cast.tia.actor) == at(*own, for_="everybody students teachers")
    all_four = "everybody students teachers technicians"
    assert titles(cast.tess.actor) == at(*own, for_=all_four) | {"elm draft", "elm withdrawn"}
    assert titles(cast.sam.actor) == at("district", "oak", for_=all_four)
    everything = at("district", "elm", "oak", for_=all_four) | {"elm draft", "elm withdrawn"}
    assert titles(cast.dita.actor) == everything
    assert titles(Actor(key="x", name="x")) == set()


def test_writing_needs_the_right_there(cast: Cast) -> None:
    for actor in (cast.tia.actor, cast.sam.actor, cast.stu.actor):
        with pytest.raises(Forbidden):
            add_article(organisation=cast.school, values={"title": "Mine", "body": "x"}, by=actor)
    article = make_article(cast.district)
    for act in (
        lambda: edit_article(article, values={"body": "y"}, seen_version=1, by=cast.tess.actor),
        lambda: change_article_state(article, to="withdrawn", by=cast.tess.actor),
        lambda: confirm_article(article, review_on=timezone.localdate() + dt.timedelta(9), by=cast.tess.actor),
        lambda: remove_draft(article, by=cast.tess.actor),
        lambda: attach_to_article(article, [], by=cast.tess.actor),
    ):
        with pytest.raises(Forbidden):
            act()
    mine = make_article(cast.school)
    with pytest.raises(Forbidden):  # not given away to where one may not write
        edit_article(mine, values={"organisation": cast.district}, seen_version=1, by=cast.tess.actor)


def test_every_version_is_kept_and_an_older_one_comes_back(cast: Cast) -> None:
    article = make_article(cast.school, by=cast.tess.actor, body="one")
    second = edit_article(article, values={"body": "two"}, seen_version=1, note="shorter", by=cast.tess.actor)
    assert (second.version, second.body) == (2, "two")
    third = restore_article(second, number=1, seen_version=2, by=cast.tess.actor)
    assert (third.version, third.body) == (3, "one")
    kept = list(third.versions.values_list("number", "body", "note", "author"))
    assert kept == [
        (3, "one", "Version 1 again", "Tess Torres"), (2, "two", "shorter", "Tess Torres"), (1, "one", "", "Tess Torres"),
    ]  # fmt: skip
    with pytest.raises(NotFound):
        restore_article(third, number=9, seen_version=3, by=cast.tess.actor)
    entry = AuditEntry.objects.filter(verb="guides.article_saved").latest("id")
    assert entry.changes == {"text": ["version 2", "version 3"]}


def test_two_authors_at_once_lose_nothing(cast: Cast) -> None:
    article = make_article(cast.school, body="one")
    edit_article(article, values={"body": "two"}, seen_version=1, by=cast.tess.actor)
    with pytest.raises(Conflict, match="version 2"):
        edit_article(article, values={"body": "three"}, seen_version=1, by=cast.dita.actor)
    article.refresh_from_db()
    assert article.body == "two"


def test_facts_are_no_version_and_stand_in_the_trail(cast: Cast) -> None:
    article = make_article(cast.school)
    values = {"audience": "teachers", "tags": "Wifi, password , WIFI", "owner": cast.tess.account}
    saved = edit_article(article, values=values, seen_version=1, by=cast.tess.actor)
    assert (saved.version, saved.tags, saved.tag_list) == (1, ",password,wifi,", ["password", "wifi"])
    entry = AuditEntry.objects.filter(verb="guides.article_saved").latest("id")
    assert entry.changes["audience"] == ["everybody", "teachers"]
    before = AuditEntry.objects.count()
    edit_article(saved, values=values, seen_version=1, by=cast.tess.actor)
    assert AuditEntry.objects.count() == before, "nothing changed"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"title": "  "}, "title"),
        ({"title": "x" * 161}, "title"),
        ({"summary": "x" * 301}, "summary"),
        ({"body": "x" * 40_001}, "body"),
        ({"tags": "a b c, !!"}, "tags"),
        ({"tags": ",".join(f"tag{n}" for n in range(9))}, "tags"),
        ({"language": "fr"}, "language"),
        ({"audience": "families"}, "audience"),
        ({"about": "toaster"}, "about"),
        ({"place_kind": "moon"}, "place_kind"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(cast: Cast, values: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        add_article(organisation=cast.school, values={"title": "Ok", "body": "x"} | values, by=cast.tess.actor)
    assert refused.value.field == field
    assert not Article.objects.exists()


def test_whoever_keeps_it_must_be_able_to_write_it(cast: Cast) -> None:
    for owner in (cast.tia.account, cast.sam.account):
        with pytest.raises(Invalid) as refused:
            make_article(cast.school, owner=owner)
        assert refused.value.field == "owner"


def test_a_translation_hangs_on_its_original_and_says_when_it_is_behind(cast: Cast) -> None:
    english = make_article(cast.school, body="one")
    spanish = make_article(cast.school, "Conectarse", language="es", translation_of=english)
    assert (spanish.group, spanish.follows) == (english.pk, 1)
    english = edit_article(english, values={"body": "two"}, seen_version=1, by=cast.tess.actor)
    spanish.refresh_from_db()
    assert spanish.follows < english.version
    spanish = edit_article(spanish, values={"body": "dos"}, seen_version=1, by=cast.tess.actor)
    assert spanish.follows == 2
    wrong: list[dict[str, Any]] = [
        {"language": "es", "translation_of": english},  # there is one
        {"language": "en", "translation_of": english},  # the same language
        {"language": "en", "translation_of": spanish},  # of a translation
    ]
    for values in wrong:
        with pytest.raises(Invalid):
            make_article(cast.school, "Another", **values)
    draft = make_article(cast.school, "Draft", state="draft")
    make_article(cast.school, "Borrador", state="draft", language="es", translation_of=draft)
    with pytest.raises(Conflict):
        remove_draft(draft, by=cast.tess.actor)


def test_states(cast: Cast) -> None:
    draft = make_article(cast.school, state="draft", body="", review_on=None)
    for missing, values in (
        ("body", {"body": "now"}),
        ("review_on", {"review_on": timezone.localdate() + dt.timedelta(9)}),
    ):
        with pytest.raises(Invalid) as refused:
            change_article_state(draft, to="published", by=cast.tess.actor)
        assert refused.value.field == missing
        draft = edit_article(draft, values=values, seen_version=draft.version, by=cast.tess.actor)
    with pytest.raises(Conflict):
        change_article_state(draft, to="withdrawn", by=cast.tess.actor)
    published = change_article_state(draft, to="published", by=cast.tess.actor)
    assert titles(cast.stu.actor) == {draft.title}
    with pytest.raises(Conflict):
        remove_draft(published, by=cast.tess.actor)
    change_article_state(published, to="withdrawn", by=cast.tess.actor)
    assert titles(cast.stu.actor) == set()
    change_article_state(published, to="published", by=cast.tess.actor)
    gone = make_article(cast.school, "A slip", state="draft")
    remove_draft(gone, by=cast.tess.actor)
    assert not Article.objects.filter(title="A slip").exists()


def test_pictures_are_for_those_who_read_it(cast: Cast) -> None:
    article = make_article(cast.school, audience="teachers")
    upload = SimpleUploadedFile("menu.png", PNG)
    (file,) = attach_to_article(article, [upload], by=cast.tess.actor)
    assert may_see(file, cast.tia.actor)
    assert not may_see(file, cast.stu.actor)
    assert not may_see(file, cast.sam.actor)
    with pytest.raises(Conflict):
        attach_to_article(article, [SimpleUploadedFile("menu.png", PNG)], by=cast.tess.actor)
    with pytest.raises(Invalid):
        attach_to_article(article, [SimpleUploadedFile("menu2.png", b"<script>")], by=cast.tess.actor)
    with pytest.raises(NotFound):
        remove_article_file(make_article(cast.school, "Other"), file, by=cast.tess.actor)
    remove_article_file(article, file, by=cast.tess.actor)
    assert attach_to_article(article, [SimpleUploadedFile("menu.png", PNG)], by=cast.tess.actor)


def test_the_owner_is_asked_once_for_each_date(cast: Cast) -> None:
    now = timezone.now()
    article = make_article(cast.school, owner=cast.tess.account, review_on=timezone.localdate())
    make_article(cast.school, "Later", owner=cast.tess.account)
    make_article(cast.school, "Draft", state="draft", review_on=timezone.localdate())
    assert is_due(article)
    assert ask_for_reviews(now) == "1 articles due, 1 people asked"
    assert ask_for_reviews(now) == "0 articles due, 0 people asked"
    notice = Notice.objects.get(kind="guides.article_due")
    assert notice.recipient_key == f"person:{cast.tess.person.pk}"
    assert article.title in notice.line
    later = timezone.localdate() + dt.timedelta(days=30)
    with pytest.raises(Invalid):
        confirm_article(article, review_on=timezone.localdate(), by=cast.tess.actor)
    confirmed = confirm_article(article, review_on=later, by=cast.tess.actor)
    assert not is_due(confirmed)
    assert ask_for_reviews(now + dt.timedelta(days=31)) == "1 articles due, 1 people asked"


def test_an_article_whose_owner_left_asks_whoever_may_write_there(cast: Cast) -> None:
    make_article(cast.school, owner=cast.tess.account, review_on=timezone.localdate())
    deactivate_account(cast.tess.account, reason="Left", by=cast.dita.actor)
    ask_for_reviews(timezone.now())
    assert [one.recipient_key for one in Notice.objects.filter(kind="guides.article_due")] == [
        f"person:{cast.dita.person.pk}"
    ]


def test_one_word_per_reader_and_version_without_a_name(cast: Cast) -> None:
    article = make_article(cast.school)
    before = AuditEntry.objects.count()
    rate_article(article, is_helpful=True, by=cast.stu.actor)
    rate_article(article, is_helpful=False, why="Which  network?", by=cast.stu.actor)
    rate_article(article, is_helpful=True, by=cast.tia.actor)
    assert ArticleFeedback.objects.count() == 2
    assert AuditEntry.objects.count() == before, "who found it helpful is nobody's business"
    (row,) = article_rows(cast.tess.actor)
    assert (row.yes, row.no, row.share, row.whys) == (1, 1, 50, ["Which network?"])
    stored = " ".join(str(value) for one in ArticleFeedback.objects.values_list() for value in one)
    assert "account" not in stored
    assert "Dent" not in stored
    article = edit_article(article, values={"body": "The district network."}, seen_version=1, by=cast.tess.actor)
    rate_article(article, is_helpful=True, by=cast.stu.actor)
    (row,) = article_rows(cast.tess.actor)
    assert (row.yes, row.no, row.yes_now, row.no_now) == (2, 1, 1, 0)
    with pytest.raises(NotFound):
        rate_article(make_article(cast.school, "Inside", audience="technicians"), is_helpful=True, by=cast.stu.actor)
    assert article_rows(cast.sam.actor) == []


def test_what_was_searched_in_vain_is_counted_without_people(cast: Cast) -> None:
    make_person(cast.school, "Zelda", "Quill")
    for text in ("smart pen", "Pen SMART!", "smart pen of Zelda 4711 zelda@example.org", "zelda quill", "4711"):
        count_missed_search(text, organisation=cast.school, by=cast.tia.actor)
    count_missed_search("one two three four five six seven words", organisation=cast.school, by=cast.tia.actor)
    count_missed_search("nobody home", organisation=cast.school, by=Actor(key="x", name="x"))
    assert [(one.words, one.times) for one in missed_searches(cast.tess.actor)] == [("pen smart", 3)]
    assert missed_searches(cast.sam.actor) == []
    assert MissedSearch.objects.get().last_on == timezone.localdate()
