"""Articles are written, kept in every version, published, looked at again, withdrawn."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from firstbell.core.actor import Actor
from firstbell.core.attachments import attach_file, attachments_of
from firstbell.core.errors import Conflict, Invalid, NotFound
from firstbell.core.events import Change, change
from firstbell.core.models import Attachment
from firstbell.core.refs import Ref
from firstbell.guides.actions._articles import FACTS, checked, differing
from firstbell.guides.events import (
    ArticleFileChanged,
    ArticleRemoved,
    ArticleReviewed,
    ArticleSaved,
    ArticleStateChanged,
)
from firstbell.guides.models import Article, ArticleVersion
from firstbell.guides.permissions import GuidesPermission as May
from firstbell.people.models import Organisation

State = Article.State
MOST_FILES = 20
_TEXTS = ("title", "summary", "body")


def add_article(
    *, organisation: Organisation, values: Mapping[str, Any], source: Ref | None = None, note: str = "", by: Actor
) -> Article:
    """A draft. ``values``: title, summary, body and any of the facts of an article; ``source``: what it was made from.

    Raises Forbidden (``guides.article.edit`` there), Invalid with the field.
    """
    by.require(May.ARTICLE_EDIT, at=organisation.scope_path)
    article = Article(organisation=organisation, owner_id=by.account_id)
    if source is not None:
        article.source_kind, article.source_id = source.kind, source.id
    with change(by) as unit:
        _fill(article, checked(article, values))
        article.save()
        _keep_version(article, note, by=by)
        _tell_saved(unit, article, {}, note)
    return article


def edit_article(
    article: Article, *, values: Mapping[str, Any], seen_version: int, note: str = "", by: Actor
) -> Article:
    """Store what was changed; ``values`` names only that. Another title, summary or text is the next version.

    ``seen_version``: the one that was on the author's screen. Raises Forbidden, Invalid with the field, Conflict when
    somebody saved in between.
    """
    by.require(May.ARTICLE_EDIT, at=article.organisation.scope_path)
    with change(by) as unit:
        kept = _locked(article)
        if kept.version != seen_version:
            raise Conflict(
                f"Somebody saved version {kept.version} meanwhile.",
                remedy="Copy your text, reload, and put your change into the new version.",
            )
        asked = checked(kept, values)
        if "organisation" in asked:
            by.require(May.ARTICLE_EDIT, at=asked["organisation"].scope_path)
        changes = differing(kept, asked)
        if not changes:
            return kept
        _fill(kept, asked)
        is_text = any(name in changes for name in _TEXTS)
        kept.version += is_text
        kept.save()
        if is_text:
            _keep_version(kept, note, by=by)
        _tell_saved(unit, kept, changes, note)
    return kept


def restore_article(article: Article, *, number: int, seen_version: int, by: Actor) -> Article:
    """An older version's words as the next version; what was in between stays kept."""
    older = ArticleVersion.objects.filter(article=article, number=number).first()
    if older is None:
        raise NotFound(f"There is no version {number}.", remedy="Choose one from the list of versions.")
    values = {name: getattr(older, name) for name in _TEXTS}
    return edit_article(article, values=values, seen_version=seen_version, note=f"Version {number} again", by=by)


def change_article_state(article: Article, *, to: str, by: Actor) -> Article:
    """Publish, or withdraw. Raises Invalid where something is missing to publish, Conflict for a step that is none."""
    by.require(May.ARTICLE_EDIT, at=article.organisation.scope_path)
    with change(by) as unit:
        kept = _locked(article)
        old = State(kept.state)
        if to == old:
            return kept
        if to not in (State.PUBLISHED, State.WITHDRAWN) or (to == State.WITHDRAWN and old != State.PUBLISHED):
            raise Conflict(
                f"A {old.label.lower()} article cannot become that.", remedy="Publish it, or delete the draft."
            )
        if to == State.PUBLISHED:
            _check_publishable(kept)
            kept.published_at = timezone.now()
        kept.state, kept.changed_at = to, timezone.now()
        kept.save(update_fields=["state", "changed_at", "published_at"])
        changes = {"state": (old.label, State(to).label)}
        unit.publish(ArticleStateChanged(subject=kept.ref, org_path=kept.organisation.scope_path, changes=changes))
        unit.reindex(Article.KIND_REF, kept.pk)
    return kept


