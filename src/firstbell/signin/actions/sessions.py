"""Beginning and ending sessions. A session ends by taking Django's own away: the next click is a stranger's."""

from __future__ import annotations

from importlib import import_module

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from firstbell.core.actor import Actor
from firstbell.core.errors import NotFound
from firstbell.core.events import change
from firstbell.people.models import Account
from firstbell.people.queries import actor_of_account, require_within_reach
from firstbell.signin.events import SessionsEnded
from firstbell.signin.models import SignedInSession
from firstbell.signin.permissions import SigninPermission


def begin_session(account: Account, *, key: str, device: str, way: str, by: Actor) -> SignedInSession:
    """Note a sign-in on a device. Bookkeeping of one's own: no permission, no event."""
    if by.account_id != account.pk:
        by.require(SigninPermission.SESSION_END)
    now = timezone.now()
    session, _ = SignedInSession.objects.update_or_create(
        key=key,
        defaults={"account": account, "device": device[:80], "way": way[:60], "began_at": now, "seen_at": now},
    )
    return session


def end_session(session: SignedInSession, *, by: Actor) -> None:
    """One device: one's own, or that of an account whose sessions one may end. Raises Forbidden."""
    _require_end(session.account, by)
    end_sessions(session.account, only=session, by=by)


def end_sessions(
    account: Account, *, only: SignedInSession | None = None, but_key: str = "", reason: str = "", by: Actor
) -> int:
    """Sign the account out everywhere, on one device (``only``), or everywhere else (``but_key``). Returns how many.

    Raises Forbidden, NotFound when that one has ended already.
    """
    _require_end(account, by)
    rows = SignedInSession.objects.filter(account=account).exclude(key=but_key)
    if only is not None:
        rows = rows.filter(pk=only.pk)
        if not rows.exists():
            raise NotFound("This session has ended already.", remedy="Nothing to do.")
    with change(by) as unit:
        devices = list(rows.values_list("device", flat=True))
        _take_away(rows)
        if devices:
            unit.publish(
                SessionsEnded(
                    subject=account.ref,
                    about=account.about,
                    org_path=account.scope_path,
                    changes={"signed in on": (sorted(devices), None)},
                    note=reason.strip(),
                )
            )
    return len(devices)


def _require_end(account: Account, by: Actor) -> None:
    if by.account_id == account.pk:
        return
    by.require(SigninPermission.SESSION_END, at=account.scope_path)
    require_within_reach(actor_of_account(account).grants, by)


def _take_away(rows: QuerySet[SignedInSession]) -> None:
    store = import_module(settings.SESSION_ENGINE).SessionStore
    for key in rows.values_list("key", flat=True):
        store(key).delete()
    rows.delete()
