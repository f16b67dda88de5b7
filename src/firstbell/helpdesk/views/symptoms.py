"""The symptoms and their tiles."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from firstbell.core.errors import FirstbellError
from firstbell.core.http import Request, page, redirect_with_toast
from firstbell.core.ui.shapes import Crumb
from firstbell.core.ui.toasts import Toast
from firstbell.helpdesk.actions.symptoms import add_symptom, edit_symptom
from firstbell.helpdesk.forms.symptoms import SymptomForm
from firstbell.helpdesk.models import Symptom
from firstbell.helpdesk.permissions import HelpdeskPermission


@page(HelpdeskPermission.CATALOGUE_EDIT)
def symptoms(request: Request) -> HttpResponseBase:
    context = {"page_title": "Symptoms", "symptoms": Symptom.objects.all()}
    return render(request, "helpdesk/symptoms.html", context)


@page(HelpdeskPermission.CATALOGUE_EDIT)
def symptom_add(request: Request) -> HttpResponseBase:
    form = SymptomForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            added = add_symptom(by=request.actor, **form.cleaned_data)
        except FirstbellError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            return redirect_with_toast(
                request, reverse("helpdesk:symptoms"), Toast(f"“{added.label}” is a symptom now.")
            )
    return _form_page(request, form, "Add a symptom")


@page(HelpdeskPermission.CATALOGUE_EDIT)
def symptom(request: Request, pk: int) -> HttpResponseBase:
    found = get_object_or_404(Symptom, pk=pk)
    # The form writes into its instance while validating; the action compares with the stored one.
    form = SymptomForm(request.POST or None, instance=Symptom.objects.get(pk=pk))
    form.fields["code"].disabled = True
    if request.method == "POST" and form.is_valid():
        values = {name: value for name, value in form.cleaned_data.items() if name != "code"}
        edit_symptom(found, by=request.actor, **values)
        return redirect_with_toast(request, reverse("helpdesk:symptoms"), Toast(f"“{found.label}” is saved."))
    return _form_page(request, form, found.label)


def _form_page(request: Request, form: SymptomForm, title: str) -> HttpResponseBase:
    context = {"page_title": title, "form": form, "breadcrumbs": [Crumb("Symptoms", reverse("helpdesk:symptoms"))]}
    return render(request, "helpdesk/symptom.html", context, status=422 if form.errors else 200)
