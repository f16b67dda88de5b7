"""REST for articles: what one may read, and for those who write them all that the pages do."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from ninja import File, Query, Status
from ninja.files import UploadedFile

from firstbell.core.api import ApiRequest, Page, Paging, Router, created, found, given, paginate
from firstbell.core.api.files import AttachmentOut
from firstbell.core.models import Attachment
from firstbell.guides.actions.article_readers import rate_article
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
from firstbell.guides.models import Article, ArticleVersion
from firstbell.guides.models.articles import ArticleQuerySet
from firstbell.guides.permissions import GuidesPermission as May
from firstbell.guides.queries.articles import (
    article_ranking,
    article_rows,
    due_for_review,
    files_of_article,
    missed_searches,
)
from firstbell.guides.schemas import (
    ArticleDetailOut,
    ArticleFeedbackIn,
    ArticleFeedbackOut,
    ArticleFilter,
    ArticleIn,
    ArticleOut,
    ArticleReportOut,
    ArticleReviewIn,
    ArticleStateIn,
    ArticleVersionOut,
    EditArticleIn,
    MissedSearchOut,
    RestoreArticleIn,
)
from firstbell.inventory.models import Product
from firstbell.people.models import Account, Organisation

router = Router(tags=["Articles"])

#: Hits of a search that a list may hold; more says nothing.
MOST_FOUND = 200


def _articles(request: ApiRequest) -> ArticleQuerySet:
    return Article.objects.visible_to(request.actor).select_related("organisation", "owner__person", "translation_of")


def _editable(request: ApiRequest, pk: int) -> Article:
    """One that may be read; who may not write it gets 403 from the action."""
    article: Article = found(_articles(request), pk)
    return article


@router.get("/articles", response=Page[ArticleOut])
def list_articles(request: ApiRequest, paging: Query[Paging], asked: Query[ArticleFilter]) -> Any:
    """Articles you may read, by title; ``q`` forgives one wrong letter in a word. Drafts only where you may write."""
    articles = _articles(request).filter(**asked.equals("state", "language", "audience", "organisation_id", "about"))
    if asked.q:
        fits = article_ranking().fitting(asked.q)[:MOST_FOUND]
        articles = articles.filter(pk__in=[one.pk for one in fits])
    if asked.tag:
        articles = articles.filter(tags__contains=f",{asked.tag.lower()},")
    if asked.due:
        articles = articles.filter(pk__in=due_for_review(timezone.localdate()).values("pk"))
    return paginate(articles, paging, order=("title", "pk"))


@router.get("/articles/{pk}", response=ArticleDetailOut)
def read_article(request: ApiRequest, pk: int) -> Any:
    """One article with its text."""
    return found(_articles(request), pk)


@router.post("/articles", response={201: ArticleDetailOut})
def create_article(request: ApiRequest, body: ArticleIn) -> Any:
    """A draft; publish it with its state."""
    organisation = found(Organisation.objects.visible_to(request.actor), body.organisation_id)
    values = _values(request, body.dict())
    return created(add_article(organisation=organisation, values=values, by=request.actor))


@router.patch("/articles/{pk}", response=ArticleDetailOut)
def change_article(request: ApiRequest, pk: int, body: EditArticleIn) -> Any:
    """Change what is named. Another text is the next version; ``seen_version`` is the one you read."""
    article = _editable(request, pk)
    values = given(body)
    seen, note = values.pop("seen_version"), values.pop("note", "")
    asked = _values(request, values)
    return edit_article(article, values=asked, seen_version=seen, note=note, by=request.actor)


@router.delete("/articles/{pk}", response={204: None})
def delete_article_draft(request: ApiRequest, pk: int) -> Any:
    """Delete a draft that was never published, with its files; what people have read is withdrawn instead."""
    remove_draft(_editable(request, pk), by=request.actor)
    return Status(204, None)


@router.get("/articles/{pk}/files", response=list[AttachmentOut])
def list_article_files(request: ApiRequest, pk: int) -> Any:
    """Pictures that the text shows by their file name, and documents."""
    return files_of_article(found(_articles(request), pk))


@router.post("/articles/{pk}/files", response={201: list[AttachmentOut]})
def add_article_files(request: ApiRequest, pk: int, files: File[list[UploadedFile]]) -> Any:
    """Upload pictures and documents; all are kept, or none."""
    return created(attach_to_article(_editable(request, pk), files, by=request.actor))


@router.delete("/articles/{pk}/files/{file_pk}", response={204: None})
def delete_article_file(request: ApiRequest, pk: int, file_pk: int) -> Any:
    """Take a file away; where the text shows it, its words stay."""
    article = _editable(request, pk)
    files = Attachment.objects.filter(owner_kind=Article.KIND_REF, owner_id=article.pk)
    remove_article_file(article, found(files, file_pk), by=request.actor)
    return Status(204, None)


@router.post("/articles/{pk}/state", response=ArticleDetailOut)
def publish_article(request: ApiRequest, pk: int, body: ArticleStateIn) -> Any:
    """Publish it, or withdraw it."""
    return change_article_state(_editable(request, pk), to=body.to, by=request.actor)


@router.post("/articles/{pk}/review", response=ArticleDetailOut)
def confirm_one_article(request: ApiRequest, pk: int, body: ArticleReviewIn) -> Any:
    """Still right; the owner is asked again on ``review_on``."""
    return confirm_article(_editable(request, pk), review_on=body.review_on, by=request.actor)


@router.get("/articles/{pk}/versions", response=Page[ArticleVersionOut])
def list_article_versions(request: ApiRequest, pk: int, paging: Query[Paging]) -> Any:
    """Every version with its text, the first one first; for those who may write it."""
    article = _editable(request, pk)
    request.actor.require(May.ARTICLE_EDIT, at=article.organisation.scope_path)
    return paginate(ArticleVersion.objects.filter(article=article), paging, order=("number",))


@router.post("/articles/{pk}/restore", response=ArticleDetailOut)
def restore_article_version(request: ApiRequest, pk: int, body: RestoreArticleIn) -> Any:
    """An older version's words as the next version."""
    article = _editable(request, pk)
    return restore_article(article, number=body.number, seen_version=body.seen_version, by=request.actor)


