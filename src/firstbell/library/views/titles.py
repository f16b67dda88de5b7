"""The staff's side of the catalogue: the list of titles, and a title with all that is known of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, cast

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import Http404, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse, reverse_lazy
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST

from firstbell.core.actor import Actor
from firstbell.core.answers import go_after
from firstbell.core.http import Request, page, redirect_with_toast
from firstbell.core.listing import Column, Listing, list_page
from firstbell.core.merging import merges_into
from firstbell.core.ui import marks
from firstbell.core.ui.shapes import Crumb, Empty, Fact
from firstbell.core.ui.toasts import Toast
from firstbell.library.actions.titles import delete_title, set_hidden
from firstbell.library.content import language_name
from firstbell.library.forms.titles import TitleFilterForm
from firstbell.library.models import NOT_ON_LIST, Copy, Record, Title
from firstbell.library.permissions import LibraryPermission as May
from firstbell.library.queries.finding import narrowed
from firstbell.library.queries.records import readable
from firstbell.library.views.states import state_badge

COPIES_SHOWN = 100


def flags(title: Title) -> SafeString | str:
    """What a librarian should know before the rest: temporary, hidden."""
    found = []
    if title.is_temporary:
        found.append(marks.badge("To be finished", tone="warn", icon="edit"))
    if title.is_hidden:
        found.append(marks.badge("Hidden", tone="neutral", icon="lock"))
    return SafeString(" ").join(found) if found else ""


def crumbs() -> list[Crumb]:
    return [Crumb("Catalogue", reverse("library:titles"))]


def _state_words(title: Title) -> str:
    words = [text for text, is_so in (("to be finished", title.is_temporary), ("hidden", title.is_hidden)) if is_so]
    return ", ".join(words)


class TitleList(Listing[Title]):
    """All titles, by title. The count of copies comes in one query for the rows of the page."""

    name = "library.titles"
    title = "Catalogue"
    default_sort = "title"
    columns: ClassVar = (
        Column[Title]("title", "Title", value=lambda t: t.name, sort=("sort_title", "pk"), primary=True),
        Column[Title]("author", "Author", value=lambda t: t.author, sort=("author_sort", "pk")),
        Column[Title]("year", "Year", value=lambda t: t.year_text or t.year or "", sort=("year", "pk")),
        Column[Title]("format", "Format", value=lambda t: t.get_format_display()),
        Column[Title]("copies", "Copies", value=lambda t: getattr(t, "copy_count", 0), numeric=True),
        Column[Title]("state", "State", value=_state_words, html=flags),
        Column[Title]("edition", "Edition", value=lambda t: t.edition, shown=False),
        Column[Title]("publisher", "Publisher", value=lambda t: t.publisher, shown=False),
        Column[Title]("language", "Language", value=lambda t: language_name(t.language), shown=False),
        Column[Title]("audience", "Audience", value=lambda t: t.get_audience_display(), shown=False),
        Column[Title]("dewey", "Dewey number", value=lambda t: t.dewey, code=True, shown=False),
        Column[Title]("number", "Control number", value=lambda t: t.control_number, code=True, shown=False),
        Column[Title]("changed", "Changed", value=lambda t: t.changed_at, sort=("changed_at", "pk"), shown=False),
    )
    empty = Empty(
        "book",
        "No titles yet",
        "Scan an ISBN to add the first one, or load a file of records.",
        "Add by ISBN",
        cast(str, reverse_lazy("library:quick_add")),
    )

    def queryset(self, actor: Actor) -> QuerySet[Title]:
        return Title.objects.visible_to(actor)

    def form(self, data: QueryDict, actor: Actor) -> TitleFilterForm:
        return TitleFilterForm(data or None, actor=actor)

    def filtered(self, queryset: QuerySet[Title], data: Mapping[str, Any], actor: Actor) -> QuerySet[Title]:
        for name, column in (
            ("format", "format"),
            ("language", "language"),
            ("year_from", "year__gte"),
            ("year_to", "year__lte"),
        ):
            if data.get(name):
                queryset = queryset.filter(**{column: data[name]})
        if data.get("school"):
            here = Copy.objects.filter(product_id=OuterRef("pk"), organisation=data["school"]).exclude(
                status__in=NOT_ON_LIST
            )
            queryset = queryset.filter(Exists(here))
        return _in_state(queryset, data.get("state") or "")

    def searched(self, queryset: QuerySet[Title], text: str, actor: Actor) -> QuerySet[Title]:
        return narrowed(queryset, text)

    def url(self, row: Title) -> str:
        return reverse("library:work_title", args=[row.pk])

    def prepared(self, rows: list[Title], actor: Actor) -> list[Title]:
        counted = (
            Copy.objects.filter(product_id__in=[row.pk for row in rows])
            .exclude(status__in=NOT_ON_LIST).order_by().values_list("product_id").annotate(number=Count("pk"))
        )  # fmt: skip
        numbers = dict(counted)
        for row in rows:
            row.copy_count = numbers.get(row.pk, 0)  # type: ignore[attr-defined]
        return rows


def _in_state(queryset: QuerySet[Title], state: str) -> QuerySet[Title]:
    conditions: dict[str, Any] = {
        "temporary": Q(is_temporary=True),
        "hidden": Q(is_hidden=True),
        "remarks": Exists(Record.objects.filter(title_id=OuterRef("pk")).exclude(remarks=[])),
        "salvaged": Exists(Record.objects.filter(title_id=OuterRef("pk"), was_salvaged=True)),
        "no_copies": ~Exists(Copy.objects.filter(product_id=OuterRef("pk")).exclude(status__in=NOT_ON_LIST)),
        "no_record": ~Exists(Record.objects.filter(title_id=OuterRef("pk"))),
    }
    return queryset.filter(conditions[state]) if state in conditions else queryset


@page(May.CATALOGUE_WORK)
def titles(request: Request) -> HttpResponseBase:
    context = {"may_edit": request.actor.can(May.TITLE_EDIT), "may_rule": request.actor.can(May.RULE_EDIT)}
    return list_page(request, TitleList(), template="library/work_titles.html", context=context)


def work_title(actor: Actor, pk: int) -> Title:
    """The title, hidden or not, for those who work on the catalogue; else 404."""
    found = Title.objects.visible_to(actor).select_related("item_type").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


@page(May.CATALOGUE_WORK)
def title(request: Request, pk: int) -> HttpResponseBase:
    """What the record says, the copies with their states, versions, remarks, what happened."""
    try:
        found = work_title(request.actor, pk)
    except Http404:
        became = Title.objects.visible_to(request.actor).filter(merged=pk).first()
        if became is None:
            raise
        return redirect("library:work_title", became.pk)
    actor = request.actor
    copies = copies_of(found, actor)
    record = Record.objects.filter(title_id=found.pk).first()
    context = {
        "page_title": found.full_title or found.name,
        "breadcrumbs": crumbs(),
        "title": found,
        "flags": flags(found),
        "facts": facts_of(found),
        "uses": list(found.uses.select_related("heading")),
        "numbers": list(found.numbers.all()),
        "levels": list(found.levels.all()),
        "copies": copies[:COPIES_SHOWN],
        "more_copies": len(copies) > COPIES_SHOWN,
        "record": record,
        "lines": readable(record),
        "former": list(found.former_records.defer("data")[:20]),
        "merges": merges_into(Title.KIND_REF, found.pk),
        "cover": getattr(found, "cover", None),
        "may_edit": actor.can(May.TITLE_EDIT),
        "may_add": actor.can(May.COPY_EDIT),
    }
    return render(request, "library/work_title.html", context)


def copies_of(found: Title, actor: Actor) -> list[Copy]:
    """Copies by school and shelf, withdrawn ones last; never who has one."""
    rows = (
        Copy.objects.visible_to(actor)
        .filter(product_id=found.pk)
        .select_related("organisation", "item_type", "shelving_place")
    )
    ordered = list(
        rows.defer("notes").order_by("organisation__name", "genre_key", "call_sort", "pk")[: COPIES_SHOWN + 1]
    )
    for copy in ordered:
        copy.state = state_badge(copy)  # type: ignore[attr-defined]
    return sorted(ordered, key=lambda copy: copy.status in NOT_ON_LIST)


def facts_of(found: Title) -> list[Fact]:
    published = ", ".join(
        part for part in (found.published_at, found.publisher, found.year_text or str(found.year or "")) if part
    )
    facts = [
        Fact("Author", found.author),
        Fact("By", found.responsibility),
        Fact("Edition", found.edition),
        Fact("Published", published),
        Fact("Extent", found.extent),
        Fact("Format", found.get_format_display()),
        Fact("Language", language_name(found.language)),
        Fact("Audience", found.get_audience_display() if found.audience else ""),
        Fact("Fiction", "" if found.is_fiction is None else "yes" if found.is_fiction else "no"),
        Fact("Dewey number", found.dewey, code=True),
        Fact(
            "Control number", " ".join(part for part in (found.control_source, found.control_number) if part), code=True
        ),
        Fact("Type of its copies", found.item_type.name),
    ]
    return [fact for fact in facts if fact.text]


@require_POST
@page(May.TITLE_EDIT)
def title_visibility(request: Request, pk: int) -> HttpResponseBase:
    found = work_title(request.actor, pk)
    hide = request.POST.get("hide") == "1"
    text = f"“{found}” is {'hidden' if hide else 'shown'} now."
    url = reverse("library:work_title", args=[pk])
    return go_after(request, url, lambda: set_hidden(found, is_hidden=hide, by=request.actor), text)


@page(May.TITLE_EDIT)
def title_delete(request: Request, pk: int) -> HttpResponseBase:
    """Asked once more, then gone with its record and versions."""
    found = work_title(request.actor, pk)
    url = reverse("library:work_title", args=[pk])
    copies = Copy.objects.filter(product_id=pk).count()
    if request.method == "POST":
        said = go_after(request, url, lambda: delete_title(found, by=request.actor), "")
        if Title.objects.filter(pk=pk).exists():
            return said
        return redirect_with_toast(request, reverse("library:titles"), Toast(f"“{found}” is deleted."))
    context = {
        "page_title": f"Delete “{found}”?",
        "breadcrumbs": [*crumbs(), Crumb(str(found), url)],
        "title": found,
        "copies": copies,
        "cancel_url": url,
    }
    return render(request, "library/title_delete.html", context)
