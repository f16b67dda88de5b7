"""The library on other rooms' pages: a copy's own page where others see the thing; what an import of records wrote."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse

from firstbell.core.actor import Actor
from firstbell.core.models import ImportRun
from firstbell.core.panels import Panel, register
from firstbell.core.permissions import CorePermission
from firstbell.inventory.models import ItemType
from firstbell.inventory.ports import register_page
from firstbell.library.forms.loads import LoadOptionsForm
from firstbell.library.models import Copy, Load
from firstbell.library.permissions import LibraryPermission
from firstbell.library.queries.wishes import open_requests
from firstbell.people.models import Person


def page_of_copy(item_id: int, actor: Actor) -> str:
    """A scan and every link to the thing lead to the copy; what is library material but no copy stays with inventory."""
    if (
        not actor.can(LibraryPermission.CATALOGUE_WORK)
        or not Copy.objects.visible_to(actor).filter(pk=item_id).exists()
    ):
        return ""
    return reverse("library:copy", args=[item_id])


register_page(ItemType.Purpose.LIBRARY, page_of_copy)


def person_wishes(person: Person, actor: Actor) -> Mapping[str, Any] | None:
    """The way to a student's page of wishes, there or not: the card itself tells nothing. No statement."""
    if not person.is_student or not actor.can(LibraryPermission.FAMILY_WISH_EDIT, at=person.organisation.scope_path):
        return None
    return {"person": person}


def home_letters(_today: Any, actor: Actor) -> Mapping[str, Any] | None:
    """How many letters of families wait; nobody is named. One statement, for the librarian."""
    count = open_requests(actor).count()
    return {"count": count} if count else None


def home_family(_today: Any, actor: Actor) -> Mapping[str, Any] | None:
    """The way to the page where guardians write to the library. No statement."""
    return {} if "guardian" in actor.roles else None


SOURCE = "library_marc"


def load_choices(run: ImportRun, actor: Actor) -> Mapping[str, Any] | None:
    if run.source_key != SOURCE or not run.is_repeatable or not actor.can(CorePermission.IMPORT_RUN, at=run.org_path):
        return None
    return {
        "run": run,
        "form": LoadOptionsForm(initial=dict(run.options), actor=actor, auto_id="load_%s"),
        "can_edit": actor.can(LibraryPermission.RULE_EDIT),
    }


def load_written(run: ImportRun, actor: Actor) -> Mapping[str, Any] | None:
    if run.source_key != SOURCE:
        return None
    load = Load.objects.filter(run=run.pk).first()
    if load is None and not run.quarantine:
        return None
    may = actor.can(LibraryPermission.TITLE_EDIT) and load is not None and load.undone_at is None
    title = "What it wrote" if load is not None else "Records kept aside"
    return {"run": run, "load": load, "can_undo": may, "title": title}


register(
    Panel(
        "core.import_run",
        "library.load_choices",
        "library/panel_load_choices.html",
        load_choices,
        CorePermission.IMPORT_RUN,
        10,
    )
)
register(
    Panel(
        "core.import_run",
        "library.load_written",
        "library/panel_load.html",
        load_written,
        CorePermission.IMPORT_VIEW,
        20,
    )
)
register(
    Panel(
        "people.person",
        "library.wishes",
        "library/panel_wishes.html",
        person_wishes,
        LibraryPermission.FAMILY_WISH_EDIT,
        86,
    )
)
register(
    Panel(
        "core.home",
        "library.letters",
        "library/panel_letters.html",
        home_letters,
        LibraryPermission.FAMILY_WISH_EDIT,
        36,
    )
)
register(Panel("core.home", "library.family", "library/panel_family.html", home_family, order=60))
