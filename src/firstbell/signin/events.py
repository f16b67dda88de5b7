"""What happened at the doors, in the past tense."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from firstbell.core.events import Event


@dataclass(frozen=True, kw_only=True)
class ProviderAdded(Event):
    verb: ClassVar[str] = "signin.provider.added"

    def summary(self) -> str:
        return f"Sign-in with “{self.subject.label}” added"


@dataclass(frozen=True, kw_only=True)
class ProviderEdited(Event):
    """Secrets are never among the changes; that one was replaced is."""

    verb: ClassVar[str] = "signin.provider.edited"

    def summary(self) -> str:
        return f"Sign-in with “{self.subject.label}” edited"


@dataclass(frozen=True, kw_only=True)
class ProviderSwitched(Event):
    verb: ClassVar[str] = "signin.provider.switched"

    def summary(self) -> str:
        return f"Sign-in with “{self.subject.label}” switched"


@dataclass(frozen=True, kw_only=True)
class ProviderTested(Event):
    verb: ClassVar[str] = "signin.provider.tested"

    def summary(self) -> str:
        return f"Sign-in with “{self.subject.label}” tested"


@dataclass(frozen=True, kw_only=True)
class ProviderRemoved(Event):
    verb: ClassVar[str] = "signin.provider.removed"

    def summary(self) -> str:
        return f"Sign-in with “{self.subject.label}” removed"


@dataclass(frozen=True, kw_only=True)
class IdentityLinked(Event):
    """The first sign-in through a provider; from now on its subject names this account."""

    verb: ClassVar[str] = "signin.identity.linked"

    def summary(self) -> str:
        return f"Outside identity linked to {self.subject.label}"


@dataclass(frozen=True, kw_only=True)
class IdentityUnlinked(Event):
    verb: ClassVar[str] = "signin.identity.unlinked"

    def summary(self) -> str:
        return f"Outside identity unlinked from {self.subject.label}"


@dataclass(frozen=True, kw_only=True)
class SignInRefused(Event):
    """An outside identity was genuine and still not let in; the note says why."""

    verb: ClassVar[str] = "signin.sign_in.refused"

    def summary(self) -> str:
        return f"Sign-in through “{self.subject.label}” refused"


@dataclass(frozen=True, kw_only=True)
class RulesEdited(Event):
    verb: ClassVar[str] = "signin.rules.edited"

    def summary(self) -> str:
        return "Rules of signing in changed"


@dataclass(frozen=True, kw_only=True)
class SecondFactorAdded(Event):
    verb: ClassVar[str] = "signin.factor.added"

    def summary(self) -> str:
        return f"Second factor added by {self.subject.label}"


@dataclass(frozen=True, kw_only=True)
class SecondFactorRemoved(Event):
    verb: ClassVar[str] = "signin.factor.removed"

    def summary(self) -> str:
        return f"Second factor removed by {self.subject.label}"


@dataclass(frozen=True, kw_only=True)
class SecondFactorsReset(Event):
    """Somebody else took all of them away: a lost phone, or an attack."""

    verb: ClassVar[str] = "signin.factor.reset"

    def summary(self) -> str:
        return f"Second factors of {self.subject.label} reset"


@dataclass(frozen=True, kw_only=True)
class SessionsEnded(Event):
    verb: ClassVar[str] = "signin.session.ended"

    def summary(self) -> str:
        return f"Sessions of {self.subject.label} ended"


@dataclass(frozen=True, kw_only=True)
class AccountSealed(Event):
    verb: ClassVar[str] = "signin.seal.made"

    def summary(self) -> str:
        return "Break-glass account sealed; its password was printed once"


@dataclass(frozen=True, kw_only=True)
class BreakGlassUsed(Event):
    """An alarm: somebody opened the sealed account."""

    verb: ClassVar[str] = "signin.seal.broken"

    def summary(self) -> str:
        return "Break-glass account used: find out who and why, then seal it anew"


@dataclass(frozen=True, kw_only=True)
class ImpersonationBegan(Event):
    verb: ClassVar[str] = "signin.impersonation.began"

    def summary(self) -> str:
        return f"Looks at Firstbell as {self.subject.label}"


@dataclass(frozen=True, kw_only=True)
class ImpersonationEnded(Event):
    verb: ClassVar[str] = "signin.impersonation.ended"

    def summary(self) -> str:
        return f"No longer looks at Firstbell as {self.subject.label}"
