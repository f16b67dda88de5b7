"""A book in the hand: scan its ISBN. What is here gets a copy; what is not is looked for elsewhere, or added in a hurry."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from firstbell.core.answers import attempt
from firstbell.core.events import change
from firstbell.core.http import Request, page, redirect_with_toast
from firstbell.core.ui.toasts import Toast
from firstbell.library.actions import add_copy, want_labels
from firstbell.library.actions.editing import add_from_template
from firstbell.library.forms.records import TitleInHurryForm
from firstbell.library.marc.numbers import isbn13
from firstbell.library.models import RecordTemplate, Title
from firstbell.library.permissions import LibraryPermission as May
from firstbell.library.ports import registered_sources
from firstbell.library.queries.finding import narrowed, titles_by_isbn
from firstbell.library.views.titles import crumbs

_MOST_HITS = 20


@page(May.TITLE_EDIT)
def quick_add(request: Request) -> HttpResponseBase:
    """``?code=``: one title with that number goes straight to its next copy; POST adds a title in a hurry."""
    code = request.GET.get("code", "").strip()[:200]
    isbn = isbn13(code)
    form = TitleInHurryForm(request.POST or None, actor=request.actor, initial={"isbn": isbn or ""})
    if request.method == "POST":
        done = _add(request, form)
        if done is not None:
            return done
    rows = titles_by_isbn(isbn) if isbn else narrowed(Title.objects.visible_to(request.actor), code)
    found = list(rows.filter(merged_into=None)[:_MOST_HITS]) if code else []
    if len(found) == 1 and isbn and request.method == "GET":
        return redirect("library:copy_add", found[0].pk)
    context = {
        "page_title": "Add to the catalogue",
        "page_meta": "Scan the ISBN on the back of the book.",
        "breadcrumbs": crumbs(),
        "code": code,
        "isbn": isbn,
        "found": found,
        "form": form,
        "has_templates": RecordTemplate.objects.filter(is_field=False).exists(),
        "sources": len(registered_sources(request.actor)),
        "temporary": Title.objects.visible_to(request.actor).filter(is_temporary=True).count(),
    }
    return render(request, "library/quick_add.html", context, status=422 if form.errors else 200)


def _add(request: Request, form: TitleInHurryForm) -> HttpResponseBase | None:
    """Title and first copy in one: either both land, or none."""
    if not form.is_valid():
        return None
    data, by = form.cleaned_data, request.actor

    def act() -> Title:
        with change(by):
            isbn = isbn13(data["isbn"]) or data["isbn"]
            title = add_from_template(data["template"], title=data["title"], author=data["author"], isbn=isbn, by=by)
            if data["barcode"].strip():
                spine = {"call_number": data["call_number"], "shelving_place": data["shelving_place"]}
                copy = add_copy(title, barcode=data["barcode"], intake=form.intake(), values=spine, by=by)
                want_labels([copy.pk], by=by)
        return title

    title = attempt(form, act)
    if title is None:
        return None
    toast = Toast(f"“{title}” is in the catalogue, and on the list of those to be finished.")
    return redirect_with_toast(request, reverse("library:work_title", args=[title.pk]), toast)
