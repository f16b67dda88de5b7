"""What the demo district has written down: articles in `articles.yaml`, what readers said of them, and what was missing."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import yaml
from django.utils import timezone

from firstbell.core.actor import Actor
from firstbell.demo.generator import DistrictManifest
from firstbell.guides.actions.article_readers import count_missed_search, rate_article
from firstbell.guides.actions.articles import add_article, change_article_state, edit_article
from firstbell.guides.models import Article
from firstbell.people.models import Account, Organisation
from firstbell.people.queries import actor_of_account

MISSED = ("scanner twain", "scanner", "scanner", "smart pen", "google classroom codes")
#: (who, article by its first words, did it help, what was missing)
SAID = (
    ("tia", "My Chromebook", True, ""), ("stu", "My Chromebook", False, "What is the name of the network?"),
    ("stu", "Charge your", True, ""), ("tia", "Show your", True, ""), ("tia", "Before an", True, ""),
    ("tia", "Print from", False, "My badge still does nothing."),
)  # fmt: skip


def make_articles(manifest: DistrictManifest) -> None:
    """Tess writes; Tia and Stu read and say what they think, as far as they may read it."""
    tess, desk = _member(manifest, "tess")
    assert tess.person is not None
    school = tess.person.organisation
    district = school.parent if school.parent is not None else school
    document = yaml.safe_load((Path(__file__).parent / "articles.yaml").read_text(encoding="utf-8"))
    for number, one in enumerate(document):
        _publish(one, school if one.get("school") else district, number, desk)
    first = Article.objects.get(title__startswith="My Chromebook", language="en")
    body = first.body.replace("Go through this in order.", "Go through this in order; each step takes a minute.")
    edit_article(first, values={"body": body}, seen_version=first.version, note="How long it takes", by=desk)
    readers = {name: _member(manifest, name)[1] for name in ("tia", "stu")}
    for name, start, is_helpful, why in SAID:
        for article in Article.objects.visible_to(readers[name]).published().filter(title__startswith=start):
            rate_article(article, is_helpful=is_helpful, why=why, by=readers[name])
    for words in MISSED:
        count_missed_search(words, organisation=school, by=readers["tia"])


def _publish(one: dict[str, Any], organisation: Organisation, number: int, by: Actor) -> None:
    """The third one is due for review, so that there is something to look at."""
    in_days = -3 if number == 2 else 120 + 30 * number
    values = {
        "title": one["title"], "summary": one["summary"], "body": one["body"], "audience": one["for"], "about": one["about"],
        "tags": one["tags"], "place_kind": one.get("place_kind", ""),
        "review_on": timezone.localdate() + dt.timedelta(days=in_days),
    }  # fmt: skip
    article = add_article(organisation=organisation, values=values, by=by)
    change_article_state(article, to=Article.State.PUBLISHED, by=by)
    if "es" in one:
        spanish = values | one["es"] | {"language": "es", "translation_of": article}
        change_article_state(
            add_article(organisation=organisation, values=spanish, by=by), to=Article.State.PUBLISHED, by=by
        )


def _member(manifest: DistrictManifest, name: str) -> tuple[Account, Actor]:
    account = Account.objects.select_related("person__organisation__parent").get(
        username=manifest.cast[name]["username"]
    )
    return account, actor_of_account(account)
