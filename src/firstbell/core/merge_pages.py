"""The pages that make two entries one and take them apart again, the same for every kind of thing.

A room says with :class:`MergePages` what its things are called and which actions do the deed; its views stay a line each.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db.models import Model
from django.http import Http404, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from firstbell.core.actor import Actor
from firstbell.core.answers import attempt, go_after
from firstbell.core.forms import MergeForm
from firstbell.core.http import Request, redirect_with_toast, undo_toast
from firstbell.core.merging import obstacles, rehearse
from firstbell.core.models import Merge
from firstbell.core.ui.shapes import Crumb, MergeRow
from firstbell.core.undo import latest_offer

T = TypeVar("T", bound=Model)


@dataclass(frozen=True)
class MergePages(Generic[T]):
    """What differs from kind to kind.

    ``find`` answers what the actor may merge, or raises Http404. ``facts``: the columns that may be taken from the other
    entry, with their words. ``merge`` takes keeper, other, take, reason and by; ``split`` the merge and by.
    ``page`` and ``pair`` are route names: a thing's own page (pk), and the comparison (pk, other_pk).
    """

    kind: str
    find: Callable[[Actor, int], T]
    label: Callable[[T], str]
    crumbs: Callable[[T], list[Crumb]]
    rows: Callable[[T, T], list[MergeRow]]
    facts: Mapping[str, str]
    merge: Callable[..., Merge]
    split: Callable[..., object]
    page: str
    pair: str
    own: str
    """“an entry of its own” or “of their own”: what is said of a thing after the split."""

    def compare(self, request: Request, pk: int, other_pk: int) -> HttpResponseBase:
        """Both side by side, what would move, what speaks against it; POST makes them one."""
        if pk == other_pk:
            raise Http404("An entry cannot be compared with itself.")
        actor = request.actor
        keeper, other = self.find(actor, pk), self.find(actor, other_pk)
        mine, theirs = self.label(keeper), self.label(other)
        form = MergeForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            take = [name for name in self.facts if request.POST.get(name) == "other"]
            reason = form.cleaned_data["reason"]
            if attempt(form, lambda: self.merge(keeper, other, take=take, reason=reason, by=actor)) is not None:
                toast = undo_toast(f"{theirs} and {mine} are one now.", latest_offer(actor))
                return redirect_with_toast(request, reverse(self.page, args=[pk]), toast)
        found = obstacles(self.kind, keeper, other)
        stopped = any(one.is_final for one in found)
        context: dict[str, Any] = {
            "page_title": f"Make {theirs} and {mine} one",
            "breadcrumbs": self.crumbs(keeper),
            "keeper_label": mine,
            "keeper_url": reverse(self.page, args=[pk]),
            "other_label": theirs,
            "other_url": reverse(self.page, args=[other_pk]),
            "swap_url": reverse(self.pair, args=[other_pk, pk]),
            "rows": self.rows(keeper, other),
            "obstacles": found,
            "stopped": stopped,
            "moving": [] if stopped else rehearse(self.kind, keeper, other, by=actor),
            "form": form,
        }
        return render(request, "core/merge.html", context, status=422 if form.errors else 200)

    def apart(self, request: Request, pk: int) -> HttpResponseBase:
        """What the merge of that key moved, and the button that gives it back."""
        found = get_object_or_404(Merge, pk=pk, kind=self.kind, split_at=None)
        keeper = self.find(request.actor, found.keeper_id)
        url = reverse(self.page, args=[keeper.pk])
        if request.method == "POST":
            text = f"{found.loser_label} is an entry {self.own} again."
            return go_after(request, url, lambda: self.split(found, by=request.actor), text)
        context = {
            "page_title": f"Take {found.loser_label} and {self.label(keeper)} apart",
            "page_meta": "What came from the other entry goes back to it. What was entered since stays.",
            "breadcrumbs": self.crumbs(keeper),
            "merge": found,
            "keeper_url": url,
            "values": [(self.facts.get(name, name), old, new) for name, (old, new) in found.values.items()],
            "count": sum(len(keys) for _, _, keys in found.moved),
        }
        return render(request, "core/split.html", context)
