"""Letting an outside identity in: only as an account it is linked to, or that its verified address names."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils import timezone

from firstbell.core.actor import Actor
from firstbell.core.errors import Conflict
from firstbell.core.events import change
from firstbell.core.scope import EVERYWHERE
from firstbell.people.actions.accounts import create_account
from firstbell.people.models import Account, Person
from firstbell.people.queries import actor_of_account, free_username, require_within_reach
from firstbell.signin.events import IdentityLinked, IdentityUnlinked, SignInRefused
from firstbell.signin.models import IdentityProvider, LinkedIdentity
from firstbell.signin.permissions import SigninPermission
from firstbell.signin.protocols import OutsideIdentity
from firstbell.signin.queries import is_sealed, match_for, whom_to_ask


def admit_identity(provider: IdentityProvider, identity: OutsideIdentity, *, by: Actor) -> Account:
    """The account that this identity may sign in to. It never makes a person, and never moves a link.

    Raises Conflict, each with its own code: ``switched_off``, ``foreign_domain``, ``no_address``, ``unverified``,
    ``shared_address``, ``unknown``, ``linked_otherwise``, ``not_for_outsiders``.
    """
    by.require(SigninPermission.PROVIDER_EDIT)
    if not provider.is_on:
        raise Conflict(f"Signing in with {provider} is switched off.", remedy=whom_to_ask(), code="switched_off")
    if identity.address and not provider.vouches_for(identity.address):
        raise Conflict(
            f"{provider} may not vouch for “{identity.address[:100]}” here.",
            remedy="Take your school account.",
            code="foreign_domain",
        )
    with change(by):
        known = (
            LinkedIdentity.objects.filter(provider=provider, subject=identity.subject)
            .select_related("account__person__organisation")
            .first()
        )
        if known is None:
            known = _link(provider, identity, _account_for(provider, identity, by), by)
        if not known.account.is_active:
            raise Conflict(f"The account of {known.account} is closed.", remedy=whom_to_ask(), code="switched_off")
        known.last_used_at = timezone.now()
        known.save(update_fields=["last_used_at"])
    return known.account


def _account_for(provider: IdentityProvider, identity: OutsideIdentity, by: Actor) -> Account:
    """Found by a verified address of an allowed domain, and by nothing else."""
    if not identity.address:
        raise Conflict(f"{provider} does not say who you are.", remedy=whom_to_ask(), code="no_address")
    if not (identity.is_verified or provider.trusts_addresses):
        raise Conflict(
            f"{provider} has not verified “{identity.address[:100]}”.", remedy=whom_to_ask(), code="unverified"
        )
    match = match_for(identity.address)
    if match.is_shared:
        raise Conflict(
            f"Several people here have the address “{identity.address[:100]}”.",
            remedy=whom_to_ask(),
            code="shared_address",
        )
    if match.account is not None:
        if is_sealed(match.account):
            raise Conflict(
                "This account opens with its sealed password only.", remedy=whom_to_ask(), code="not_for_outsiders"
            )
        return match.account
    if match.person is None or not provider.makes_accounts:
        raise Conflict(f"Nobody here has the address “{identity.address[:100]}”.", remedy=whom_to_ask(), code="unknown")
    return _open_account(match.person, by)


def _open_account(person: Person, by: Actor) -> Account:
    return create_account(username=free_username(person), email=person.email, person=person, by=by)


def _link(provider: IdentityProvider, identity: OutsideIdentity, account: Account, by: Actor) -> LinkedIdentity:
    if LinkedIdentity.objects.filter(provider=provider, account=account).exists():
        raise _linked_otherwise(provider, account)
    with change(by) as unit:
        try:
            with transaction.atomic():
                made = LinkedIdentity.objects.create(
                    provider=provider, account=account, subject=identity.subject, address=identity.address
                )
        except IntegrityError:
            raise _linked_otherwise(provider, account) from None
        unit.publish(
            IdentityLinked(
                subject=account.ref,
                about=(provider.ref, *account.about),
                org_path=account.scope_path,
                changes={str(provider): (None, identity.address)},
            )
        )
    return made


def _linked_otherwise(provider: IdentityProvider, account: Account) -> Conflict:
    return Conflict(
        f"The account of {account} belongs to another identity at {provider}.",
        remedy=f"If the address was given to somebody new, the old link has to be taken away. {whom_to_ask()}",
        code="linked_otherwise",
    )


def note_refusal(provider: IdentityProvider, *, address: str, why: str, by: Actor) -> None:
    """Tell the audit that somebody genuine was not let in, and why."""
    with change(by) as unit:
        unit.publish(
            SignInRefused(
                subject=provider.ref, org_path=EVERYWHERE, changes={"address": (None, address[:254])}, note=why
            )
        )


def unlink_identity(identity: LinkedIdentity, *, by: Actor) -> None:
    """The outside identity is nobody's again; the next sign-in links anew. Raises Forbidden."""
    account = identity.account
    by.require(SigninPermission.IDENTITY_UNLINK, at=account.scope_path)
    require_within_reach(actor_of_account(account).grants, by)
    with change(by) as unit:
        unit.publish(
            IdentityUnlinked(
                subject=account.ref,
                about=(identity.provider.ref, *account.about),
                org_path=account.scope_path,
                changes={str(identity.provider): (identity.address or identity.subject, None)},
            )
        )
        identity.delete()
