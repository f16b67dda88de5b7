"""Writing articles: the editor with its preview, files, states, older versions."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from firstbell.core.answers import attempt, go_after, refused
from firstbell.core.http import Request, page, redirect_with_toast
from firstbell.core.models import Attachment
from firstbell.core.ui.shapes import Crumb
from firstbell.core.ui.toasts import Toast
from firstbell.guides import prose
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
from firstbell.guides.forms import ArticleForm, ReviewForm, next_review
from firstbell.guides.models import Article
from firstbell.guides.permissions import GuidesPermission as May
from firstbell.guides.queries.articles import files_of_article, pictures_of

_LIST = "Write articles"


def _article(request: Request, pk: int) -> Article:
    related = ("organisation", "owner__person", "product", "translation_of")
    return get_object_or_404(Article.objects.all().editable_by(request.actor).select_related(*related), pk=pk)


def _page_of(article: Article) -> str:
    return reverse("guides:article", args=[article.pk])


@page(May.ARTICLE_EDIT)
def article_add(request: Request) -> HttpResponseBase:
    """A new article. ``?translation_of=`` begins with the words of the one to be translated."""
    actor = request.actor
    initial: dict[str, Any] = {"review_on": next_review(), "owner": actor.account_id}
    original = request.GET.get("translation_of", "")
    if original.isdecimal() and len(original) < 18:
        initial |= _as_translation(_article(request, int(original)))
    form = ArticleForm(request.POST or None, actor=actor, initial=initial)
    if request.method == "POST" and form.is_valid() and "preview" not in request.POST:
        values = form.values()
        added = attempt(form, lambda: add_article(organisation=values["organisation"], values=values, by=actor))
        if added is not None:
            toast = Toast(f"“{added.title}” is a draft. Publish it when it is ready.")
            return redirect_with_toast(request, _page_of(added), toast)
    return _editor(request, form, "Write an article", None)


def _as_translation(original: Article) -> dict[str, Any]:
    first = original.translation_of if original.translation_of is not None else original
    same = ArticleForm.initial_of(first)
    return same | {
        "translation_of": first.pk,
        "language": "es" if first.language == "en" else "en",
        "seen_version": None,
    }


@page(May.ARTICLE_EDIT)
def article_edit(request: Request, pk: int) -> HttpResponseBase:
    """The text and the facts, with a preview; a save that meets another keeps what was typed."""
    found, actor = _article(request, pk), request.actor
    form = ArticleForm(request.POST or None, actor=actor, article=found, initial=ArticleForm.initial_of(found))
    if request.method == "POST" and form.is_valid() and "preview" not in request.POST:
        note, seen = form.cleaned_data["note"], form.cleaned_data["seen_version"] or 0
        saved = attempt(form, lambda: edit_article(found, values=form.values(), seen_version=seen, note=note, by=actor))
        if saved is not None:
            return redirect_with_toast(request, _page_of(saved), Toast(f"“{saved.title}” is saved."))
    return _editor(request, form, f"Edit “{found.title}”", found)


def _editor(request: Request, form: ArticleForm, title: str, article: Article | None) -> HttpResponseBase:
    files = files_of_article(article) if article is not None else []
    body = str(form["body"].value() or "")
    context = {
        "page_title": title,
        "breadcrumbs": [Crumb(_LIST, reverse("guides:article_list"))],
        "form": form,
        "article": article,
        "files": files,
        "html": prose.as_html(body, pictures_of(files)),
        "cancel_url": _page_of(article) if article is not None else reverse("guides:article_list"),
        "is_made": article is not None and article.source_id is not None and article.published_at is None,
    }
    return render(request, "guides/article_edit.html", context, status=422 if form.errors else 200)


@require_POST
@page(May.ARTICLE_EDIT)
def article_preview(request: Request) -> HttpResponseBase:
    """What the text will look like; nothing is kept. ``article``: whose pictures it may show."""
    pk = request.POST.get("article", "")
    files = files_of_article(_article(request, int(pk))) if pk.isdecimal() and len(pk) < 18 else []
    html = prose.as_html(request.POST.get("body", ""), pictures_of(files))
    return render(request, "guides/article_preview.html", {"html": html})


@require_POST
@page(May.ARTICLE_EDIT)
def article_state(request: Request, pk: int, to: str) -> HttpResponseBase:
    """Publish or withdraw. Where something is missing, the editor is where to mend it."""
    found = _article(request, pk)
    wrong = refused(
        request,
        reverse("guides:article_edit", args=[pk]),
        lambda: change_article_state(found, to=to, by=request.actor),
    )
    said = "is published." if to == Article.State.PUBLISHED else "is withdrawn: nobody finds it any more."
    return wrong or redirect_with_toast(request, _page_of(found), Toast(f"“{found.title}” {said}"))


@require_POST
@page(May.ARTICLE_EDIT)
def article_confirm(request: Request, pk: int) -> HttpResponseBase:
    """Still right; asked again on a later day, a year on unless another is given."""
    found, form = _article(request, pk), ReviewForm(request.POST)
    day = form.cleaned_data["review_on"] if form.is_valid() else next_review()
    text = f"Noted. The next look is due on {day:%b %-d, %Y}."
    return go_after(request, _page_of(found), lambda: confirm_article(found, review_on=day, by=request.actor), text)


@require_POST
@page(May.ARTICLE_EDIT)
def article_remove(request: Request, pk: int) -> HttpResponseBase:
    """Delete a draft."""
    found = _article(request, pk)
    wrong = refused(request, _page_of(found), lambda: remove_draft(found, by=request.actor))
    return wrong or redirect_with_toast(request, reverse("guides:article_list"), Toast("The draft is deleted."))


@require_POST
@page(May.ARTICLE_EDIT)
def article_attach(request: Request, pk: int) -> HttpResponseBase:
    """Pictures and documents."""
    found, files = _article(request, pk), request.FILES.getlist("files")
    url = reverse("guides:article_edit", args=[pk])
    if not files:
        return redirect_with_toast(request, url, Toast("Choose a file first.", tone="warn"))
    return go_after(request, url, lambda: attach_to_article(found, files, by=request.actor), "The file is kept.")


@require_POST
@page(May.ARTICLE_EDIT)
def article_file_remove(request: Request, pk: int, file_pk: int) -> HttpResponseBase:
    found = _article(request, pk)
    file = get_object_or_404(Attachment, pk=file_pk, owner_kind=Article.KIND_REF, owner_id=found.pk)
    url = reverse("guides:article_edit", args=[pk])
    return go_after(
        request, url, lambda: remove_article_file(found, file, by=request.actor), f"“{file.filename}” is gone."
    )


@require_POST
@page(May.ARTICLE_EDIT)
def article_restore(request: Request, pk: int, number: int) -> HttpResponseBase:
    """An older version again, as the next one."""
    found = _article(request, pk)
    seen = request.POST.get("seen_version", "")
    version = int(seen) if seen.isdecimal() and len(seen) < 10 else 0
    return go_after(
        request,
        _page_of(found),
        lambda: restore_article(found, number=number, seen_version=version, by=request.actor),
        f"It says again what version {number} said.",
    )
