"""agentSourcedIds: which guardians a student has."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from firstbell.core import bulk

if TYPE_CHECKING:
    from firstbell.connectors.oneroster.mapping.entity import EntityStage
    from firstbell.connectors.oneroster.mapping.stored import Parsed

_STUDENT, _GUARDIAN = "student", "guardian"


class GuardianLinks:
    """Collects links while users are read; they are resolved when all users are known.

    On a student's row the agents are guardians, on a guardian's row they are the students.
    """

    def __init__(self, stage: EntityStage) -> None:
        self._stage = stage
        self._links = stage.night.spool()
        self._known_students: set[int] = set()

    def want(self, row: Parsed, ref: int, kind: str, agents: tuple[str, ...], *, is_new: bool) -> None:
        if kind == _STUDENT and not is_new:
            self._known_students.add(ref)
        if agents and kind in (_STUDENT, _GUARDIAN):
            self._links.append((ref, kind, agents, tuple(row[:4]), row.life))

    def plan(self) -> None:
        """Resolve; an agent who is not there costs a warning, and the row is looked at again next time."""
        from firstbell.connectors.oneroster.mapping.stored import Parsed

        stage = self._stage
        refs = stage.night.refs["users"]
        wanted: dict[int, list[int]] = defaultdict(list)
        for ref, kind, agents, (sourced_id, hash_, line, raw), life in self._links:
            for agent in agents:
                other = refs.get(agent)
                other = None if other is None else stage.night.one_person(other)
                if other is None:
                    stage.open_reference(Parsed(sourced_id, hash_, line, raw, life, ()), "agentSourcedIds", agent)
                    stage.plan.rehash.append((0, ref))
                elif kind == _STUDENT and ref in self._known_students:
                    wanted[ref].append(other)
                else:
                    stage.night.plan.guardians.append((other, ref) if kind == _STUDENT else (ref, other))
        self._replace(wanted)
        self._links.close()

    def _replace(self, wanted: dict[int, list[int]]) -> None:
        stored: dict[int, set[int]] = {student: set() for student in self._known_students}
        sql = (
            "SELECT g.student_id, g.guardian_id FROM people_guardianship g "
            "JOIN people_person p ON p.id = g.guardian_id WHERE p.source_id = %s AND g.student_id {in}"
        )
        source = self._stage.night.source_id
        if source is not None:
            for student, guardian in bulk.select_in(sql, list(stored), [source]):
                stored[student].add(guardian)
        for student, guardians in stored.items():
            if guardians != set(wanted[student]):
                self._stage.night.plan.guardians_of.append((student, tuple(wanted[student])))
