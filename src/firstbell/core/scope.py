"""Where in the district a person's permission reaches.

An organisation has a *path*: the ids from the root down to it, each followed by a dot
(``"1.4.17."``). A permission held at ``"1.4."`` reaches every path that begins so. The empty
path reaches everything. Offers :class:`Scope` to querysets (``visible_to``) and to actions.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

EVERYWHERE = ""


def covers(holder_path: str, path: str) -> bool:
    """Whether a permission held at ``holder_path`` reaches ``path``."""
    return path.startswith(holder_path)


@dataclass(frozen=True, slots=True)
class Scope:
    """The organisation subtrees in which one permission is held; none means nowhere."""

    paths: tuple[str, ...] = ()

    @classmethod
    def of(cls, paths: Iterable[str]) -> Scope:
        """The smallest set of subtrees that reaches the same places."""
        kept: list[str] = []
        for path in sorted(set(paths)):
            if not any(path.startswith(wider) for wider in kept):
                kept.append(path)
        return cls(tuple(kept))

    @property
    def is_nowhere(self) -> bool:
        return not self.paths

    @property
    def is_everywhere(self) -> bool:
        return EVERYWHERE in self.paths

    def covers(self, path: str) -> bool:
        return any(path.startswith(holder) for holder in self.paths)

    def q(self, field: str) -> Q:
        """A filter on a path column, e.g. ``scope.q("organisation__path")``.

        Everywhere costs no condition at all, so a district administrator's lists
        do not pay for a join. An OR forgets an empty condition: ask ``is_everywhere`` before one.
        """
        if self.is_everywhere:
            return Q()
        if self.is_nowhere:
            return Q(pk__in=[])
        condition = Q()
        for path in self.paths:
            condition |= Q(**{f"{field}__startswith": path})
        return condition

    def org_ids(self) -> tuple[int, ...]:
        """The ids of the organisations at the top of each subtree."""
        return tuple(int(path.rstrip(".").rsplit(".", 1)[-1]) for path in self.paths if path)
