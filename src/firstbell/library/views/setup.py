"""What schools set up of the catalogue: templates, cover services, and the way to the shelves and rules."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from firstbell.core.answers import attempt, go_after
from firstbell.core.http import Request, page, redirect_with_toast
from firstbell.core.ui.shapes import Crumb
from firstbell.core.ui.toasts import Toast
from firstbell.library.actions.templates import remove_template, save_cover_service, save_template
from firstbell.library.forms.records import CoverServiceForm, TemplateForm
from firstbell.library.models import CoverService, RecordTemplate
from firstbell.library.permissions import LibraryPermission as May
from firstbell.library.views.titles import crumbs


@page(May.RULE_EDIT)
def catalogue_setup(request: Request) -> HttpResponseBase:
    templates = list(RecordTemplate.objects.select_related("item_type"))
    context = {
        "page_title": "Set up the catalogue",
        "breadcrumbs": crumbs(),
        "records": [one for one in templates if not one.is_field],
        "fields": [one for one in templates if one.is_field],
        "services": list(CoverService.objects.all()),
    }
    return render(request, "library/setup.html", context)


@page(May.RULE_EDIT)
def template_add(request: Request) -> HttpResponseBase:
    return _template(request, None)


@page(May.RULE_EDIT)
def template_edit(request: Request, pk: int) -> HttpResponseBase:
    return _template(request, get_object_or_404(RecordTemplate, pk=pk))


@require_POST
@page(May.RULE_EDIT)
def template_remove(request: Request, pk: int) -> HttpResponseBase:
    template = get_object_or_404(RecordTemplate, pk=pk)
    url = reverse("library:catalogue_setup")
    return go_after(request, url, lambda: remove_template(template, by=request.actor), f"“{template}” is removed.")


@page(May.RULE_EDIT)
def cover_service_add(request: Request) -> HttpResponseBase:
    return _service(request, None)


@page(May.RULE_EDIT)
def cover_service_edit(request: Request, pk: int) -> HttpResponseBase:
    return _service(request, get_object_or_404(CoverService, pk=pk))


def _template(request: Request, template: RecordTemplate | None) -> HttpResponseBase:
    initial = TemplateForm.initial_of(template) if template is not None else {}
    form = TemplateForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        done = attempt(form, lambda: save_template(template, values=form.cleaned_data, by=request.actor))
        if done is not None:
            return _back(request, f"“{done}” is saved.")
    title = f"Edit the template “{template}”" if template is not None else "Add a template"
    return _form_page(request, form, title)


def _service(request: Request, service: CoverService | None) -> HttpResponseBase:
    initial = CoverServiceForm.initial_of(service) if service is not None else {}
    form = CoverServiceForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        done = attempt(form, lambda: save_cover_service(service, values=form.cleaned_data, by=request.actor))
        if done is not None:
            return _back(request, f"“{done}” is saved.")
    title = f"Edit “{service}”" if service is not None else "Add a cover service"
    return _form_page(request, form, title)


def _back(request: Request, text: str) -> HttpResponseBase:
    return redirect_with_toast(request, reverse("library:catalogue_setup"), Toast(text))


def _form_page(request: Request, form: Any, title: str) -> HttpResponseBase:
    url = reverse("library:catalogue_setup")
    context = {
        "page_title": title,
        "breadcrumbs": [*crumbs(), Crumb("Set up", url)],
        "form": form,
        "cancel_url": url,
    }
    return render(request, "core/form.html", context, status=422 if form.errors else 200)
