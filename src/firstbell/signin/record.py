"""What signing in knows of somebody: outside accounts, sessions, second factors, and who acted in their place."""

from __future__ import annotations

from firstbell.core.record import Part, not_in_record, record_section
from firstbell.people.models import Person
from firstbell.signin.models import Impersonation, LinkedIdentity, SignedInSession

not_in_record(
    "socialaccount.SocialAccount.user", "The protocol's own copy of an outside account, shown as linked account"
)
not_in_record(
    "mfa.Authenticator.user", "Secrets of second factors; that there is one is on the person's own account page"
)
not_in_record("signin.SealedAccount.account", "The break-glass account is the installation's, not a person's")
not_in_record(
    "signin.Impersonation.account", "Who acted is an administrator at work; the record of whom they acted as has it"
)


@record_section("signin.identities", "Linked accounts", covers=("signin.LinkedIdentity.account",), order=21)
def identities(person: Person, _internal: bool) -> Part:
    rows = LinkedIdentity.objects.filter(account__person=person).order_by("pk")
    return Part([{"With": str(one.provider), "Address": one.address, "Linked": one.linked_at, "Last used": one.last_used_at}
                 for one in rows])  # fmt: skip


@record_section("signin.sessions", "Signed in", covers=("signin.SignedInSession.account",), order=22)
def sessions(person: Person, _internal: bool) -> Part:
    rows = SignedInSession.objects.filter(account__person=person).order_by("pk")
    return Part(
        [{"Since": one.began_at, "Last seen": one.seen_at, "Device": one.device, "Way": one.way} for one in rows]
    )


@record_section(
    "signin.impersonations", "Others acting in their place", covers=("signin.Impersonation.target",), order=23
)
def impersonations(person: Person, _internal: bool) -> Part:
    rows = Impersonation.objects.filter(target__person=person).order_by("pk")
    return Part([{"From": one.began_at, "Until": one.ended_at or one.ends_at, "Why": one.reason} for one in rows])
