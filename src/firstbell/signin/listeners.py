"""What signing in, signing out and losing an account bring with them."""

from __future__ import annotations

from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.account.models import EmailAddress
from allauth.account.signals import password_changed, password_reset, password_set
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed
from allauth.socialaccount.models import SocialAccount
from django.contrib import messages
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.dispatch import receiver
from django.http import HttpRequest

from firstbell.core.actor import Actor, system_actor
from firstbell.core.events import listens
from firstbell.core.rotation import Drawer, register_drawer
from firstbell.people.events import AccountDeactivated, PersonForgotten, PersonWithdrawn
from firstbell.people.models import Account
from firstbell.people.queries import actor_of_account
from firstbell.signin.actions.factors import note_factor
from firstbell.signin.actions.seals import break_seal
from firstbell.signin.actions.sessions import begin_session, end_sessions
from firstbell.signin.devices import device_of
from firstbell.signin.gate import put_sealed, sealed_texts
from firstbell.signin.middleware import FACTOR_DUE, ROW
from firstbell.signin.models import LinkedIdentity, SealedAccount, SignedInSession
from firstbell.signin.ports import VOUCHED, WAY
from firstbell.signin.queries import factor_duty

_BY = system_actor("sign-in", via="web")
register_drawer(Drawer("second factors", sealed_texts, put_sealed))


@receiver(user_logged_in)
def on_sign_in(request: HttpRequest, user: Account, **_: Any) -> None:
    """Note the session; ask for a second factor when a rule does; sound the alarm for the sealed account."""
    if request.session.session_key is None:
        request.session.save()
    way = request.session.pop(WAY, "") or _way_of(request, user)
    is_vouched = bool(request.session.pop(VOUCHED, False))
    session = begin_session(
        user,
        key=str(request.session.session_key),
        device=device_of(request.META.get("HTTP_USER_AGENT", "")),
        way=way,
        by=_BY,
    )
    request.session[ROW] = session.pk
    seal = SealedAccount.objects.filter(account=user).first()
    if seal is not None:
        break_seal(seal, by=_BY)
        return
    duty = factor_duty(user)
    if duty.is_overdue and not is_vouched:
        request.session[FACTOR_DUE] = True
    elif duty.is_announced and duty.since is not None and not is_vouched and hasattr(request, "_messages"):
        messages.warning(
            request, f"From {duty.since:%B %-d, %Y} you need a second factor: set one up under “My account”."
        )


def _way_of(request: HttpRequest, account: Account) -> str:
    records = get_authentication_records(request, account)
    if any(record.get("passwordless") for record in records):
        return "Passkey"
    return "Password and second factor" if any(one.get("method") == "mfa" for one in records) else "Password"


@receiver(user_logged_out)
def on_sign_out(request: HttpRequest, user: Account | None, **_: Any) -> None:
    """The session is no longer listed."""
    key = getattr(request, "session", None) and request.session.session_key
    if user is not None and key:
        SignedInSession.objects.filter(key=key).delete()


@receiver(password_changed)
@receiver(password_set)
@receiver(password_reset)
def on_password(request: HttpRequest, user: Account, **_: Any) -> None:
    """A new password ends every other session; this one goes on under a new key."""
    key = request.session.session_key or ""
    SignedInSession.objects.filter(pk=request.session.get(ROW, 0), account=user).update(key=key)
    end_sessions(user, but_key=key, reason="New password", by=actor_of_account(user))


@receiver(authenticator_added)
def on_factor_added(request: HttpRequest, user: Account, authenticator: Authenticator, **_: Any) -> None:
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        request.session.pop(FACTOR_DUE, None)
    note_factor(user, what=str(authenticator.get_type_display()), was_added=True, by=actor_of_account(user))


@receiver(authenticator_removed)
def on_factor_removed(request: HttpRequest, user: Account, authenticator: Authenticator, **_: Any) -> None:
    if factor_duty(user).is_overdue:
        request.session[FACTOR_DUE] = True
    note_factor(user, what=str(authenticator.get_type_display()), was_added=False, by=actor_of_account(user))


@listens(AccountDeactivated)
def on_switched_off(event: AccountDeactivated, _by: Actor) -> None:
    """Nobody stays signed in to an account that is off."""
    for account in Account.objects.filter(pk=event.subject.id):
        end_sessions(account, reason="Account switched off", by=_BY)


@listens(PersonWithdrawn)
def on_withdrawn(event: PersonWithdrawn, _by: Actor) -> None:
    """Withdrawn people are out at once, also when the roster withdrew them."""
    for account in Account.objects.filter(person_id=event.subject.id).select_related("person__organisation"):
        end_sessions(account, reason="Withdrawn", by=_BY)


@listens(PersonForgotten)
def drop_identities(event: PersonForgotten, _by: Actor) -> None:
    """Somebody was forgotten: the outside accounts, second factors and sessions of theirs go."""
    accounts = Account.objects.filter(person_id=event.subject.id)
    LinkedIdentity.objects.filter(account__in=accounts).delete()
    SignedInSession.objects.filter(account__in=accounts).delete()
    SocialAccount.objects.filter(user__in=accounts).delete()
    Authenticator.objects.filter(user__in=accounts).delete()
    EmailAddress.objects.filter(user__in=accounts).delete()