def confirm_article(article: Article, *, review_on: dt.date, by: Actor) -> Article:
    """Looked at and still right; the next look is due on a later day."""
    by.require(May.ARTICLE_EDIT, at=article.organisation.scope_path)
    if review_on <= timezone.localdate():
        raise Invalid("The next review must be on a day to come.", remedy="Choose a later day.", field="review_on")
    with change(by) as unit:
        kept = _locked(article)
        changes = {"review_on": (kept.review_on, review_on)}
        kept.review_on = review_on
        kept.save(update_fields=["review_on"])
        unit.publish(ArticleReviewed(subject=kept.ref, org_path=kept.organisation.scope_path, changes=changes))
    return kept


def remove_draft(article: Article, *, by: Actor) -> None:
    """Delete what was never published, with its files. What was read by people is withdrawn instead."""
    path = article.organisation.scope_path
    by.require(May.ARTICLE_EDIT, at=path)
    if article.published_at is not None:
        raise Conflict("It was published once, so it is kept.", remedy="Withdraw it instead.")
    if article.translations.exists():
        raise Conflict("It has translations.", remedy="Delete those first.")
    with change(by) as unit:
        subject, pk = article.ref, article.pk
        for one in attachments_of(subject):
            _delete_file(one)
        article.delete()
        unit.publish(ArticleRemoved(subject=subject, org_path=path))
        unit.reindex(Article.KIND_REF, pk)


def attach_to_article(article: Article, files: Iterable[UploadedFile[bytes]], *, by: Actor) -> list[Attachment]:
    """Pictures to show in the text by their file name, and documents to offer below it."""
    path = article.organisation.scope_path
    by.require(May.ARTICLE_EDIT, at=path)
    uploads = list(files)
    if not uploads:
        return []
    known = attachments_of(article.ref)
    names = {one.filename for one in known}
    if len(known) + len(uploads) > MOST_FILES:
        raise Invalid(f"An article keeps {MOST_FILES} files.", remedy="Remove one first.", field="files")
    with change(by) as unit:
        kept = []
        for upload in uploads:
            if upload.name in names:
                raise Conflict(f"There is a file “{upload.name}” already.", remedy="Remove it first, or rename yours.")
            kept.append(attach_file(article.ref, upload, org_path=path, by=by))
            names.add(kept[-1].filename)
        added = {"files": ("", ", ".join(one.filename for one in kept))}
        unit.publish(ArticleFileChanged(subject=article.ref, org_path=path, changes=added))
    return kept


def remove_article_file(article: Article, file: Attachment, *, by: Actor) -> None:
    """Take a file away; where the text shows it, its words stay."""
    path = article.organisation.scope_path
    by.require(May.ARTICLE_EDIT, at=path)
    if (file.owner_kind, file.owner_id) != (Article.KIND_REF, article.pk):
        raise NotFound("That file is not this article's.", remedy="Reload the page.")
    with change(by) as unit:
        gone = {"files": (file.filename, "")}
        _delete_file(file)
        unit.publish(ArticleFileChanged(subject=article.ref, org_path=path, changes=gone))


def _locked(article: Article) -> Article:
    return (
        Article.objects.select_for_update(of=("self",))
        .select_related("organisation", "owner__person")
        .get(pk=article.pk)
    )


def _fill(article: Article, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        setattr(article, name, value)
    if article.translation_of is not None:
        article.follows = article.translation_of.version
    article.changed_at = timezone.now()


def _keep_version(article: Article, note: str, *, by: Actor) -> None:
    texts = {name: getattr(article, name) for name in _TEXTS}
    ArticleVersion.objects.create(
        article=article, number=article.version, note=note.strip()[:300], author=by.name, at=article.changed_at, **texts
    )


def _tell_saved(unit: Change, article: Article, changes: Mapping[str, tuple[Any, Any]], note: str) -> None:
    told = {name: pair for name, pair in changes.items() if name in FACTS or name == "title"}
    if "body" in changes or "summary" in changes:
        told["text"] = (f"version {article.version - 1}", f"version {article.version}")
    path = article.organisation.scope_path
    unit.publish(ArticleSaved(subject=article.ref, org_path=path, changes=told, note=note.strip()[:300]))
    unit.reindex(Article.KIND_REF, article.pk)


def _check_publishable(article: Article) -> None:
    if not article.body.strip():
        raise Invalid("There is no text yet.", remedy="Write it, then publish.", field="body")
    if article.review_on is None:
        raise Invalid(
            "Nobody will look at it again.", remedy="Give a day on which the owner is asked.", field="review_on"
        )


def _delete_file(file: Attachment) -> None:
    file.file.delete(save=False)
    file.delete()
