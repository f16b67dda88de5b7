"""What is chosen on the preview of a console's list; each choice reads the file again."""

from __future__ import annotations

from django import forms
from django.http import Http404, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST

from firstbell.connectors.base.actions.choices import make_choices
from firstbell.connectors.base.actions.rules import place_unit
from firstbell.connectors.base.choices import (
    names_system,
    takes_choices,
    takes_people,
    takes_school,
    takes_tickets,
)
from firstbell.connectors.base.forms import OptionsForm, PeopleForm, SchoolForm, TicketsForm, UnitForm
from firstbell.connectors.base.models import LocationRule
from firstbell.core.actor import Actor
from firstbell.core.answers import go_after
from firstbell.core.errors import Invalid
from firstbell.core.http import Request, page
from firstbell.core.imports.starting import start_preview
from firstbell.core.models import ImportRun
from firstbell.core.permissions import CorePermission


def options_form(run: ImportRun, actor: Actor, data: QueryDict | None = None) -> forms.Form | None:
    """The choices that a run of this kind has; None when it has none."""
    initial = dict(run.options)
    if takes_choices(run.source_key):
        return OptionsForm(data, initial=initial, actor=actor)
    if takes_people(run.source_key):
        return PeopleForm(data, initial=initial, actor=actor)
    if takes_tickets(run.source_key):
        return TicketsForm(data, initial=initial, actor=actor, names_system=names_system(run.source_key))
    return SchoolForm(data, initial=initial, actor=actor) if takes_school(run.source_key) else None


def _run(request: Request, pk: int) -> ImportRun:
    run: ImportRun = get_object_or_404(ImportRun.objects.visible_to(request.actor), pk=pk)
    return run


@require_POST
@page(CorePermission.IMPORT_RUN)
def choose(request: Request, pk: int) -> HttpResponseBase:
    run = _run(request, pk)
    form = options_form(run, request.actor, request.POST)
    if form is None:
        raise Http404("This import has no choices.")

    def work() -> None:
        if not form.is_valid():
            raise Invalid("That school cannot be chosen.", remedy="Choose one of the list.")
        make_choices(run, values=form.cleaned_data, by=request.actor)
        start_preview(run, request.actor)

    return go_after(request, reverse("core:import_run", args=[run.pk]), work, "Read again with these choices.")


@require_POST
@page(CorePermission.SETTINGS_EDIT)
def place(request: Request, pk: int) -> HttpResponseBase:
    run = _run(request, pk)
    if not takes_choices(run.source_key):
        raise Http404("This import is of another kind.")
    form = UnitForm(request.POST, actor=request.actor)

    def work() -> None:
        if not form.is_valid():
            raise Invalid("A school is missing.", remedy="Choose the school this unit belongs to.")
        request.actor.require(CorePermission.IMPORT_RUN, at=run.org_path)
        place_unit(
            form.cleaned_data["unit"],
            field=form.cleaned_data["field"] or LocationRule.Field.UNIT,
            organisation=form.cleaned_data["school"],
            by=request.actor,
        )
        start_preview(run, request.actor)

    return go_after(
        request, reverse("core:import_run", args=[run.pk]), work, "The rule is set; the list was read again."
    )
