"""Covers: the picture itself, for everybody who may see the title; and the forms that set it."""

from __future__ import annotations

from typing import cast

from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from firstbell.core.answers import attempt
from firstbell.core.http import Request, page, redirect_with_toast
from firstbell.core.ui.shapes import Crumb
from firstbell.core.ui.toasts import Toast
from firstbell.library.actions.covers import CoversFromZip, add_covers_from_zip, remove_cover, set_cover
from firstbell.library.forms.records import CoverForm, CoverZipForm
from firstbell.library.models import Cover, CoverService, Title
from firstbell.library.permissions import LibraryPermission as May
from firstbell.library.queries.covers import drawn_cover, stamp_of
from firstbell.library.views.titles import crumbs, work_title

_AN_HOUR = 3600
_A_YEAR = 365 * 24 * _AN_HOUR


@require_GET
def cover(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The picture, or one drawn from title and format. As public as the title; ``?v=`` of this very picture may be kept long."""
    actor = cast(Request, request).actor
    title = Title.objects.visible_to(actor).filter(pk=pk).first()
    if title is None:
        raise Http404
    kept = Cover.objects.filter(title_id=pk).exclude(file="").first()
    headers = {"Cache-Control": f"private, max-age={_AN_HOUR}", "X-Content-Type-Options": "nosniff"}
    if kept is not None:
        if request.GET.get("v") == stamp_of(kept.looked_at):
            headers["Cache-Control"] = f"private, max-age={_A_YEAR}, immutable"
        try:
            with kept.file.open("rb") as file:
                return HttpResponse(file.read(), content_type="image/jpeg", headers=headers)
        except OSError:
            # The file is gone, e.g. after a restore without pictures: draw one, for the time being.
            headers["Cache-Control"] = f"private, max-age={_AN_HOUR}"
    return HttpResponse(drawn_cover(title), content_type="image/svg+xml", headers=headers)


@page(May.TITLE_EDIT)
def cover_edit(request: Request, pk: int) -> HttpResponseBase:
    title = work_title(request.actor, pk)
    form = CoverForm(request.POST or None, request.FILES or None)
    url = reverse("library:work_title", args=[pk])
    if request.method == "POST" and "remove" in request.POST:
        remove_cover(title, by=request.actor)
        return redirect_with_toast(request, url, Toast("The cover is taken off."))
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        if not isinstance(upload, UploadedFile):
            form.add_error("file", "Choose a picture.")
        elif attempt(form, lambda: set_cover(title, upload.read(), by=request.actor)) is not None:
            return redirect_with_toast(request, url, Toast("The cover is kept."))
    context = {
        "page_title": f"Cover of “{title}”",
        "breadcrumbs": [*crumbs(), Crumb(str(title), url)],
        "title": title,
        "cover": Cover.objects.filter(title_id=pk).first(),
        "form": form,
        "services": list(CoverService.objects.filter(is_on=True)),
        "cancel_url": url,
    }
    return render(request, "library/cover.html", context, status=422 if form.errors else 200)


@page(May.TITLE_EDIT)
def covers_zip(request: Request) -> HttpResponseBase:
    """Many at once: pictures named by ISBN, packed together."""
    form = CoverZipForm(request.POST or None, request.FILES or None)
    done: CoversFromZip | None = None
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        done = attempt(form, lambda: add_covers_from_zip(upload, by=request.actor))
    context = {
        "page_title": "Covers from a ZIP",
        "breadcrumbs": [*crumbs(), Crumb("Set up", reverse("library:catalogue_setup"))],
        "form": form,
        "done": done,
    }
    return render(request, "library/covers_zip.html", context, status=422 if form.errors else 200)
