"""What an article's values must be, and what differs: shared by the actions on articles."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from typing import Any, get_args

from firstbell.core.errors import Invalid
from firstbell.guides.content import About
from firstbell.guides.models import Article, Audience
from firstbell.guides.permissions import GuidesPermission as May
from firstbell.guides.prose import MOST_LETTERS
from firstbell.people.queries import actor_of_account
from firstbell.rooms.models import Place

#: Facts beside the text, with how the trail names them.
FACTS = (
    "organisation", "language", "translation_of", "audience", "tags", "about", "product", "place_kind", "owner", "review_on",
)  # fmt: skip
_MOST_TAGS = 8
_TAG = re.compile(r"[\w-]{2,30}")


def checked(article: Article, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values as they are stored. Raises Invalid with the field."""
    asked = {name: _CLEAN.get(name, _as_it_is)(value) for name, value in values.items()}
    unknown = asked.keys() - {*FACTS, "title", "summary", "body"}
    if unknown:
        raise TypeError(f"An article has no {sorted(unknown)}")
    _check_owner(article, asked)
    _check_translation(article, asked)
    return asked


def differing(article: Article, asked: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    """(old, new) of what is not as it was, in words fit for the trail."""
    found = {}
    for name, new in asked.items():
        old = getattr(article, name)
        if old != new:
            found[name] = (_said(name, old), _said(name, new))
    return found


def tags_of(text: str) -> str:
    """“Wifi, Password” as it is stored: ``,password,wifi,``. Raises Invalid."""
    words = {one.strip().lower().replace(" ", "-") for one in text.split(",")} - {""}
    wrong = sorted(one for one in words if not _TAG.fullmatch(one))
    if wrong:
        raise Invalid(
            f"“{wrong[0]}” cannot be a tag.", remedy="Letters, digits and hyphens; commas between tags.", field="tags"
        )
    stored = f",{','.join(sorted(words))}," if words else ""
    if len(words) > _MOST_TAGS or len(stored) > 200:
        raise Invalid(f"{_MOST_TAGS} short tags are enough.", remedy="Keep those that people search for.", field="tags")
    return stored


def _as_it_is(value: Any) -> Any:
    return value


def _title(value: str) -> str:
    title = " ".join(value.split())
    if not title:
        raise Invalid("The article has no title.", remedy="Say it as people ask it.", field="title")
    if len(title) > 160:
        raise Invalid("The title is too long.", remedy="Keep it under 160 letters.", field="title")
    return title


def _summary(value: str) -> str:
    summary = " ".join(value.split())
    if len(summary) > 300:
        raise Invalid("The summary is too long.", remedy="One sentence, under 300 letters.", field="summary")
    return summary


def _body(value: str) -> str:
    body = value.replace("\r\n", "\n").replace("\x00", "").strip()
    if len(body) > MOST_LETTERS:
        raise Invalid(
            f"The text has {len(body):,} letters.",
            remedy=f"Make two of it: {MOST_LETTERS:,} is the most.",
            field="body",
        )
    return body


def _one_of(known: tuple[str, ...], field: str) -> Callable[[str], str]:
    def clean(value: str) -> str:
        if value not in known:
            raise Invalid(
                f"“{value}” is not known here.", remedy=f"One of: {', '.join(filter(None, known))}.", field=field
            )
        return value

    return clean


_CLEAN: dict[str, Callable[[Any], Any]] = {
    "title": _title,
    "summary": _summary,
    "body": _body,
    "tags": tags_of,
    "language": _one_of(tuple(Article.Language.values), "language"),
    "audience": _one_of(tuple(Audience.values), "audience"),
    "about": _one_of(("", *get_args(About)), "about"),
    "place_kind": _one_of(("", *Place.Kind.values), "place_kind"),
}


def _check_owner(article: Article, asked: Mapping[str, Any]) -> None:
    """Whoever keeps it must be able to write it."""
    owner = asked.get("owner")
    place = asked.get("organisation", article.organisation).scope_path
    if owner is not None and not (owner.is_active and actor_of_account(owner).can(May.ARTICLE_EDIT, at=place)):
        raise Invalid("That account may not write articles there.", remedy="Choose somebody who may.", field="owner")


def _check_translation(article: Article, asked: Mapping[str, Any]) -> None:
    original = asked.get("translation_of", article.translation_of)
    language = asked.get("language", article.language)
    if original is None:
        others = article.translations.filter(language=language) if article.pk else None
        if others is not None and others.exists():
            raise Invalid("It has a translation into that language.", remedy="Choose another.", field="language")
        return
    if (
        original.pk == article.pk
        or original.translation_of_id is not None
        or (article.pk and article.translations.exists())
    ):
        raise Invalid(
            "A translation hangs on the article it translates, not on another translation.",
            remedy="Choose the original.",
            field="translation_of",
        )
    if original.language == language:
        raise Invalid("It is in the language of the original.", remedy="Choose the other.", field="language")
    if original.translations.filter(language=language).exclude(pk=article.pk).exists():
        raise Invalid("There is a translation into that language.", remedy="Edit that one.", field="language")


def _said(name: str, value: Any) -> Any:
    if name in ("body", "summary"):
        return f"{len(value)} letters"
    return value if value is None or isinstance(value, str | dt.date) else str(value)
