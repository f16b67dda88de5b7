"""Book lists are made, put in order, shown to readers and taken away again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import F, Max
from django.utils import timezone

from firstbell.core.actor import Actor
from firstbell.core.errors import Invalid
from firstbell.core.events import Change, change
from firstbell.core.search import fold
from firstbell.library.actions._said import line
from firstbell.library.events import BookListRemoved, BookListSaved, BookListShown
from firstbell.library.models import BookList, BookListClass, BookListTitle, Title
from firstbell.library.permissions import LibraryPermission as May
from firstbell.people.models import Organisation, Section

MOST_TITLES = 200
_TEXTS = (("name", 160, True), ("summary", 300, False), ("keywords", 300, False))
_CHOICES = (("language", BookList.Language.values), ("reach", BookList.Reach.values))


def add_book_list(
    *, organisation: Organisation, values: Mapping[str, Any], sections: Iterable[Section] = (), by: Actor
) -> BookList:
    """A list of one's own that readers do not see yet. ``values``: name, summary, keywords, language, reach, is_pick.

    Raises Forbidden (``library.pathfinder.write`` there; ``.edit`` for the first page), Invalid with the field.
    """
    by.require(May.PATHFINDER_WRITE, at=organisation.scope_path)
    with change(by) as unit:
        made = BookList(organisation=organisation, owner_id=by.account_id)
        _fill(made, values, by)
        line(made.name, "name", 160)
        made.save()
        _put_classes(made, sections, by)
        _tell(unit, made, {})
    return made


def edit_book_list(
    kept: BookList, *, values: Mapping[str, Any], sections: Iterable[Section] | None = None, by: Actor
) -> BookList:
    """Change what is named."""
    _require_edit(kept, by)
    with change(by) as unit:
        changes = {
            name: (str(getattr(kept, name)), str(new)) for name, new in values.items() if getattr(kept, name) != new
        }
        _fill(kept, values, by)
        kept.save()
        if sections is not None:
            _put_classes(kept, sections, by)
        _tell(unit, kept, changes)
    return kept


def show_book_list(kept: BookList, *, is_shown: bool, by: Actor) -> BookList:
    """Readers find it, or do not any more. Raises Invalid while it is empty, or for no class."""
    _require_edit(kept, by)
    with change(by) as unit:
        if kept.is_shown == is_shown:
            return kept
        if is_shown and not kept.entries.exists():
            raise Invalid("There is no title on it yet.", remedy="Put one on it first.", field="entries")
        if is_shown and kept.reach == BookList.Reach.CLASSES and not kept.classes.exists():
            raise Invalid("It is for no class.", remedy="Choose a class, or let others read it.", field="sections")
        kept.is_shown, kept.changed_at = is_shown, timezone.now()
        kept.shown_at = kept.changed_at if is_shown else kept.shown_at
        kept.save(update_fields=["is_shown", "changed_at", "shown_at"])
        unit.publish(
            BookListShown(
                subject=kept.ref, org_path=kept.organisation.scope_path, changes={"is_shown": (not is_shown, is_shown)}
            )
        )
        unit.reindex(BookList.KIND_REF, kept.pk)
    return kept


def remove_book_list(kept: BookList, *, by: Actor) -> None:
    """Delete it."""
    _require_edit(kept, by)
    with change(by) as unit:
        subject, pk, path = kept.ref, kept.pk, kept.organisation.scope_path
        kept.delete()
        unit.publish(BookListRemoved(subject=subject, org_path=path))
        unit.reindex(BookList.KIND_REF, pk)


def put_on_book_list(kept: BookList, title: Title, *, note: str = "", by: Actor) -> BookListTitle:
    """The title stands at the end of the list; one that is on it already stays where it is, with this note."""
    _require_edit(kept, by)
    said = line(note, "note", 300, is_needed=False)
    with change(by) as unit:
        there = kept.entries.filter(title=title).first()
        if there is None and kept.entries.count() >= MOST_TITLES:
            raise Invalid(f"The list has {MOST_TITLES} titles.", remedy="Begin another list.", field="title")
        last = kept.entries.aggregate(last=Max("position"))["last"] or 0
        entry = there or BookListTitle(book_list=kept, title=title, position=last + 1)
        entry.note = said or entry.note
        entry.save()
        _touch(unit, kept)
    return entry


def edit_book_list_title(entry: BookListTitle, *, note: str, by: Actor) -> BookListTitle:
    """Other words why it is on the list."""
    _require_edit(entry.book_list, by)
    with change(by) as unit:
        entry.note = line(note, "note", 300, is_needed=False)
        entry.save(update_fields=["note"])
        _touch(unit, entry.book_list)
    return entry


def move_book_list_title(entry: BookListTitle, *, up: bool, by: Actor) -> BookListTitle:
    """One place up or down; at the end it stays."""
    _require_edit(entry.book_list, by)
    with change(by) as unit:
        rows = list(entry.book_list.entries.select_for_update().order_by("position", "pk"))
        at = next(place for place, one in enumerate(rows) if one.pk == entry.pk)
        to = at - 1 if up else at + 1
        if 0 <= to < len(rows):
            rows[at], rows[to] = rows[to], rows[at]
            for place, one in enumerate(rows, 1):
                one.position = place
            BookListTitle.objects.bulk_update(rows, ["position"])
            _touch(unit, entry.book_list)
        entry.refresh_from_db()
    return entry


def take_off_book_list(entry: BookListTitle, *, by: Actor) -> None:
    """The title is not on the list any more."""
    _require_edit(entry.book_list, by)
    with change(by) as unit:
        entry.book_list.entries.filter(position__gt=entry.position).update(position=F("position") - 1)
        entry.delete()
        _touch(unit, entry.book_list)


def _require_edit(kept: BookList, by: Actor) -> None:
    path = kept.organisation.scope_path
    is_own = by.account_id is not None and kept.owner_id == by.account_id and by.can(May.PATHFINDER_WRITE, at=path)
    if not is_own:
        by.require(May.PATHFINDER_EDIT, at=path)


def _fill(kept: BookList, values: Mapping[str, Any], by: Actor) -> None:
    """Raises Invalid with the field, TypeError for names that are none."""
    known = {*(name for name, *_ in _TEXTS), *(name for name, _ in _CHOICES), "is_pick", "organisation"}
    if unknown := values.keys() - known:
        raise TypeError(f"A book list has no {sorted(unknown)}")
    for name, longest, is_needed in _TEXTS:
        if name in values:
            setattr(kept, name, line(values[name], name, longest, is_needed=is_needed))
    for name, choices in _CHOICES:
        if name in values and values[name] not in choices:
            raise Invalid(f"“{values[name]}” is not known.", remedy="Choose one from the list.", field=name)
        if name in values:
            setattr(kept, name, values[name])
    if "organisation" in values and values["organisation"] != kept.organisation:
        by.require(May.PATHFINDER_WRITE, at=values["organisation"].scope_path)
        kept.organisation = values["organisation"]
    if "is_pick" in values and bool(values["is_pick"]) != kept.is_pick:
        by.require(May.PATHFINDER_EDIT, at=kept.organisation.scope_path)
        kept.is_pick = bool(values["is_pick"])
    kept.search_text = " | ".join(fold(one) for one in (kept.name, kept.keywords, kept.summary))[:800]
    kept.changed_at = timezone.now()


def _put_classes(kept: BookList, sections: Iterable[Section], by: Actor) -> None:
    wanted = {one.pk for one in sections}
    known = set(Section.objects.visible_to(by).filter(pk__in=wanted).values_list("pk", flat=True))
    old = set(kept.classes.values_list("section_id", flat=True))
    if wanted - known - old:
        raise Invalid("One of the classes is not yours.", remedy="Choose from the list.", field="sections")
    kept.classes.exclude(section_id__in=wanted).delete()
    BookListClass.objects.bulk_create(BookListClass(book_list=kept, section_id=pk) for pk in sorted(wanted - old))


def _touch(unit: Change, kept: BookList) -> None:
    kept.changed_at = timezone.now()
    kept.save(update_fields=["changed_at"])
    _tell(unit, kept, {})


def _tell(unit: Change, kept: BookList, changes: Mapping[str, tuple[Any, Any]]) -> None:
    unit.publish(BookListSaved(subject=kept.ref, org_path=kept.organisation.scope_path, changes=dict(changes)))
    unit.reindex(BookList.KIND_REF, kept.pk)
