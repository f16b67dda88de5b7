"""The buttons of a run's page. Each checks through its action; a refusal comes back as a toast."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from firstbell.core.errors import FirstbellError, Forbidden, Invalid
from firstbell.core.http import Request, page, redirect_with_toast
from firstbell.core.imports.actions import choose_option, discard_import, map_value, release_import, repeat_import
from firstbell.core.imports.forms import ReleaseForm, ValueForm
from firstbell.core.imports.starting import start_apply, start_preview
from firstbell.core.imports.views.runs import run_context, visible_run
from firstbell.core.models import ImportRun
from firstbell.core.permissions import CorePermission
from firstbell.core.ui.toasts import Toast


def _do(request: Request, run: ImportRun, what: Callable[[], str]) -> HttpResponseBase:
    url = reverse("core:import_run", args=[run.pk])
    try:
        return redirect_with_toast(request, url, Toast(what()))
    except Forbidden:
        raise
    except FirstbellError as error:
        return redirect_with_toast(request, url, Toast(str(error), tone="bad"))


@require_POST
@page(CorePermission.IMPORT_RUN)
def apply(request: Request, pk: int) -> HttpResponseBase:
    run = visible_run(request, pk)

    def work() -> str:
        request.actor.require(CorePermission.IMPORT_RUN, at=run.org_path)
        start_apply(run, request.actor)
        return "Applied." if run.state == ImportRun.State.APPLIED else "It is being applied."

    return _do(request, run, work)


@require_POST
@page(CorePermission.IMPORT_RUN)
def again(request: Request, pk: int) -> HttpResponseBase:
    run = visible_run(request, pk)

    def work() -> str:
        request.actor.require(CorePermission.IMPORT_RUN, at=run.org_path)
        start_preview(run, request.actor)
        return "Read again."

    return _do(request, run, work)


@require_POST
@page(CorePermission.IMPORT_RUN)
def repeat(request: Request, pk: int) -> HttpResponseBase:
    run = visible_run(request, pk)
    try:
        fresh = repeat_import(run, by=request.actor)
        start_preview(fresh, request.actor)
    except Forbidden:
        raise
    except FirstbellError as error:
        url = reverse("core:import_run", args=[run.pk])
        return redirect_with_toast(request, url, Toast(str(error), tone="bad"))
    return redirect_with_toast(request, reverse("core:import_run", args=[fresh.pk]), Toast("Read the same file again."))


@require_POST
@page(CorePermission.IMPORT_RUN)
def discard(request: Request, pk: int) -> HttpResponseBase:
    run = visible_run(request, pk)

    def work() -> str:
        discard_import(run, by=request.actor)
        return "Discarded. Nothing was changed."

    return _do(request, run, work)


@require_POST
@page(CorePermission.IMPORT_RELEASE)
def release(request: Request, pk: int) -> HttpResponseBase:
    run = visible_run(request, pk)
    form = ReleaseForm(request.POST)
    if form.is_valid():
        try:
            release_import(run, count=form.cleaned_data["count"], reason=form.cleaned_data["reason"], by=request.actor)
            url = reverse("core:import_run", args=[run.pk])
            return redirect_with_toast(request, url, Toast("Released. You can apply it now."))
        except Invalid as error:
            form.add_error(error.field or None, str(error))
        except Forbidden:
            raise
        except FirstbellError as error:
            form.add_error(None, str(error))
    return render(request, "core/imports/run.html", run_context(run, request.actor, release_form=form), status=422)


@require_POST
@page(CorePermission.IMPORT_RUN)
def adopt_ids(request: Request, pk: int) -> HttpResponseBase:
    run = visible_run(request, pk)

    def work() -> str:
        wanted = request.POST.get("adopt") == "1"
        choose_option(run, name="adopt_ids", value=wanted, by=request.actor)
        start_preview(run, request.actor)
        return "Read again with the new ids." if wanted else "Read again without adopting ids."

    return _do(request, run, work)


@require_POST
@page(CorePermission.IMPORT_RUN)
def map_foreign(request: Request, pk: int) -> HttpResponseBase:
    """Say what a foreign value means, and read the file again: one click."""
    run = visible_run(request, pk)
    form = ValueForm(request.POST)

    def work() -> str:
        if not form.is_valid():
            raise Invalid("A value is missing.", remedy="Type which of our values is meant.")
        data = form.cleaned_data
        map_value(
            run,
            entity=data["entity"],
            column=data["column"],
            foreign=data["foreign"],
            ours=data["ours"],
            by=request.actor,
        )
        start_preview(run, request.actor)
        return f"“{data['foreign']}” means “{data['ours']}” from now on."

    return _do(request, run, work)
