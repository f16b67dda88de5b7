"""Articles as their readers see them: search, one article, and whether it helped."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from firstbell.core.answers import go_after
from firstbell.core.http import Request, page
from firstbell.core.ui.shapes import Crumb, Fact
from firstbell.guides import prose
from firstbell.guides.actions.article_readers import count_missed_search, rate_article
from firstbell.guides.models import Article
from firstbell.guides.permissions import GuidesPermission as May
from firstbell.guides.queries.articles import (
    files_of_article,
    fitting_articles,
    in_one_language,
    is_due,
    pictures_of,
    votes_of,
)
from firstbell.guides.views.article_words import reading_language, words_in
from firstbell.people.models import Organisation, Person

PER_PAGE = 30
#: So many answers to a search: whoever does not find it among these says it another way.
MOST_FOUND = 30


@page(May.ARTICLE_READ)
def articles(request: Request) -> HttpResponseBase:
    """What one may read: ``q`` searches, ``tag`` narrows, ``lang`` chooses the language."""
    actor, language = request.actor, reading_language(request)
    readable = Article.objects.visible_to(actor).published()
    said, tag = request.GET.get("q", "").strip()[:200], request.GET.get("tag", "").strip().lower()[:30]
    context: dict[str, Any] = {
        "t": words_in(language),
        "page_title": words_in(language)["title"],
        "language": language,
        "said": said,
        "tag": tag,
        "can_write": actor.can(May.ARTICLE_EDIT),
        "is_staff": actor.can(May.ARTICLE_READ_TEACHERS),
    }
    if said:
        found = fitting_articles(said, readable, language=language, most=MOST_FOUND, only_sure=False)
        if not found and not request.htmx:
            _count_miss(request, said)
        context |= {"articles": found}
    else:
        context |= _one_page(request, in_one_language(readable, language), tag)
    template = "guides/articles_found.html" if request.htmx else "guides/articles.html"
    return render(request, template, context)


def _one_page(request: Request, found: QuerySet[Article], tag: str) -> dict[str, Any]:
    if tag:
        found = found.filter(tags__contains=f",{tag},")
    asked = request.GET.get("page", "1")
    number = min(max(int(asked), 1), 200) if asked.isdecimal() and len(asked) < 6 else 1
    start = (number - 1) * PER_PAGE
    rows = list(found.select_related("organisation").order_by("title", "pk")[start : start + PER_PAGE + 1])
    return {
        "articles": rows[:PER_PAGE],
        "next_page": number + 1 if len(rows) > PER_PAGE else 0,
        "last_page": number - 1,
    }


def _count_miss(request: Request, said: str) -> None:
    """At the reader's own school; somebody who looks as another counts nothing."""
    home = Organisation.objects.filter(
        pk__in=Person.objects.filter(pk=request.actor.person_id or 0).values("organisation_id")
    )
    organisation = home.first()
    if organisation is not None:
        count_missed_search(said, organisation=organisation, by=request.actor)


@page(May.ARTICLE_READ)
def article(request: Request, pk: int) -> HttpResponseBase:
    """One article, calm and printable; around it, for those who write, what is to be done."""
    related = ("organisation", "owner__person", "translation_of", "product")
    found = get_object_or_404(Article.objects.visible_to(request.actor).select_related(*related), pk=pk)
    can_edit = request.actor.can(May.ARTICLE_EDIT, at=found.organisation.scope_path)
    files = files_of_article(found)
    pictures = pictures_of(files)
    visible = Article.objects.visible_to(request.actor)
    others = visible.filter(Q(pk=found.group) | Q(translation_of=found.group)).exclude(pk=found.pk)
    words = words_in(found.language)
    context: dict[str, Any] = {
        "t": words,
        "page_title": found.title,
        "breadcrumbs": [Crumb(words["title"], reverse("guides:articles"))],
        "article": found,
        "html": prose.as_html(found.body, pictures),
        "files": [one for one in files if one.filename not in pictures],
        "others": list(others.order_by("language")),
        "can_edit": can_edit,
        "is_staff": request.actor.can(May.ARTICLE_READ_TEACHERS),
    }
    if can_edit:
        context |= _for_authors(found)
    return render(request, "guides/article.html", context)


def _for_authors(found: Article) -> dict[str, Any]:
    whys = found.feedback.exclude(why="").order_by("-pk").values_list("why", "version")[:5]
    original = found.translation_of
    return {
        "facts": _facts(found),
        "whys": list(whys),
        "versions": list(found.versions.all()[:20]),
        "is_due": is_due(found),
        "behind": original is not None and original.version > found.follows,
    }


def _facts(found: Article) -> list[Fact]:
    yes, no, older = votes_of(found)
    about = [found.about.replace("_", " "), found.product.name if found.product else "", found.get_place_kind_display()]
    return [
        Fact("State", found.get_state_display()),
        Fact("For", f"{found.get_audience_display()}, {found.organisation.name}"),
        Fact("About", ", ".join(filter(None, about)) or "–"),
        Fact("Version", str(found.version)),
        Fact("Owner", str(found.owner) if found.owner else "Nobody"),
        Fact("Look at it again", f"{found.review_on:%b %-d, %Y}" if found.review_on else "No day yet",
             tone="warn" if is_due(found) else ""),
        Fact("Helpful", f"{yes} yes, {no} no" + (f" ({older} on older versions)" if older else "")),
    ]  # fmt: skip


@require_POST
@page(May.ARTICLE_READ)
def article_helpful(request: Request, pk: int) -> HttpResponseBase:
    """One tap."""
    found = get_object_or_404(Article.objects.visible_to(request.actor).published(), pk=pk)
    is_helpful, why = request.POST.get("helpful") == "yes", request.POST.get("why", "")
    url = reverse("guides:article", args=[found.pk])
    thanks = words_in(found.language)["thanks"]
    return go_after(request, url, lambda: rate_article(found, is_helpful=is_helpful, why=why, by=request.actor), thanks)
