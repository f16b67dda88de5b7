"""Databases: the list from A to Z, who gets in how, and the signed way through a proxy."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from urllib.parse import quote

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.crypto import salted_hmac

from firstbell.core.actor import Actor
from firstbell.core.errors import Forbidden, Invalid
from firstbell.core.search import fold
from firstbell.library.models import ProxyServer, ResearchDatabase
from firstbell.library.permissions import LibraryPermission as May

#: An address is looked at again after so long.
CHECK_EVERY = dt.timedelta(days=7)
MOST = 400


@dataclass(frozen=True)
class Wanted:
    """What a reader narrows the list by; empty is everything. ``grade``: a number, kindergarten 0."""

    letter: str = ""
    subject: str = ""
    grade: int | None = None
    words: str = ""


def offered_databases(actor: Actor) -> QuerySet[ResearchDatabase]:
    """Offered ones within reach whose licence has not run out, in the order of the alphabet."""
    today = timezone.localdate()
    rows = ResearchDatabase.objects.visible_to(actor).filter(is_offered=True)
    return rows.exclude(licence_until__lt=today).select_related("organisation", "proxy")


def databases_from_a_to_z(actor: Actor, wanted: Wanted) -> tuple[list[ResearchDatabase], list[str], list[str]]:
    """The rows that fit, and all letters and subjects there are to choose from. One query."""
    everything = list(offered_databases(actor)[:MOST])
    found = [one for one in everything if _fits(one, wanted)]
    letters = sorted({one.letter for one in everything})
    subjects = sorted({subject for one in everything for subject in one.subject_list})
    return found, letters, subjects


def _fits(one: ResearchDatabase, wanted: Wanted) -> bool:
    if wanted.letter and one.letter != wanted.letter:
        return False
    if wanted.subject and wanted.subject not in one.subject_list:
        return False
    if wanted.grade is not None and not one.grade_low <= wanted.grade <= one.grade_high:
        return False
    text = fold(f"{one.name} {one.description} {one.description_es} {one.subjects}")
    return all(word in text for word in fold(wanted.words).split())


def address_of(database: ResearchDatabase, actor: Actor, *, now: dt.datetime) -> str:
    """Where a click leads. Through a proxy it is a ticket that is good for minutes, for people of the school only.

    Raises Forbidden for visitors, Invalid where the proxy is not set up.
    """
    if database.access != ResearchDatabase.Access.PROXY:
        return database.url
    if actor.account_id is None or not actor.can(May.DATABASE_READ):
        raise Forbidden(May.DATABASE_READ)
    if database.proxy is None or not database.proxy.secret:
        raise Invalid("Its proxy is not set up.", remedy="Tell the library.")
    return ticket_address(database.proxy, database.url, user=_alias(actor, now), now=now)


def ticket_address(proxy: ProxyServer, target: str, *, user: str, now: dt.datetime) -> str:
    """A link that EZproxy accepts without asking again.

    The ticket is the digest of secret, user and packet, then the packet: ``$u`` with the time in seconds, ``$g`` with
    groups where there are any, ``$e``. Source: OCLC, EZproxy, “Ticket authentication” (looked at on 2026-11-26).
    """
    packet = f"$u{int(now.timestamp())}" + (f"$g{proxy.groups}" if proxy.groups else "") + "$e"
    # The proxy chooses the digest; it signs a link of minutes.
    signed = hashlib.new(proxy.digest, f"{proxy.secret}{user}{packet}".encode()).hexdigest()
    return f"{proxy.login_url}?user={quote(user, safe='')}&ticket={quote(signed + packet, safe='')}&url={target}"


def _alias(actor: Actor, now: dt.datetime) -> str:
    """Nobody's name leaves the house: a keyed word that is another one every month."""
    return "fb" + salted_hmac("library.proxy", f"{actor.account_id} {now:%Y-%m}", algorithm="sha256").hexdigest()[:16]


def due_for_link_check(now: dt.datetime) -> QuerySet[ResearchDatabase]:
    """Offered ones nobody looked at for a week, those never looked at first."""
    rows = ResearchDatabase.objects.filter(is_offered=True).select_related("organisation")
    fresh = rows.filter(checked_at__gt=now - CHECK_EVERY).values("pk")
    return rows.exclude(pk__in=fresh).order_by("checked_at", "pk")
