"""Changes to the tree of organisations: add, edit, move, close."""

from __future__ import annotations

import zoneinfo
from typing import Any

from django.db import transaction
from django.db.models import F, Q, Value
from django.db.models.functions import Concat, Substr
from django.utils import timezone

from firstbell.core import search
from firstbell.core.actor import Actor
from firstbell.core.errors import Conflict, Invalid
from firstbell.core.events import change
from firstbell.core.models import SearchDocument
from firstbell.core.scope import EVERYWHERE
from firstbell.people.events import OrganisationAdded, OrganisationEdited, OrganisationMoved
from firstbell.people.models import Organisation
from firstbell.people.models.organisations import path_below
from firstbell.people.permissions import PeoplePermission

EDITABLE = ("name", "code", "identifier", "time_zone")
_REINDEX_AT_ONCE = 2000


def add_organisation(
    *,
    name: str,
    kind: str,
    parent: Organisation | None = None,
    code: str = "",
    identifier: str = "",
    time_zone: str = "",
    by: Actor,
) -> Organisation:
    """A new organisation below ``parent`` (none: a root). Its path is known once it has an id.

    Raises Forbidden, Invalid (no name, unknown kind or time zone).
    """
    by.require(PeoplePermission.ORGANISATION_EDIT, at=parent.scope_path if parent is not None else EVERYWHERE)
    _check(name=name, time_zone=time_zone)
    if kind not in Organisation.Kind.values:
        raise Invalid(f"“{kind}” is not a kind of organisation.", remedy="Use one of the list.", field="kind")
    with change(by) as unit, transaction.atomic():
        organisation = Organisation.objects.create(
            name=name.strip(),
            kind=kind,
            parent=parent,
            code=code.strip(),
            identifier=identifier.strip(),
            time_zone=time_zone.strip(),
        )
        organisation.path = path_below(parent, organisation.pk)
        organisation.save(update_fields=["path"])
        unit.publish(OrganisationAdded(subject=organisation.ref, org_path=organisation.scope_path))
    return organisation


def edit_organisation(organisation: Organisation, *, values: dict[str, str], by: Actor) -> Organisation:
    """Change name, code, official number or time zone. Raises Forbidden, Invalid."""
    by.require(PeoplePermission.ORGANISATION_EDIT, at=organisation.scope_path)
    unknown = set(values) - set(EDITABLE)
    if unknown:
        raise Invalid(f"“{min(unknown)}” cannot be changed here.", field=min(unknown))
    _check(name=values.get("name", organisation.name), time_zone=values.get("time_zone", organisation.time_zone))
    changes: dict[str, tuple[Any, Any]] = {}
    for field, value in values.items():
        old = getattr(organisation, field)
        if value.strip() != old:
            changes[field] = (old, value.strip())
            setattr(organisation, field, value.strip())
    if changes:
        with change(by) as unit:
            organisation.save(update_fields=list(changes))
            unit.publish(
                OrganisationEdited(subject=organisation.ref, org_path=organisation.scope_path, changes=changes)
            )
    return organisation


def move_organisation(organisation: Organisation, *, to: Organisation | None, by: Actor) -> Organisation:
    """Hang the organisation, with everything below it, under another one (None: make it a root).

    Rewrites the paths of the subtree and the search documents of what lies in it. Entries of the
    audit trail keep the path they were written with. Raises Forbidden, Invalid (a loop).
    """
    by.require(PeoplePermission.ORGANISATION_EDIT, at=organisation.scope_path)
    by.require(PeoplePermission.ORGANISATION_EDIT, at=to.scope_path if to is not None else EVERYWHERE)
    with change(by) as unit:
        organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
        if to is not None:
            to = Organisation.objects.select_for_update().get(pk=to.pk)
        old, old_parent = organisation.scope_path, organisation.parent
        if to is not None and to.scope_path.startswith(old):
            raise Invalid(
                f"{organisation} cannot hang below {to}, which hangs below it.",
                remedy="Choose an organisation outside of its own tree.",
                field="to",
            )
        new = path_below(to, organisation.pk)
        if new == old:
            return organisation
        _rewrite_paths(old, new)
        organisation.parent, organisation.path = to, new
        organisation.save(update_fields=["parent"])
        _reindex_below(organisation)
        unit.publish(
            OrganisationMoved(
                subject=organisation.ref,
                org_path=new,
                changes={"parent": (str(old_parent or "none"), str(to or "none")), "path": (old, new)},
            )
        )
    return organisation


def close_organisation(organisation: Organisation, *, by: Actor) -> Organisation:
    """The school or office is no more; what it had stays readable. Raises Conflict while something below is open."""
    by.require(PeoplePermission.ORGANISATION_EDIT, at=organisation.scope_path)
    if organisation.children.filter(closed_at=None).exists():
        raise Conflict(
            f"{organisation} still has organisations below it.", remedy="Close or move those first, then try again."
        )
    if organisation.closed_at is None:
        with change(by) as unit:
            organisation.closed_at = timezone.now()
            organisation.save(update_fields=["closed_at"])
            unit.publish(
                OrganisationEdited(
                    subject=organisation.ref,
                    org_path=organisation.scope_path,
                    changes={"closed": (None, organisation.closed_at)},
                )
            )
    return organisation


def _check(*, name: str, time_zone: str) -> None:
    if not name.strip():
        raise Invalid("The organisation needs a name.", remedy="Write its name.", field="name")
    if time_zone.strip() and time_zone.strip() not in zoneinfo.available_timezones():
        raise Invalid(
            f"“{time_zone}” is not a time zone.",
            remedy="Use an IANA name such as America/Chicago, or leave it empty.",
            field="time_zone",
        )


def _rewrite_paths(old: str, new: str) -> None:
    """``old`` and every path that begins with it now begin with ``new``."""
    Organisation.objects.filter(path__startswith=old).update(path=Concat(Value(new), Substr(F("path"), len(old) + 1)))


def _reindex_below(organisation: Organisation) -> None:
    """Search documents carry the ids of all organisations above their object: write those below here again."""
    word = f"o{organisation.pk}"
    found = SearchDocument.objects.filter(Q(scope__contains=f" {word} ") | Q(scope__endswith=f" {word}"))
    by_kind: dict[str, list[int]] = {}
    for kind, object_id in found.values_list("kind", "object_id"):
        by_kind.setdefault(kind, []).append(object_id)
    for kind, ids in by_kind.items():
        for start in range(0, len(ids), _REINDEX_AT_ONCE):
            search.index(kind, ids[start : start + _REINDEX_AT_ONCE])
