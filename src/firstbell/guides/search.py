"""Published articles in the search box, for those whom they are for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.urls import reverse

from firstbell.core.actor import Actor
from firstbell.core.search import Document, Hit, Searchable, register
from firstbell.guides.models import Article
from firstbell.guides.permissions import GuidesPermission
from firstbell.guides.queries.articles import article_ranking, marks_for, marks_of, text_of


def documents(ids: Sequence[int]) -> Iterable[Document]:
    for article in Article.objects.published().filter(pk__in=ids).select_related("organisation", "product"):
        text = text_of(article)
        yield Document(
            object_id=article.pk,
            title=article.title,
            terms=(text.head, text.body),
            org_paths=[article.organisation.scope_path],
            marks=marks_of(article),
        )


def hits(ids: Sequence[int], actor: Actor) -> Iterable[Hit]:
    for article in Article.objects.visible_to(actor).published().filter(pk__in=ids):
        yield Hit(
            kind=Article.KIND_REF,
            id=article.pk,
            title=article.title,
            detail=article.summary,
            url=reverse("guides:article", args=[article.pk]),
            icon="book",
        )


def mend(words: Sequence[str]) -> list[str]:
    """One wrong letter in a word, put right from the words that articles have."""
    return article_ranking().mended(words)


register(
    Searchable(
        Article.KIND_REF,
        "Articles",
        GuidesPermission.ARTICLE_READ,
        documents,
        hits,
        order=45,
        marks=marks_for,
        mend=mend,
    )
)
