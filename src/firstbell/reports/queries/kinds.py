"""The reports there are. Each says what it counts in words, and how its figures and tables are made."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from firstbell.core.errors import NotFound
from firstbell.reports.queries import ends, flows, help_before, people, speed
from firstbell.reports.queries.hiding import hide_small
from firstbell.reports.queries.reach import Asked
from firstbell.reports.queries.shapes import Figure, Report, Table

_OURS = "The definition is ours: the trade uses these words without one that all share."


@dataclass(frozen=True)
class Kind:
    """``figures`` are few and cheap, for the overview; ``tables`` the rest."""

    name: str
    title: str
    icon: str
    asks: str
    meaning: Sequence[str]
    figures: Callable[[Asked], list[Figure]]
    tables: Callable[[Asked], list[Table]]
    is_of_colleagues: bool = False


KINDS: dict[str, Kind] = {
    one.name: one
    for one in (
        Kind(
            "volume",
            "Tickets",
            "ticket",
            "How much is there, of what, and does it pile up?",
            (
                (
                    "Opened: reported in the period. Resolved: a solution was found in the period. Ended otherwise: cancelled, "
                    "spam, a duplicate, or closed because nobody answered."
                ),
                (
                    "Open at the beginning and opened, less resolved and ended otherwise, is what is still open at the end. A ticket "
                    "that was opened again counts as if it had not ended before."
                ),
            ),
            flows.volume_figures,
            flows.volume_tables,
        ),
        Kind(
            "first-contact",
            "First contact",
            "check",
            "How much is solved at once?",
            (
                (
                    "Resolved with at most one answer or question, never opened again, never sent to the district, and never "
                    "given to a second person. The words that go with the solution itself are no answer."
                ),
                _OURS,
            ),
            ends.contact_figures,
            ends.contact_tables,
        ),
        Kind(
            "teaching",
            "Time to teach again",
            "clock",
            "How long could somebody not teach?",
            (
                (
                    "From the report until it was resolved, of tickets that say “cannot teach or learn”. School hours are what "
                    "the ticket's clock counted: from the first to the last bell of school days, without the time it waited for "
                    "others. The clock on the wall leaves out nothing."
                ),
                (
                    "Half took at most the median, nine of ten at most the ninetieth percentile (by nearest rank). No means: one "
                    "forgotten ticket would spoil them."
                ),
                _OURS,
            ),
            speed.teaching_figures,
            speed.teaching_tables,
        ),
        Kind(
            "promises",
            "Promises",
            "calendar",
            "Do we keep what we promise?",
            (
                (
                    "A promise counts when it was decided: kept when the first answer or the solution came in time, broken when "
                    "the time ran out, also where it is still open. What is promised is set under District › Service levels. "
                    "Cancelled tickets, spam and duplicates do not count."
                ),
            ),
            speed.promise_figures,
            speed.promise_tables,
        ),
        Kind(
            "repeats",
            "Coming again",
            "refresh",
            "Who has the same trouble again?",
            (
                (
                    "A ticket comes again when the same person had the same symptom a few days before; how many days is set "
                    "under “What reports show”."
                ),
                _OURS,
            ),
            people.repeat_figures,
            people.repeat_tables,
        ),
        Kind(
            "breakdown",
            "Where and with what",
            "room",
            "Which rooms and models make the work?",
            (
                (
                    "Tickets opened in the period. One about several devices counts for the first of them. Private tickets are "
                    "one line of their own, so that no room or device points at a child."
                ),
            ),
            flows.breakdown_figures,
            flows.breakdown_tables,
        ),
        Kind(
            "deflection",
            "Solved without a ticket",
            "note",
            "How much do people solve themselves?",
            (
                (
                    "Walks through a fix card that ended in the period. The share is of those that were solved or handed over; "
                    "those that were left say nothing."
                ),
                _OURS,
            ),
            help_before.walk_figures,
            help_before.walk_tables,
        ),
        Kind(
            "satisfaction",
            "Satisfaction",
            "info",
            "Was it good?",
            (
                (
                    "The requester's one tap when a ticket ends: good or not good. Answered: of the tickets that were resolved "
                    "in the period. What somebody wrote with it is read on the ticket alone."
                ),
            ),
            ends.rating_figures,
            ends.rating_tables,
        ),
        Kind(
            "returns",
            "Reopened, merged, incidents",
            "undo",
            "What was not over, and what was one trouble?",
            (
                (
                    "Reopened: taken up again after it was resolved or closed. Merged: went on as another ticket. An incident "
                    "touched those who reported it and those who said “me too”; somebody who did both counts twice."
                ),
            ),
            ends.return_figures,
            ends.return_tables,
        ),
        Kind(
            "load",
            "Load",
            "people",
            "Who has what to do?",
            (
                (
                    "Open now, whatever the period. Overdue: past the next promise. Minutes are those that were written down with "
                    "answers, notes and steps in the period."
                ),
            ),
            people.load_figures,
            people.load_tables,
            is_of_colleagues=True,
        ),
    )
}


def kinds_for(asked: Asked) -> list[Kind]:
    return [one for one in KINDS.values() if asked.sees_load or not one.is_of_colleagues]


def kind_named(name: str, asked: Asked) -> Kind:
    """Raises NotFound, also for a report on colleagues that the reader may not see here."""
    kind = KINDS.get(name)
    if kind is None or (kind.is_of_colleagues and not asked.sees_load):
        raise NotFound(f"There is no report “{name}”.", remedy=f"There are {', '.join(KINDS)}.")
    return kind


def report_of(kind: Kind, asked: Asked, *, is_short: bool = False) -> Report:
    """The report as its reader may see it. ``is_short``: figures alone. A constant number of queries."""
    whole = Report(
        kind.name,
        kind.title,
        kind.meaning,
        asked.place,
        asked.period,
        tuple(kind.figures(asked)),
        () if is_short else tuple(kind.tables(asked)),
    )
    return whole if asked.is_exact else hide_small(whole, asked.rule.smallest_group)
