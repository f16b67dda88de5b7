"""Handing out a person's record, and taking one's own or one's child's."""

from __future__ import annotations

from typing import IO

from django.http import FileResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from firstbell.core.answers import attempt
from firstbell.core.http import Request, page, redirect_with_toast
from firstbell.core.permissions import CorePermission
from firstbell.core.record import gather
from firstbell.core.ui.shapes import Crumb
from firstbell.core.ui.toasts import Toast
from firstbell.people.actions.records import edit_record_access, hand_out_record, take_record
from firstbell.people.forms import RecordAccessForm, RecordForm
from firstbell.people.models import Person
from firstbell.people.permissions import PeoplePermission
from firstbell.people.queries.records import record_access, record_filename, records_in_reach
from firstbell.people.views.persons import visible_person


@page(PeoplePermission.RECORD_HAND_OUT)
def record(request: Request, pk: int) -> HttpResponseBase:
    """What the file would hold, and the questions before it is handed out."""
    person = visible_person(request.actor, pk)
    request.actor.require(PeoplePermission.RECORD_HAND_OUT, at=person.organisation.scope_path)
    form = RecordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        file = attempt(form, lambda: hand_out_record(person, **form.cleaned_data, by=request.actor))
        if file is not None:
            return _download(file, person)
    context = {
        "page_title": f"Record of {person}",
        "breadcrumbs": [
            Crumb("People", reverse("people:persons")),
            Crumb(person.name, reverse("people:person", args=[pk])),
        ],
        "person": person,
        "parts": [(section.title, len(part.rows)) for section, part in gather(person, internal=True).parts],
        "form": form,
        "cancel_url": reverse("people:person", args=[pk]),
    }
    return render(request, "people/record.html", context, status=422 if form.errors else 200)


@require_POST
@page()
def record_take(request: Request, pk: int) -> HttpResponseBase:
    """One's own, or one's child's; anybody else's does not exist."""
    person = get_object_or_404(Person.objects.select_related("organisation"), pk=pk)
    if person not in records_in_reach(request.actor):
        person = get_object_or_404(Person, pk=0)
    return _download(take_record(person, by=request.actor), person)


@page(CorePermission.RETENTION_EDIT)
def record_rule(request: Request) -> HttpResponseBase:
    """Who may take a record without asking the office."""
    request.actor.require(CorePermission.RETENTION_EDIT, at="")
    form = RecordAccessForm(request.POST or None, instance=record_access())
    if request.method == "POST" and form.is_valid():
        edit_record_access(form.cleaned_data, by=request.actor)
        return redirect_with_toast(request, reverse("core:retention"), Toast("Saved."))
    context = {
        "page_title": "Who may take a record",
        "page_meta": "FERPA, 34 CFR 99.3, 99.5 and 99.10. Your counsel may differ.",
        "breadcrumbs": [Crumb("Retention", reverse("core:retention"))],
        "form": form,
        "submit": "Save",
        "cancel_url": reverse("core:retention"),
    }
    return render(request, "people/form.html", context, status=422 if form.errors else 200)


def _download(file: IO[bytes], person: Person) -> FileResponse:
    response = FileResponse(file, as_attachment=True, filename=record_filename(person), content_type="application/zip")
    response.headers["Cache-Control"] = "no-store"
    return response
