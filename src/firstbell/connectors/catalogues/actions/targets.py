"""Add catalogues, change them, remove them, and try them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError
from django.utils import timezone

from firstbell.connectors.catalogues.actions._checks import check_target
from firstbell.connectors.catalogues.actions._trials import FAIL, look_at, verdict_of
from firstbell.connectors.catalogues.events import TargetRemoved, TargetSaved, TargetTried
from firstbell.connectors.catalogues.models import CatalogueTarget
from firstbell.connectors.catalogues.permissions import CataloguesPermission
from firstbell.core.actor import Actor
from firstbell.core.errors import Conflict, Invalid
from firstbell.core.events import change

#: What a form gives; the rest is the program's own.
FIELDS = (
    "name", "protocol", "is_on", "position", "url", "version", "record_schema", "host", "port", "database", "syntax", "encoding",
    "isbn_index", "title_index", "author_index", "username", "password", "seconds", "is_private_allowed", "trial_isbn",
)  # fmt: skip
#: Where the password goes: changed, it has to be entered again, or whoever may edit could have it sent to themselves.
_WHERE = ("protocol", "url", "host", "port", "username")


def add_target(*, values: Mapping[str, Any], by: Actor) -> CatalogueTarget:
    """Raises Forbidden (``catalogues.target.edit``; ``catalogues.private.allow`` for one in the own network), Invalid, Conflict."""
    by.require(CataloguesPermission.TARGET_EDIT)
    return _save(CatalogueTarget(), values, by)


def edit_target(target: CatalogueTarget, *, values: Mapping[str, Any], by: Actor) -> CatalogueTarget:
    """``values`` may leave fields out; an empty password keeps the stored one. Raises as :func:`add_target`."""
    by.require(CataloguesPermission.TARGET_EDIT)
    return _save(CatalogueTarget.objects.get(pk=target.pk), values, by)


def remove_target(target: CatalogueTarget, *, by: Actor) -> None:
    """Ask it no more and forget it. Records copied from it stay. Raises Forbidden (``catalogues.target.edit``)."""
    by.require(CataloguesPermission.TARGET_EDIT)
    with change(by) as unit:
        unit.publish(TargetRemoved(subject=target.ref, org_path=""))
        target.delete()


def try_target(target: CatalogueTarget, *, by: Actor) -> list[dict[str, str]]:
    """Look for the trial book there, whether the target is on or not; the findings stay with it.

    Raises Forbidden (``catalogues.target.edit``).
    """
    by.require(CataloguesPermission.TARGET_EDIT)
    findings = look_at(target)
    with change(by) as unit:
        _keep(target, findings)
        said = "fails" if target.verdict == FAIL else "answers"
        unit.publish(TargetTried(subject=target.ref, org_path="", note=said))
    return findings


def check_targets(*, by: Actor) -> str:
    """Try all that are on, one after the other; what was found stays with each. Raises Forbidden."""
    by.require(CataloguesPermission.TARGET_EDIT)
    targets = list(CatalogueTarget.objects.filter(is_on=True))
    for target in targets:
        _keep(target, look_at(target))
    failing = sum(target.verdict == FAIL for target in targets)
    return f"{len(targets)} catalogues tried, {failing} fail"


def _keep(target: CatalogueTarget, findings: list[dict[str, str]]) -> None:
    target.tested_at, target.findings, target.verdict = timezone.now(), findings, verdict_of(findings)
    target.save(update_fields=["tested_at", "findings", "verdict"])


def _save(target: CatalogueTarget, values: Mapping[str, Any], by: Actor) -> CatalogueTarget:
    given = {name: value.strip() if isinstance(value, str) else value for name, value in values.items()}
    if unknown := given.keys() - set(FIELDS):
        raise Invalid(f"A catalogue has no {min(unknown)}.", field=min(unknown))
    password = given.pop("password", "")
    old = {name: getattr(target, name) for name in given}
    for name, value in given.items():
        setattr(target, name, value)
    changes = {name: (old[name] if target.pk else None, getattr(target, name)) for name in given}
    changes = {name: pair for name, pair in changes.items() if pair[0] != pair[1]}
    has_moved = bool(target.pk) and any(name in changes for name in _WHERE)
    if target.is_private_allowed and (has_moved or not target.pk or "is_private_allowed" in changes):
        by.require(CataloguesPermission.PRIVATE_ALLOW)
    if not target.username:
        target.password = password = ""
    check_target(target, password, has_moved=has_moved)
    if password:
        target.password, changes["password"] = password, ("", "entered anew")
    if has_moved:
        target.tested_at, target.verdict, target.findings = None, CatalogueTarget.Verdict.UNKNOWN, []
    target.source, target.last_checked = f"Set by {by.name}"[:300], timezone.localdate()
    _refuse_taken(target)
    try:
        with change(by) as unit:
            target.save()
            unit.publish(TargetSaved(subject=target.ref, org_path="", changes=changes))
    except IntegrityError as error:
        raise _taken(target) from error
    return target


def _refuse_taken(target: CatalogueTarget) -> None:
    if CatalogueTarget.objects.filter(name=target.name).exclude(pk=target.pk).exists():
        raise _taken(target)


def _taken(target: CatalogueTarget) -> Conflict:
    return Conflict(f"A catalogue is called “{target.name}” already.", remedy="Give another name.", field="name")
