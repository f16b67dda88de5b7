"""Changes to who holds which role where. Nobody gives more than they hold themselves."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from firstbell.core.actor import Actor, all_roles
from firstbell.core.errors import Conflict, Invalid
from firstbell.core.events import change
from firstbell.core.refs import Ref
from firstbell.core.scope import EVERYWHERE
from firstbell.people.events import RoleGranted, RoleRevoked, RoleRuleEdited
from firstbell.people.models import Account, Organisation, RoleGrant, RoleRule
from firstbell.people.permissions import PeoplePermission
from firstbell.people.queries import other_role_givers


def grant_role(
    account: Account,
    role: str,
    *,
    organisation: Organisation | None = None,
    reason: str = "",
    expires_on: dt.date | None = None,
    by: Actor,
) -> RoleGrant:
    """Give a role at an organisation and everything below it (none: everywhere).

    Raises Forbidden when the role may do something that the giver may not do there, Invalid
    (unknown role, expiry in the past), Conflict when it is held already.
    """
    path = organisation.scope_path if organisation is not None else EVERYWHERE
    by.require(PeoplePermission.ROLE_GRANT, at=path)
    _require_all_of(role, path, by)
    _require_another(role, account, path, by)
    if expires_on is not None and expires_on < timezone.localdate():
        raise Invalid("The last day is in the past.", remedy="Choose today or later.", field="expires_on")
    standing = RoleGrant.objects.filter(account=account, role=role, organisation=organisation)
    if any(grant.expires_on is None or grant.expires_on >= timezone.localdate() for grant in standing):
        raise Conflict(f"{account} holds this role there already.", remedy="Nothing to do.", field="role")
    with change(by) as unit:
        grant = RoleGrant.objects.create(
            account=account,
            role=role,
            organisation=organisation,
            reason=reason.strip()[:200],
            granted_by=by.name,
            expires_on=expires_on,
        )
        unit.publish(
            RoleGranted(
                subject=_ref(account),
                about=_about(account),
                org_path=path,
                changes={"role": (None, _words(grant))},
                note=grant.reason,
            )
        )
    return grant


def revoke_role(grant: RoleGrant, *, reason: str = "", by: Actor) -> None:
    """Take the role away. Raises Forbidden, and Conflict for the last one who may give roles at all."""
    path = grant.organisation.scope_path if grant.organisation is not None else EVERYWHERE
    by.require(PeoplePermission.ROLE_GRANT, at=path)
    role = all_roles().get(grant.role)
    if role is not None:
        _require_all_of(grant.role, path, by)
        if PeoplePermission.ROLE_GRANT in role.permissions and not other_role_givers(grant).exists():
            raise Conflict(
                "This is the last person who may give roles.", remedy="Give the role to somebody else first."
            )
    with change(by) as unit:
        unit.publish(
            RoleRevoked(
                subject=_ref(grant.account),
                about=_about(grant.account),
                org_path=path,
                changes={"role": (_words(grant), None)},
                note=reason.strip(),
            )
        )
        grant.delete()


def edit_role_rule(rule: RoleRule, *, role: str, source: str, by: Actor) -> RoleRule:
    """Which role a roster role gives, district-wide; empty: none. Notes today as last checked.

    Raises Forbidden, Invalid.
    """
    by.require(PeoplePermission.ROLE_GRANT, at=EVERYWHERE)
    if role:
        _require_all_of(role, EVERYWHERE, by)
    changes = {"role": (rule.role or "nothing", role or "nothing")} if rule.role != role else {}
    with change(by) as unit:
        rule.role, rule.source, rule.last_checked = role, source.strip()[:200], timezone.localdate()
        rule.save(update_fields=["role", "source", "last_checked"])
        subject = Ref("people.role_rule", rule.pk, rule.get_roster_role_display())
        unit.publish(RoleRuleEdited(subject=subject, org_path=EVERYWHERE, changes=changes, note=rule.source))
    return rule


def _require_all_of(role: str, path: str, by: Actor) -> None:
    known = all_roles().get(role)
    if known is None:
        raise Invalid(f"There is no role “{role}”.", remedy="Choose one of the list.", field="role")
    for permission in sorted(known.permissions - known.apart):
        by.require(permission, at=path)


def _require_another(role: str, account: Account, path: str, by: Actor) -> None:
    """What guards something from those who administer is nobody's to give to themselves."""
    if account.pk == by.account_id:
        for permission in sorted(all_roles()[role].apart):
            by.require(permission, at=path)


def _words(grant: RoleGrant) -> str:
    role = all_roles().get(grant.role)
    where = grant.organisation.name if grant.organisation is not None else "everywhere"
    return f"{role.label if role is not None else grant.role}, {where}"


def _ref(account: Account) -> Ref:
    return Ref("people.account", account.pk, account.display_name)


def _about(account: Account) -> tuple[Ref, ...]:
    return (account.person.ref,) if account.person is not None else ()
