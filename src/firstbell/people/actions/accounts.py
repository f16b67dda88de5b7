"""Changes to accounts: make, edit, switch off and on, one-time password links.

Whoever manages accounts could become anybody whose password link they make; so nobody may manage
the account of somebody who may do more than they themselves.
"""

from __future__ import annotations

from dataclasses import dataclass

from allauth.account.forms import default_token_generator
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils.http import int_to_base36

from firstbell.core.actor import Actor
from firstbell.core.errors import Conflict, Invalid
from firstbell.core.events import change
from firstbell.core.scope import EVERYWHERE
from firstbell.people.events import (
    AccountCreated,
    AccountDeactivated,
    AccountEdited,
    AccountReactivated,
    PasswordLinkMade,
)
from firstbell.people.models import Account, Person
from firstbell.people.permissions import PeoplePermission
from firstbell.people.queries import actor_of_account, free_username, grants_by_rule, require_within_reach


@dataclass(frozen=True, slots=True)
class PasswordLink:
    """The two parts of allauth's address for setting a password; good once, for three days."""

    account: Account
    uidb36: str
    key: str


def create_account(
    *, username: str, email: str = "", password: str | None = None, person: Person | None = None, by: Actor
) -> Account:
    """An account; without a password it cannot sign in before it has used a link.

    Raises Forbidden, Invalid (user name, address), Conflict (name taken, person has one).
    """
    by.require(PeoplePermission.ACCOUNT_MANAGE, at=_path_of(person))
    name, address = _checked(username, email)
    if person is not None:
        require_within_reach(grants_by_rule(person), by)
        if Account.objects.filter(person=person).exists():
            raise Conflict(f"{person} has an account already.", remedy="Make a password link for it instead.")
    _refuse_taken(name, address)
    with change(by) as unit:
        try:
            with transaction.atomic():
                account = Account.objects.create_user(name, password, email=address, person=person)
        except IntegrityError:
            _refuse_taken(name, address)
            raise
        unit.publish(AccountCreated(subject=account.ref, org_path=_path_of(person), about=account.about))
    return account


def create_account_for(person: Person, *, username: str = "", by: Actor) -> PasswordLink:
    """An account for somebody of the roster, and the one-time link to hand over.

    The user name is the roster's, else the part of the address before the @, else the number.
    """
    wanted = username.strip() or free_username(person)
    with change(by):
        account = create_account(username=wanted, email=person.email, person=person, by=by)
        return make_password_link(account, by=by)


def make_password_link(account: Account, *, by: Actor) -> PasswordLink:
    """A link with which its bearer sets this account's password, once. Raises Forbidden, Conflict when switched off."""
    _require_manage(account, by)
    if not account.is_active:
        raise Conflict(f"The account of {account} is switched off.", remedy="Switch it on first.")
    with change(by) as unit:
        unit.publish(PasswordLinkMade(subject=account.ref, org_path=account.scope_path, about=account.about))
    return PasswordLink(account, int_to_base36(account.pk), default_token_generator.make_token(account))


def edit_account(account: Account, *, username: str, email: str, by: Actor) -> Account:
    """Change user name and address. Raises Forbidden, Invalid, Conflict."""
    _require_manage(account, by)
    name, address = _checked(username, email)
    changes = {
        field: (getattr(account, field), new)
        for field, new in (("username", name), ("email", address))
        if getattr(account, field) != new
    }
    if changes:
        _refuse_taken(name, address, but=account)
        with change(by) as unit:
            account.username, account.email = name, address
            account.save(update_fields=["username", "email"])
            unit.publish(
                AccountEdited(
                    subject=account.ref,
                    org_path=account.scope_path,
                    about=account.about,
                    changes=changes,
                )
            )
    return account


def deactivate_account(account: Account, *, reason: str = "", by: Actor) -> Account:
    """Nobody signs in with it any more; open sessions and tokens end with the next click. Raises Forbidden, Conflict."""
    _require_manage(account, by)
    if account.pk == by.account_id:
        raise Conflict("This is your own account.", remedy="Ask somebody else to switch it off.")
    if account.is_active:
        with change(by) as unit:
            account.is_active = False
            account.save(update_fields=["is_active"])
            unit.publish(
                AccountDeactivated(
                    subject=account.ref, org_path=account.scope_path, about=account.about, note=reason.strip()
                )
            )
    return account


def reactivate_account(account: Account, *, by: Actor) -> Account:
    """It may be used again. Raises Forbidden."""
    _require_manage(account, by)
    if not account.is_active:
        with change(by) as unit:
            account.is_active = True
            account.save(update_fields=["is_active"])
            unit.publish(AccountReactivated(subject=account.ref, org_path=account.scope_path, about=account.about))
    return account


def _require_manage(account: Account, by: Actor) -> None:
    by.require(PeoplePermission.ACCOUNT_MANAGE, at=account.scope_path)
    require_within_reach(actor_of_account(account).grants, by)


def _path_of(person: Person | None) -> str:
    return person.organisation.scope_path if person is not None else EVERYWHERE


def _checked(username: str, email: str) -> tuple[str, str]:
    name, address = username.strip(), email.strip().lower()
    try:
        Account(username=name).clean_fields(exclude=["password", "email", "person"])
    except ValidationError as wrong:
        raise Invalid(
            f"“{name[:40]}” cannot be a user name.",
            remedy="Use letters, digits and @ . + - _ only, at most 150.",
            field="username",
        ) from wrong
    if address:
        try:
            validate_email(address)
        except ValidationError as wrong:
            raise Invalid(
                f"“{address[:60]}” is not an address.", remedy="Write name@school.org.", field="email"
            ) from wrong
    return name, address


def _refuse_taken(username: str, email: str, *, but: Account | None = None) -> None:
    """User names and addresses both sign in, so neither may be somebody else's, whatever the capitals."""
    others = Account.objects.all() if but is None else Account.objects.exclude(pk=but.pk)
    if others.filter(username__iexact=username).exists():
        raise Conflict(f"There is an account “{username}” already.", remedy="Choose another name.", field="username")
    if email and others.filter(email__iexact=email).exists():
        raise Conflict(f"“{email}” belongs to another account.", remedy="Use another address.", field="email")
