"""Who still has something of the school's: the list, one person's clearance with its letter, and the paper for a homeroom."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from firstbell.circulation.forms import ClearanceFilterForm
from firstbell.circulation.models import WithdrawalCase
from firstbell.circulation.permissions import CirculationPermission as May
from firstbell.circulation.queries.clearance import clearance_of, clearance_of_many, holders, is_clear
from firstbell.core.actor import Actor
from firstbell.core.http import Request, page
from firstbell.core.listing import Column, Listing, list_page
from firstbell.core.ui.shapes import Crumb, Empty
from firstbell.people.models import Person
from firstbell.people.queries import home_languages

#: So many people a print run lists; a homeroom has thirty, a grade of a large school six hundred.
_MOST_PRINTED = 800


def _money(cents: int) -> str:
    return f"${cents / 100:,.2f}" if cents else ""


class ClearanceList(Listing[Person]):
    """Everybody who has or owes something. At the end of the year: who is not clear yet."""

    name = "circulation.clearance"
    title = "Clearance"
    about = ("pk",)
    default_sort = "name"
    columns: ClassVar = (
        Column[Person]("name", "Name", value=lambda p: p.listed_name, sort=("sort_name", "pk"), primary=True),
        Column[Person]("number", "Number", value=lambda p: p.identifier, code=True),
        Column[Person]("grade", "Grade", value=lambda p: p.grade, sort=("grade", "sort_name", "pk")),
        Column[Person]("homeroom", "Homeroom", value=lambda p: p.homeroom.title if p.homeroom else ""),
        Column[Person]("school", "School", value=lambda p: p.organisation.short),
        Column[Person]("out", "Out", value=lambda p: p.items_out, numeric=True),  # type: ignore[attr-defined]
        Column[Person]("what", "What", value=lambda p: p.what),  # type: ignore[attr-defined]
        Column[Person]("owed", "Owes", value=lambda p: _money(p.owed), numeric=True),  # type: ignore[attr-defined]
        Column[Person](
            "withdrawn", "Left", value=lambda p: p.withdrawn_on.isoformat() if p.withdrawn_on else "", shown=False
        ),
    )
    empty = Empty("check", "Everybody is clear", "Nobody you may see has or owes anything.")

    def queryset(self, actor: Actor) -> QuerySet[Person]:
        return holders(actor).select_related("organisation", "homeroom")

    def form(self, data: QueryDict, actor: Actor) -> ClearanceFilterForm:
        return ClearanceFilterForm(data or None, actor=actor)

    def filtered(self, queryset: QuerySet[Person], data: Mapping[str, Any], actor: Actor) -> QuerySet[Person]:
        for field, column in (("school", "organisation"), ("homeroom", "homeroom"), ("grade", "grade")):
            if data.get(field):
                queryset = queryset.filter(**{column: data[field]})
        standing = data.get("status") or "all"
        if standing == "all":
            return queryset
        return queryset.filter(withdrawn_on__isnull=standing == "current")

    def searched(self, queryset: QuerySet[Person], text: str, actor: Actor) -> QuerySet[Person]:
        folded = " ".join(text.casefold().split())
        return queryset.filter(sort_name__startswith=folded) | queryset.filter(identifier=text)

    def url(self, row: Person) -> str:
        return reverse("circulation:clearance_of", args=[row.pk])

    def prepared(self, rows: list[Person], actor: Actor) -> list[Person]:
        lines = clearance_of_many(rows, seen_by=actor)
        for row in rows:
            texts = [line.text for line in lines[row.pk] if line.kind == "item"]
            more = f" and {len(texts) - 3} more" if len(texts) > 3 else ""
            row.what = ", ".join(texts[:3]) + more  # type: ignore[attr-defined]
        return rows


@page(May.LOAN_VIEW)
def clearance(request: Request) -> HttpResponseBase:
    query = request.GET.urlencode()
    url = reverse("circulation:clearance_print")
    context = {
        "page_meta": "Who still has something, or owes something.",
        "print_url": f"{url}?{query}" if query else url,
    }
    return list_page(request, ClearanceList(), template="circulation/clearance.html", context=context)


@page(May.LOAN_VIEW)
def clearance_print(request: Request) -> HttpResponseBase:
    """The same people on paper, a block per homeroom, with a box to tick."""
    listing, actor = ClearanceList(), request.actor
    form = listing.form(request.GET, actor)
    data = form.cleaned_data if form.is_bound and form.is_valid() else {}
    rows = listing.filtered(listing.queryset(actor), data, actor)
    people = list(rows.order_by("organisation__name", "homeroom__title", "sort_name", "pk")[: _MOST_PRINTED + 1])
    lines = clearance_of_many(people[:_MOST_PRINTED], seen_by=actor)
    groups: dict[tuple[str, str], list[tuple[Person, list[Any]]]] = {}
    for person in people[:_MOST_PRINTED]:
        key = (person.organisation.name, person.homeroom.title if person.homeroom else "No homeroom")
        groups.setdefault(key, []).append((person, [line for line in lines[person.pk] if line.bars]))
    context = {
        "page_title": "Clearance",
        "print_back_url": reverse("circulation:clearance"),
        "groups": [(school, homeroom, found) for (school, homeroom), found in groups.items()],
        "today": timezone.localdate(),
        "has_more": len(people) > _MOST_PRINTED,
        "most": _MOST_PRINTED,
    }
    return render(request, "circulation/clearance_print.html", context)


@page()
def clearance_of_person(request: Request, pk: int) -> HttpResponseBase:
    """One person's list; everybody sees their own. ``?print=1`` is the letter in the family's language."""
    person = _person(request, pk)
    lines = clearance_of(person, seen_by=request.actor)
    if request.GET.get("print"):
        spanish = any(tag.lower().startswith("es") for tag in home_languages(person))
        context = {
            "page_title": f"Clearance of {person.name}",
            "print_back_url": reverse("circulation:clearance_of", args=[pk]),
            "person": person,
            "lines": [line for line in lines if line.bars and line.kind != "account"],
            "languages": ["en", *(["es"] if spanish else [])],
            "today": timezone.localdate(),
        }
        return render(request, "circulation/clearance_letter.html", context)
    cases = WithdrawalCase.objects.visible_to(request.actor).filter(person=person)
    context = {
        "page_title": f"Clearance of {person.name}",
        "breadcrumbs": [Crumb(person.name, reverse("people:person", args=[pk]))]
        if request.actor.can(May.LOAN_VIEW)
        else [],
        "person": person,
        "lines": lines,
        "is_clear": is_clear(lines),
        "cases": list(cases[:5]),
    }
    return render(request, "circulation/clearance_of.html", context)


def _person(request: Request, pk: int) -> Person:
    visible = Person.objects.visible_to(request.actor).select_related("organisation", "homeroom")
    person = get_object_or_404(visible, pk=pk)
    if person.pk != request.actor.person_id:
        request.actor.require(May.LOAN_VIEW, at=person.organisation.scope_path)
    return person
