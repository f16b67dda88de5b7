"""Class sets: a teacher asks, the library sets aside, hands out, or says why not."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from django import forms
from django.db.models import Count, QuerySet
from django.http import HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST

from firstbell.core.actor import Actor
from firstbell.core.answers import attempt, go_after
from firstbell.core.http import Request, page, redirect_with_toast
from firstbell.core.listing import Column, Listing, list_page
from firstbell.core.ui import marks
from firstbell.core.ui.shapes import Crumb, Empty, Fact
from firstbell.core.ui.toasts import Toast
from firstbell.library.actions.class_sets import (
    ask_class_set,
    cancel_class_set,
    decline_class_set,
    fill_class_set,
    hand_out_class_set,
)
from firstbell.library.forms.class_sets import ClassSetFilterForm, ClassSetForm
from firstbell.library.models import ClassSet, Title
from firstbell.library.permissions import LibraryPermission as May
from firstbell.library.queries.class_sets import copies_at, copies_to_set_aside

State = ClassSet.State
_TONES = {State.ASKED: "info", State.SET_ASIDE: "good", State.DECLINED: "warn", State.CANCELLED: "neutral"}
_LIST = "Class sets"


def _badge(one: ClassSet) -> SafeString:
    return marks.badge(one.get_state_display(), _TONES[State(one.state)])


def _days(one: ClassSet) -> str:
    return f"{one.first_day:%b %-d} – {one.last_day:%b %-d}"


class ClassSetList(Listing[ClassSet]):
    """What teachers asked for, the soonest first."""

    name = "library.class_sets"
    title = _LIST
    default_sort = "days"
    columns: ClassVar = (
        Column[ClassSet]("title", "Title", value=lambda one: one.title.name, primary=True),
        Column[ClassSet]("count", "Copies", value=lambda one: one.count, numeric=True),
        Column[ClassSet]("aside", "Set aside", value=lambda one: getattr(one, "aside", 0), numeric=True),
        Column[ClassSet]("class", "Class", value=lambda one: one.section.title if one.section else ""),
        Column[ClassSet]("teacher", "Teacher", value=lambda one: one.person.name),
        Column[ClassSet]("days", "Days", value=_days, sort=("first_day", "pk")),
        Column[ClassSet]("state", "Stands", value=lambda one: one.get_state_display(), html=_badge),
        Column[ClassSet]("school", "School", value=lambda one: one.organisation.short),
    )
    empty: ClassVar = Empty(
        "book", "No class sets are wanted", "Teachers ask for them on a title's page in the catalogue."
    )

    def queryset(self, actor: Actor) -> QuerySet[ClassSet]:
        rows = ClassSet.objects.all().filled_by(actor).select_related("title", "section", "person", "organisation")
        return rows.annotate(aside=Count("copies"))

    def form(self, data: QueryDict, actor: Actor) -> forms.Form:
        return ClassSetFilterForm(data or None)

    def filtered(self, queryset: QuerySet[ClassSet], data: Mapping[str, Any], actor: Actor) -> QuerySet[ClassSet]:
        state = data.get("state") or ""
        if state == "all":
            return queryset
        if state:
            return queryset.filter(state=state)
        return queryset.filter(state__in=(State.ASKED, State.SET_ASIDE), last_day__gte=timezone.localdate())

    def searched(self, queryset: QuerySet[ClassSet], text: str, actor: Actor) -> QuerySet[ClassSet]:
        return queryset.filter(title__name__icontains=text) | queryset.filter(section__title__icontains=text)

    def url(self, row: ClassSet) -> str:
        return reverse("library:class_set", args=[row.pk])


@page(May.CLASS_SET_FILL)
def class_sets(request: Request) -> HttpResponseBase:
    return list_page(request, ClassSetList())


@page(May.CLASS_SET_ASK)
def class_set_ask(request: Request, pk: int) -> HttpResponseBase:
    """A teacher asks for copies of a title."""
    title = get_object_or_404(Title.objects.visible_to(request.actor), pk=pk)
    back = reverse("library:title", args=[pk])
    form = ClassSetForm(request.POST or None, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        made = attempt(form, lambda: ask_class_set(title, **form.cleaned_data, by=request.actor))
        if made is not None:
            toast = Toast("The library is told. You hear when the copies are set aside.")
            return redirect_with_toast(request, reverse("library:class_set", args=[made.pk]), toast)
    sections = list(getattr(form.fields["section"], "queryset", ()))
    there = copies_at(title, [one.organisation_id for one in sections])
    context = {
        "page_title": f"Class set: {title}",
        "breadcrumbs": [Crumb(str(title), back)],
        "form": form,
        "there": sum(there.values()),
        "has_class": bool(sections),
        "cancel_url": back,
    }
    return render(request, "library/class_set_ask.html", context, status=422 if form.errors else 200)


@page(May.CLASS_SET_ASK, May.CLASS_SET_FILL)
def class_set(request: Request, pk: int) -> HttpResponseBase:
    """One class set: for its teacher how it stands, for the library what to set aside."""
    kept = _visible(request, pk)
    actor = request.actor
    fills = actor.can(May.CLASS_SET_FILL, at=kept.organisation.scope_path)
    rows = list(kept.copies.select_related("copy", "reservation").order_by("copy__call_sort", "pk"))
    context = {
        "page_title": f"{kept.count} × {kept.title}",
        "breadcrumbs": [Crumb(_LIST, reverse("library:class_sets"))] if fills else [],
        "kept": kept,
        "badge": _badge(kept),
        "facts": _facts(kept),
        "rows": rows,
        "can_fill": fills and kept.is_open,
        "left": max(kept.count - len(rows), 0),
        "candidates": len(copies_to_set_aside(kept)) if fills and kept.is_open else 0,
        "can_hand_out": fills
        and any(r.reservation.ended_at is None and r.reservation.collected_at is None for r in rows),
        "can_cancel": kept.is_open and (fills or kept.state == State.ASKED),
    }
    return render(request, "library/class_set.html", context)


def _facts(kept: ClassSet) -> list[Fact]:
    facts = [
        Fact("Title", kept.title.name, url=reverse("library:title", args=[kept.title_id])),
        Fact("Class", kept.section.title if kept.section is not None else ""),
        Fact("Teacher", kept.person.name),
        Fact("Days", _days(kept)),
        Fact("School", kept.organisation.name),
        Fact("Note", kept.note),
        Fact("The library says", kept.answer),
    ]
    return [fact for fact in facts if fact.text]


@require_POST
@page(May.CLASS_SET_FILL)
def class_set_fill(request: Request, pk: int) -> HttpResponseBase:
    kept, answer = _visible(request, pk), request.POST.get("answer", "")
    return _done(request, kept, lambda: fill_class_set(kept, answer=answer, by=request.actor), "Set aside.")


@require_POST
@page(May.CLASS_SET_FILL)
def class_set_decline(request: Request, pk: int) -> HttpResponseBase:
    kept, answer = _visible(request, pk), request.POST.get("answer", "")
    return _done(
        request, kept, lambda: decline_class_set(kept, answer=answer, by=request.actor), "The teacher is told."
    )


@require_POST
@page(May.CLASS_SET_ASK, May.CLASS_SET_FILL)
def class_set_cancel(request: Request, pk: int) -> HttpResponseBase:
    kept = _visible(request, pk)
    return _done(request, kept, lambda: cancel_class_set(kept, by=request.actor), "It is taken back.")


@require_POST
@page(May.CLASS_SET_FILL)
def class_set_hand_out(request: Request, pk: int) -> HttpResponseBase:
    """All that is set aside, to the teacher; what cannot go is named."""
    kept, back = _visible(request, pk), reverse("library:class_set", args=[pk])
    result: dict[str, Any] = {}
    wrong = go_after(request, back, lambda: result.update(done=hand_out_class_set(kept, by=request.actor)), "")
    if "done" not in result:
        return wrong
    lent, problems = result["done"]
    text = f"{lent} copies are lent to {kept.person.name}." + (
        f" Not lent: {'; '.join(problems[:3])}" if problems else ""
    )
    return redirect_with_toast(request, back, Toast(text, tone="bad" if problems else "good"))


def _done(request: Request, kept: ClassSet, act: Callable[[], object], text: str) -> HttpResponseBase:
    return go_after(request, reverse("library:class_set", args=[kept.pk]), act, text)


def _visible(request: Request, pk: int) -> ClassSet:
    rows = ClassSet.objects.all().visible_to(request.actor).select_related("title", "section", "person", "organisation")
    kept: ClassSet = get_object_or_404(rows, pk=pk)
    return kept
