"""Databases and the proxies that lead into them: written down, changed, looked after."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from django.db import IntegrityError, transaction
from django.utils import timezone

from firstbell.core.actor import Actor
from firstbell.core.errors import Conflict, Invalid
from firstbell.core.events import change
from firstbell.core.search import fold
from firstbell.core.secrets import readable_secret
from firstbell.library.events import DatabaseChecked, DatabaseSaved, ProxyServerSaved
from firstbell.library.models import GRADES, ProxyServer, ResearchDatabase
from firstbell.library.permissions import LibraryPermission as May
from firstbell.people.models import Organisation

Access, Check = ResearchDatabase.Access, ResearchDatabase.Check
_LENGTHS = {"name": 160, "description": 1000, "description_es": 1000, "url": 1000, "access_notes": 1000,
            "access_notes_es": 1000, "contact": 200}  # fmt: skip
_OTHERS = {"subjects", "grade_low", "grade_high", "languages", "access", "proxy", "licence_until", "is_offered"}
_LANGUAGES = ("en", "es", "fr", "de", "zh", "ar", "vi", "so", "hmn", "other")


def add_research_database(*, organisation: Organisation, values: Mapping[str, Any], by: Actor) -> ResearchDatabase:
    """``values``: name, description, url and further facts; subjects with commas, grades from −1 (PK) to 12.

    Raises Forbidden (``library.database.edit`` there), Invalid with the field, Conflict for a name that is taken.
    """
    by.require(May.DATABASE_EDIT, at=organisation.scope_path)
    database = ResearchDatabase(organisation=organisation)
    return _save(database, values, by=by)


def edit_research_database(database: ResearchDatabase, *, values: Mapping[str, Any], by: Actor) -> ResearchDatabase:
    """Change what is named. Another address is not known to answer until it was looked at."""
    by.require(May.DATABASE_EDIT, at=database.organisation.scope_path)
    return _save(database, values, by=by)


def note_link_check(
    database: ResearchDatabase, *, state: str, reason: str, at: dt.datetime, by: Actor
) -> ResearchDatabase:
    """What came of looking at its address; the trail says so when it is another finding than before."""
    by.require(May.DATABASE_EDIT, at=database.organisation.scope_path)
    with change(by) as unit:
        old = Check(database.check_state)
        database.check_state, database.check_reason, database.checked_at = state, reason[:300], at
        database.save(update_fields=["check_state", "check_reason", "checked_at"])
        if old != state:
            changes = {"check": (old.label, Check(state).label)}
            path = database.organisation.scope_path
            unit.publish(DatabaseChecked(subject=database.ref, org_path=path, changes=changes, note=reason[:300]))
    return database


def save_proxy_server(
    proxy: ProxyServer | None, *, organisation: Organisation, values: Mapping[str, Any], by: Actor
) -> ProxyServer:
    """``values``: name, login_url, digest, groups, secret (empty: as it was). Raises Invalid with the field."""
    by.require(May.DATABASE_EDIT, at=organisation.scope_path)
    if proxy is not None:
        by.require(May.DATABASE_EDIT, at=proxy.organisation.scope_path)
    kept = proxy or ProxyServer()
    kept.organisation = organisation
    for name, longest in (("name", 100), ("login_url", 300), ("groups", 200)):
        setattr(kept, name, _line(str(values.get(name, getattr(kept, name)) or ""), name, longest))
    kept.digest = str(values.get("digest") or kept.digest)
    secret = str(values.get("secret") or "").strip()
    is_new = bool(secret) and secret != readable_secret(kept, "secret")
    if secret:
        kept.secret = secret
    _check_proxy(kept)
    with change(by) as unit:
        kept.save()
        changes = {"secret": ("", "another")} if is_new else {}
        unit.publish(ProxyServerSaved(subject=kept.ref, org_path=organisation.scope_path, changes=changes))
    return kept


def _check_proxy(proxy: ProxyServer) -> None:
    if not proxy.name:
        raise Invalid("The proxy has no name.", remedy="Name it.", field="name")
    parts = urlsplit(proxy.login_url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query:
        raise Invalid(
            "That is no address of a proxy.",
            remedy="It ends with /login, as in the proxy's own links.",
            field="login_url",
        )
    if not proxy.secret:
        raise Invalid(
            "Without the secret no ticket is accepted.", remedy="Copy it from the proxy's user.txt.", field="secret"
        )
    if proxy.digest not in ProxyServer.Digest.values:
        raise Invalid("That digest is not known.", remedy="Choose one from the list.", field="digest")


def _save(database: ResearchDatabase, values: Mapping[str, Any], *, by: Actor) -> ResearchDatabase:
    asked = _cleaned(values)
    changes = {
        name: (_said(getattr(database, name)), _said(new))
        for name, new in asked.items()
        if getattr(database, name) != new
    }
    is_new = database.pk is None
    if "url" in changes:
        asked |= {"check_state": Check.UNKNOWN, "check_reason": "", "checked_at": None}
    for name, value in asked.items():
        setattr(database, name, value)
    database.sort_name, database.changed_at = _sorted_under(database.name), timezone.now()
    _check(database)
    with change(by) as unit:
        try:
            with transaction.atomic():
                database.save()
        except IntegrityError:
            raise Conflict(
                f"There is a database “{database.name}” already.", remedy="Edit that one, or say which this is."
            ) from None
        told = {} if is_new else {name: pair for name, pair in changes.items() if not name.startswith("access_notes")}
        unit.publish(DatabaseSaved(subject=database.ref, org_path=database.organisation.scope_path, changes=told))
    return database


def _cleaned(values: Mapping[str, Any]) -> dict[str, Any]:
    unknown = values.keys() - _LENGTHS.keys() - _OTHERS
    if unknown:
        raise TypeError(f"A database has no {sorted(unknown)}")
    found = dict(values)
    for name, longest in _LENGTHS.items():
        if name in found:
            found[name] = _line(str(found[name] or ""), name, longest)
    for name in ("subjects", "languages"):
        if name in found:
            found[name] = _listed(str(found[name] or ""), name)
    return found


def _check(database: ResearchDatabase) -> None:
    for name, what in (("name", "name"), ("description", "description")):
        if not getattr(database, name):
            raise Invalid(f"It has no {what}.", remedy="Write one.", field=name)
    if urlsplit(database.url).scheme not in ("http", "https") or not urlsplit(database.url).hostname:
        raise Invalid(
            "That is no web address.", remedy="Copy it from the browser: it begins with https://.", field="url"
        )
    grades = [number for number, _ in GRADES]
    if (
        database.grade_low not in grades
        or database.grade_high not in grades
        or database.grade_low > database.grade_high
    ):
        raise Invalid("The grades are not in order.", remedy="From the lowest to the highest.", field="grade_high")
    if database.access not in Access.values:
        raise Invalid("That access is not known.", remedy="Choose one from the list.", field="access")
    if database.access == Access.PROXY and database.proxy is None:
        raise Invalid("No proxy is chosen.", remedy="Choose one, or set one up first.", field="proxy")
    if database.proxy is not None and not database.organisation.scope_path.startswith(
        database.proxy.organisation.scope_path
    ):
        raise Invalid(
            "That proxy is another school's.", remedy="Choose one of the school or its district.", field="proxy"
        )
    wrong = [one for one in database.language_list if one not in _LANGUAGES]
    if wrong:
        raise Invalid(
            f"The language “{wrong[0]}” is not known.", remedy=f"Some of: {', '.join(_LANGUAGES)}.", field="languages"
        )


def _line(value: str, field: str, longest: int) -> str:
    said = " ".join(value.replace("\x00", "").split())
    if len(said) > longest:
        raise Invalid("That is too long.", remedy=f"Keep it under {longest} letters.", field=field)
    return said


def _listed(value: str, field: str) -> str:
    """“History, Science” as ``,history,science,``."""
    words = sorted({" ".join(one.lower().split()) for one in value.split(",")} - {""})
    said = f",{','.join(words)}," if words else ""
    if len(said) > (300 if field == "subjects" else 60):
        raise Invalid("Those are too many.", remedy="Keep the ones people look for.", field=field)
    return said


def _sorted_under(name: str) -> str:
    """Without the article, folded."""
    first, _, rest = fold(name).partition(" ")
    return (rest if first in ("the", "a", "an", "el", "la") and rest else fold(name)).lstrip(" \"'“(")[:160]


def _said(value: Any) -> Any:
    return value if value is None or isinstance(value, str | int | dt.date) else str(value)
