"""One saved view: its name, with whom it is shared, and its end."""

from __future__ import annotations

from django import forms
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, render

from firstbell.core.actor import Actor
from firstbell.core.answers import attempt
from firstbell.core.http import Request, page, redirect_with_toast, safe_next
from firstbell.core.listing.saved_views import delete_view, rename_view, share_places, share_view
from firstbell.core.models import SavedView
from firstbell.core.permissions import CorePermission
from firstbell.core.ui.toasts import Toast

_NOBODY = "-"


class ViewForm(forms.Form):
    name = forms.CharField(max_length=60)
    shared = forms.ChoiceField(
        label="Who else sees it", required=False, help_text="Everybody sees in it only what they may see anyway."
    )

    def __init__(self, *args: object, view: SavedView, actor: Actor, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        shared = self.fields["shared"]
        assert isinstance(shared, forms.ChoiceField)
        places = share_places(actor) if actor.can(CorePermission.VIEW_SHARE) else []
        if view.shared_path is not None and view.shared_path not in dict(places):
            places = [*places, (view.shared_path, view.shared_label)]
        shared.choices = [(_NOBODY, "Nobody"), *((f"at:{path}", f"Everybody at {name}") for path, name in places)]
        self.initial = {"name": view.name, "shared": _NOBODY if view.shared_path is None else f"at:{view.shared_path}"}
        if not places:
            del self.fields["shared"]


@page()
def saved_view(request: Request, pk: int) -> HttpResponseBase:
    """Its owner renames, shares and deletes it; ``next`` is the list it came from."""
    view = get_object_or_404(SavedView.objects.visible_to(request.actor), pk=pk, owner_id=request.actor.account_id)
    back = safe_next(request, "/")
    if request.method == "POST" and "delete" in request.POST:
        delete_view(view, by=request.actor)
        return redirect_with_toast(request, back.partition("?")[0], Toast(f"The view “{view.name}” is deleted."))
    form = ViewForm(request.POST or None, view=view, actor=request.actor)
    is_sent = request.method == "POST" and form.is_valid()
    if is_sent and attempt(form, lambda: _changed(view, form, request.actor)) is not None:
        return redirect_with_toast(request, back, Toast(f"“{view.name}” is saved."))
    context = {
        "page_title": f"View “{view.name}”",
        "page_meta": "Filters, order and columns are changed on the list itself, with “Save”.",
        "form": form,
        "view": view,
        "back": back,
    }
    return render(request, "core/saved_view.html", context, status=422 if form.errors else 200)


def _changed(view: SavedView, form: ViewForm, actor: Actor) -> SavedView:
    name, shared = form.cleaned_data["name"], form.cleaned_data.get("shared")
    if name != view.name:
        rename_view(view, name=name, by=actor)
    if shared and shared != form.initial["shared"]:
        share_view(view, path=None if shared == _NOBODY else shared.removeprefix("at:"), by=actor)
    return view
