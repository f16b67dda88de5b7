"""Second factors: who must have one, and taking all of somebody's away when the phone is lost."""

from __future__ import annotations

import datetime as dt

from allauth.mfa.models import Authenticator

from firstbell.core.actor import Actor, all_roles
from firstbell.core.errors import Conflict, Invalid
from firstbell.core.events import change
from firstbell.core.refs import Ref
from firstbell.core.scope import EVERYWHERE
from firstbell.people.models import Account
from firstbell.people.queries import actor_of_account, require_within_reach
from firstbell.signin.actions.sessions import end_sessions
from firstbell.signin.events import RulesEdited, SecondFactorAdded, SecondFactorRemoved, SecondFactorsReset
from firstbell.signin.models import IdentityProvider, SecondFactorRule, SignInRules
from firstbell.signin.permissions import SigninPermission
from firstbell.signin.queries import sign_in_rules

_RULES = Ref("signin.rules", 0, "Signing in")


def edit_rules(*, passwords_allowed: bool, whom_to_ask: str, by: Actor) -> SignInRules:
    """Whether our own passwords open anything, and whom people without an account ask.

    Raises Forbidden, and Conflict for switching passwords off while no provider is on: nobody could get in.
    """
    by.require(SigninPermission.RULE_EDIT, at=EVERYWHERE)
    if not passwords_allowed and not IdentityProvider.objects.filter(is_on=True).exists():
        raise Conflict(
            "No provider is switched on, so nobody could sign in any more.",
            remedy="Switch one on and sign in with it once, then come back.",
            field="passwords_allowed",
        )
    rules = sign_in_rules()
    new = {"passwords_allowed": passwords_allowed, "whom_to_ask": whom_to_ask.strip()[:200]}
    changes = {
        name.replace("_", " "): (getattr(rules, name), value)
        for name, value in new.items()
        if getattr(rules, name) != value
    }
    if changes:
        with change(by) as unit:
            rules.passwords_allowed, rules.whom_to_ask = passwords_allowed, str(new["whom_to_ask"])
            rules.save()
            unit.publish(RulesEdited(subject=_RULES, org_path=EVERYWHERE, changes=changes))
    return rules


def require_factor(role: str, *, required_from: dt.date, note: str = "", by: Actor) -> SecondFactorRule:
    """Whoever holds the role needs a second factor from that day. Raises Forbidden, Invalid for an unknown role."""
    by.require(SigninPermission.RULE_EDIT, at=EVERYWHERE)
    known = all_roles().get(role)
    if known is None:
        raise Invalid(f"There is no role “{role}”.", remedy="Choose one of the list.", field="role")
    with change(by) as unit:
        before = SecondFactorRule.objects.filter(role=role).first()
        rule, _ = SecondFactorRule.objects.update_or_create(
            role=role, defaults={"required_from": required_from, "note": note.strip()[:200]}
        )
        old = before.required_from if before is not None else None
        unit.publish(
            RulesEdited(
                subject=_RULES,
                org_path=EVERYWHERE,
                changes={f"second factor: {known.label}": (old, required_from)},
                note=rule.note,
            )
        )
    return rule


def release_factor(rule: SecondFactorRule, *, by: Actor) -> None:
    """The role no longer needs one. Raises Forbidden."""
    by.require(SigninPermission.RULE_EDIT, at=EVERYWHERE)
    role = all_roles().get(rule.role)
    label = role.label if role is not None else rule.role
    with change(by) as unit:
        unit.publish(
            RulesEdited(
                subject=_RULES, org_path=EVERYWHERE, changes={f"second factor: {label}": (rule.required_from, None)}
            )
        )
        rule.delete()


def note_factor(account: Account, *, what: str, was_added: bool, by: Actor) -> None:
    """The owner added or removed one; allauth did it, the audit hears of it here."""
    event = SecondFactorAdded if was_added else SecondFactorRemoved
    with change(by) as unit:
        unit.publish(
            event(
                subject=account.ref,
                about=account.about,
                org_path=account.scope_path,
                changes={"factor": (None, what) if was_added else (what, None)},
            )
        )


def reset_factors(account: Account, *, reason: str, by: Actor) -> int:
    """Take every second factor of somebody else away and sign them out; a reason is needed.

    Returns how many. Raises Forbidden, Invalid without a reason, Conflict when there are none or for one's own.
    """
    by.require(SigninPermission.FACTOR_RESET, at=account.scope_path)
    require_within_reach(actor_of_account(account).grants, by)
    if by.account_id == account.pk:
        raise Conflict("This is your own account.", remedy="Remove yours under “Second factor”.")
    if not reason.strip():
        raise Invalid(
            "Say how you know that it is them.", remedy="For example: lost phone, seen in person.", field="reason"
        )
    found = Authenticator.objects.filter(user_id=account.pk)
    kinds = [str(one.get_type_display()) for one in found.order_by("type")]
    if not kinds:
        raise Conflict(f"{account} has no second factor.", remedy="Nothing to do.")
    with change(by) as unit:
        found.delete()
        end_sessions(account, reason=reason, by=by)
        unit.publish(
            SecondFactorsReset(
                subject=account.ref,
                about=account.about,
                org_path=account.scope_path,
                changes={"factors": (kinds, None)},
                note=reason.strip(),
            )
        )
    return len(kinds)
