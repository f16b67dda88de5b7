"""Articles as those who answer for them see them: the list, how well they do, and one version beside another."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.db.models import Q, QuerySet
from django.http import HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from firstbell.core.actor import Actor
from firstbell.core.http import Request, page
from firstbell.core.listing import Column, Listing, list_page
from firstbell.core.ui import marks
from firstbell.core.ui.shapes import Crumb, Empty
from firstbell.guides import prose
from firstbell.guides.forms import ArticleFilterForm
from firstbell.guides.models import Article, ArticleVersion
from firstbell.guides.permissions import GuidesPermission as May
from firstbell.guides.queries.articles import (
    article_rows,
    due_for_review,
    files_of_article,
    is_due,
    missed_searches,
    pictures_of,
)

_TITLE = "Write articles"
_TONES = {Article.State.DRAFT: "info", Article.State.PUBLISHED: "good", Article.State.WITHDRAWN: "neutral"}


def state_badge(article: Article) -> SafeString:
    """The state; an article that is due says so instead."""
    if is_due(article):
        return marks.badge("Due for review", "warn")
    return marks.badge(article.get_state_display(), _TONES[Article.State(article.state)])


class ArticleList(Listing[Article]):
    """Everything one may write, drafts included."""

    name = "guides.articles"
    title = _TITLE
    default_sort = "title"
    columns: ClassVar = (
        Column[Article]("title", "Title", value=lambda a: a.title, sort=("title", "pk"), primary=True),
        Column[Article]("state", "State", value=lambda a: a.get_state_display(), html=state_badge),
        Column[Article]("audience", "For", value=lambda a: a.get_audience_display(), sort=("audience", "title", "pk")),
        Column[Article]("school", "School", value=lambda a: a.organisation.short),
        Column[Article]("language", "Language", value=lambda a: a.get_language_display(), sort=("language", "title", "pk")),
        Column[Article]("owner", "Owner", value=lambda a: str(a.owner) if a.owner else ""),
        Column[Article]("review", "Look again on", value=lambda a: a.review_on, sort=("review_on", "pk")),
        Column[Article]("tags", "Tags", value=lambda a: ", ".join(a.tag_list), shown=False),
        Column[Article]("version", "Version", value=lambda a: a.version, shown=False),
        Column[Article](
            "changed", "Changed", value=lambda a: timezone.localtime(a.changed_at).isoformat(timespec="minutes"),
            html=lambda a: marks.ago(a.changed_at), sort=("changed_at", "pk"),
        ),
    )  # fmt: skip
    empty: ClassVar = Empty(
        "book", "No articles yet", "Write down what you explain every week.", "Write one", "/guides/articles/add/"
    )

    def queryset(self, actor: Actor) -> QuerySet[Article]:
        return Article.objects.all().editable_by(actor).select_related("organisation", "owner__person")

    def form(self, data: QueryDict, actor: Actor) -> forms.Form:
        return ArticleFilterForm(data or None)

    def filtered(self, queryset: QuerySet[Article], data: Mapping[str, Any], actor: Actor) -> QuerySet[Article]:
        state = data.get("state") or ""
        if state == "":
            queryset = queryset.exclude(state=Article.State.WITHDRAWN)
        elif state == "due":
            queryset = queryset.filter(pk__in=due_for_review(timezone.localdate()).values("pk"))
        elif state != "all":
            queryset = queryset.filter(state=state)
        for name in ("audience", "language"):
            if data.get(name):
                queryset = queryset.filter(**{name: data[name]})
        return queryset

    def searched(self, queryset: QuerySet[Article], text: str, actor: Actor) -> QuerySet[Article]:
        return queryset.filter(Q(title__icontains=text) | Q(summary__icontains=text) | Q(tags__icontains=text))

    def url(self, row: Article) -> str:
        return reverse("guides:article", args=[row.pk])


@page(May.ARTICLE_EDIT)
def article_list(request: Request) -> HttpResponseBase:
    return list_page(request, ArticleList(), template="guides/article_list.html")


@page(May.ARTICLE_EDIT)
def article_report(request: Request) -> HttpResponseBase:
    """Which articles help, which are to be looked at, and what was searched for in vain."""
    rows = article_rows(request.actor)
    context = {
        "page_title": "Which articles help",
        "breadcrumbs": [Crumb(_TITLE, reverse("guides:article_list"))],
        "rows": rows,
        "due": [row for row in rows if row.is_due],
        "missed": missed_searches(request.actor),
    }
    return render(request, "guides/article_report.html", context)


@page(May.ARTICLE_EDIT)
def article_version(request: Request, pk: int, number: int) -> HttpResponseBase:
    """An older version, and what is different in the one that stands."""
    found = get_object_or_404(Article.objects.all().editable_by(request.actor).select_related("organisation"), pk=pk)
    older = get_object_or_404(ArticleVersion, article=found, number=number)
    heads = [
        (label, getattr(older, name), getattr(found, name))
        for label, name in (("Title", "title"), ("In one sentence", "summary"))
        if getattr(older, name) != getattr(found, name)
    ]
    context = {
        "page_title": f"Version {number} of “{found.title}”",
        "breadcrumbs": [
            Crumb(_TITLE, reverse("guides:article_list")),
            Crumb(found.title, reverse("guides:article", args=[pk])),
        ],
        "article": found,
        "older": older,
        "heads": heads,
        "lines": prose.differences(older.body, found.body),
        "html": prose.as_html(older.body, pictures_of(files_of_article(found))),
    }
    return render(request, "guides/article_version.html", context)