@router.post("/articles/{pk}/feedback", response={201: ArticleFeedbackOut})
def rate_one_article(request: ApiRequest, pk: int, body: ArticleFeedbackIn) -> Any:
    """Whether it helped you: once per version, said again it replaces the first. It is counted without your name."""
    article = found(_articles(request).published(), pk)
    return created(rate_article(article, is_helpful=body.is_helpful, why=body.why, by=request.actor))


@router.get("/article-report", response=list[ArticleReportOut])
def read_article_report(request: ApiRequest) -> Any:
    """How readers answered, for published articles you may write; those with the most answers first."""
    request.actor.require(May.ARTICLE_EDIT)
    return article_rows(request.actor)


@router.get("/missed-searches", response=list[MissedSearchOut])
def list_missed_searches(request: ApiRequest) -> Any:
    """Words that were searched for and found no article, the most frequent first. Without people."""
    request.actor.require(May.ARTICLE_EDIT)
    return missed_searches(request.actor)


def _values(request: ApiRequest, body: dict[str, Any]) -> dict[str, Any]:
    """What the actions take: objects for ids, tags as one text."""
    actor = request.actor
    rows: dict[str, Any] = {
        "organisation": Organisation.objects.visible_to(actor),
        "translation_of": Article.objects.visible_to(actor),
        "product": Product.objects.all(),
        "owner": Account.objects.filter(is_active=True).select_related("person__organisation"),
    }
    values = {}
    for name, value in body.items():
        field = name.removesuffix("_id")
        if field in rows:
            values[field] = found(rows[field], value) if value is not None else None
        else:
            values[name] = ",".join(value) if name == "tags" else value
    return values
