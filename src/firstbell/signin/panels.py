"""What the sign-in room hangs on a person's page, and on one's own account."""

from __future__ import annotations

from allauth.mfa.models import Authenticator

from firstbell.core.actor import Actor
from firstbell.core.panels import Context, Panel, register
from firstbell.people.models import Account, Person
from firstbell.signin.models import LinkedIdentity, SignedInSession
from firstbell.signin.permissions import SigninPermission
from firstbell.signin.queries import factor_duty


def person_signin(person: Person, actor: Actor) -> Context | None:
    """Sessions, outside identities and second factors of somebody's account, for whoever may end them."""
    path = person.organisation.scope_path
    if not actor.can(SigninPermission.SESSION_END, at=path) or person.pk == actor.person_id:
        return None
    account = Account.objects.filter(person=person).first()
    if account is None:
        return None
    return {
        "account": account,
        "sessions": list(SignedInSession.objects.filter(account=account)[:10]),
        "identities": list(LinkedIdentity.objects.filter(account=account).select_related("provider")),
        "factors": [str(one) for one in _factors(account)],
        "may_reset": actor.can(SigninPermission.FACTOR_RESET, at=path),
        "may_unlink": actor.can(SigninPermission.IDENTITY_UNLINK, at=path),
        "may_look": account.is_active and actor.can(SigninPermission.ACCOUNT_VIEW_AS, at=path),
    }


def own_signin(account: Account, _actor: Actor) -> Context | None:
    """Sessions, second factors, linked identities: one's own."""
    return {
        "sessions": SignedInSession.objects.filter(account=account).count(),
        "identities": list(LinkedIdentity.objects.filter(account=account).select_related("provider")),
        "factors": [str(one) for one in _factors(account)],
        "duty": factor_duty(account),
    }


def _factors(account: Account) -> list[str]:
    kinds = Authenticator.objects.filter(user_id=account.pk).order_by("type").values_list("type", flat=True)
    return [str(Authenticator.Type(kind).label) for kind in dict.fromkeys(kinds)]


register(
    Panel("people.person", "signin", "signin/panel_person.html", person_signin, SigninPermission.SESSION_END, order=80)
)
register(Panel("people.account", "signin", "signin/panel_account.html", own_signin, order=10))
