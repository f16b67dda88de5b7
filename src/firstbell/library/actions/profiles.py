"""Load profiles: changed with a version kept of what they were."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.text import slugify

from firstbell.core.actor import Actor
from firstbell.core.errors import Invalid
from firstbell.core.events import change
from firstbell.core.scope import EVERYWHERE
from firstbell.inventory.models import ItemType
from firstbell.library.events import LoadProfileEdited
from firstbell.library.matching import Rules, read_rules
from firstbell.library.models import LoadProfile, LoadProfileVersion
from firstbell.library.permissions import LibraryPermission
from firstbell.people.models import Organisation


def save_profile(
    profile: LoadProfile | None,
    *,
    name: str,
    rules: Mapping[str, Any],
    description: str = "",
    school: Organisation | None = None,
    is_active: bool = True,
    source: str = "",
    last_checked: dt.date | None = None,
    by: Actor,
) -> LoadProfile:
    """Change a profile, or make one (``profile`` None). A run that was previewed is read again with the new rules.

    Raises Invalid, naming the field, for rules that cannot be read or types that are not here; Forbidden without
    ``library.rule.edit``.
    """
    by.require(LibraryPermission.RULE_EDIT)
    read = read_rules(rules)
    _check_types(read)
    if not name.strip():
        raise Invalid("The profile has no name.", field="name")
    told: dict[str, Any] = {
        "name": name.strip(),
        "description": description.strip(),
        "school": school,
        "is_active": is_active,
    }
    told |= {"source": source.strip(), "last_checked": last_checked}
    as_json = read.as_json()
    with change(by) as unit:
        if profile is None:
            profile = LoadProfile.objects.create(key=_free_key(name), rules=as_json, **told)
            unit.publish(LoadProfileEdited(subject=profile.ref, org_path=EVERYWHERE, note="New"))
            return profile
        kept = LoadProfile.objects.select_for_update().get(pk=profile.pk)
        before = read_rules(kept.rules).as_json()
        changes: dict[str, tuple[Any, Any]] = {
            field: (str(before[field]), str(as_json[field])) for field in as_json if before[field] != as_json[field]
        }
        if changes:
            LoadProfileVersion.objects.create(
                profile=kept, version=kept.version, rules=before, until=timezone.now(), changed_by=by.name
            )
            kept.version += 1
        for field, value in told.items():
            if getattr(kept, field) != value:
                changes[field] = (str(getattr(kept, field) or ""), str(value or ""))
                setattr(kept, field, value)
        kept.rules = as_json
        kept.save()
        if changes:
            unit.publish(LoadProfileEdited(subject=kept.ref, org_path=EVERYWHERE, changes=changes))
    return kept


def _check_types(rules: Rules) -> None:
    known = set(ItemType.objects.filter(purpose=ItemType.Purpose.LIBRARY).values_list("code", flat=True))
    for code in (rules.usual_type, *(one.code for one in rules.types)):
        if code not in known:
            raise Invalid(
                f"There is no circulation type “{code}” for library material.",
                remedy=f"There are: {', '.join(sorted(known))}.",
                field="types" if code != rules.usual_type else "usual_type",
            )


def _free_key(name: str) -> str:
    start = slugify(name)[:34] or "profile"
    taken = set(LoadProfile.objects.filter(key__startswith=start).values_list("key", flat=True))
    return next(key for number in range(1, 1000) if (key := start if number == 1 else f"{start}-{number}") not in taken)
