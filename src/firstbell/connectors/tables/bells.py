"""Bell schedules: one row for each period, the rows of a kind of day together."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field

from firstbell.connectors.base.rows import BadRow
from firstbell.connectors.base.sites import Sites
from firstbell.connectors.base.tables.fields import Field, Layout
from firstbell.connectors.base.tables.small import Act, Acts, Line, SmallTableSource, school_of
from firstbell.core.actor import Actor
from firstbell.core.imports.source import Entity, StageContext
from firstbell.people.models import Organisation
from firstbell.rooms.actions.bells import Period, save_bell_schedule
from firstbell.rooms.models import BellSchedule
from firstbell.rooms.permissions import RoomsPermission

ENTITY = "bells"
FIELDS = (
    Field("school", "School", ("School name", "Site", "Campus", "Escuela", "Colegio")),
    Field("day_type", "Kind of day", ("Day type", "Schedule", "Schedule name", "Bell schedule", "Day", "Horario")),
    Field("label", "Period", ("Label", "Period name", "Block", "Periodo", "Stunde")),
    Field("starts", "Starts", ("Start", "Start time", "Begin", "From", "Inicio", "Beginn")),
    Field("ends", "Ends", ("End", "End time", "To", "Until", "Fin", "Ende")),
)
_CLOCK = re.compile(r"(\d{1,2})[:.h](\d{2})(?::\d{2})?\s*([AaPp])?\.?\s*[Mm]?\.?")
_EARLIEST = 6
"""Before this hour nobody rings a bell: “1:05” without AM or PM is after lunch."""
_NOT_SLUG = re.compile(r"[^a-z0-9]+")


@dataclass
class _Known:
    sites: Sites
    schools: dict[int, Organisation]
    days: dict[tuple[int, str], list[tuple[Line, Period]]] = field(default_factory=dict)
    names: dict[tuple[int, str], str] = field(default_factory=dict)
    broken: set[tuple[int, str]] = field(default_factory=set)


class BellsTable(SmallTableSource):
    """A list of periods. A kind of day with one bad row stays as it is, whole: half a bell schedule is worse than none."""

    key = "bells"
    label = "Table: bell schedules (CSV or XLSX)"
    takes_choices = False
    takes_school = True
    entity = ENTITY
    entities = (Entity(ENTITY, "Bell schedules"),)
    permission = RoomsPermission.BELL_EDIT
    layout = Layout(FIELDS, required=("label", "starts", "ends"))

    def begin(self, ctx: StageContext) -> _Known:
        return _Known(Sites(ctx.org_path), Organisation.objects.in_bulk())

    def judge(self, known: _Known, line: Line, ctx: StageContext, acts: Acts) -> None:
        name = line.text("day_type") or "Regular"
        key = (school_of(known.sites, line, ctx), _NOT_SLUG.sub("_", name.casefold()).strip("_")[:30] or "regular")
        known.names.setdefault(key, name[:100])
        try:
            period = _period(line)
            clash = next((one for one in known.days.get(key, []) if _clashes(one[1], period)), None)
            if clash is not None:
                raise BadRow(
                    "overlap", line.name("label"), period.label,
                    f"Period “{period.label}” has the name or the time of “{clash[1].label}” in line {clash[0].number}.",
                    "Correct the times; periods of one day do not overlap.", "Periods that overlap",
                )  # fmt: skip
        except BadRow:
            known.broken.add(key)
            raise
        known.days.setdefault(key, []).append((line, period))

    def finish(self, known: _Known, ctx: StageContext, acts: Acts) -> None:
        here = {
            (one.organisation_id, one.day_type): [(p.label, p.starts_at, p.ends_at) for p in one.periods.all()]
            for one in BellSchedule.objects.filter(organisation__path__startswith=ctx.org_path).prefetch_related(
                "periods"
            )
        }
        for key, found in known.days.items():
            school, day_type = key
            if key in known.broken:
                ctx.issues.warning(
                    "day_waits", entity=ENTITY, file=ctx.filename[:120], value=known.names[key], count=len(found),
                    message=f"“{known.names[key]}” was left as it is, because one of its periods was kept aside.",
                    todo="Mend that row; the whole day then lands.",
                )  # fmt: skip
                continue
            periods = sorted((one for _, one in found), key=lambda one: one.starts_at)
            new = [(one.label, one.starts_at, one.ends_at) for one in periods]
            kind = "new" if key not in here else "same" if here[key] == new else "changed"
            ctx.tally.add(ENTITY, kind, school)
            if kind != "same":
                old = here.get(key, [])
                ctx.sample(ENTITY, day_type, known.names[key], {"Periods": (_told(old), _told(new))})
                acts.steps.append(_saving(known.schools[school], day_type, known.names[key], periods))


def _saving(school: Organisation, day_type: str, name: str, periods: list[Period]) -> Act:
    def save(by: Actor) -> None:
        save_bell_schedule(school, day_type=day_type, name=name, periods=periods, by=by)

    return save


def _period(line: Line) -> Period:
    label = line.text("label")
    if not label or len(label) > 30:
        raise BadRow(
            "no_label", line.name("label"), label, "The period has no name of at most 30 letters.", "Give it one."
        )
    starts, ends = _time(line, "starts"), _time(line, "ends")
    if ends <= starts:
        raise BadRow(
            "backwards",
            line.name("ends"),
            line.text("ends"),
            f"“{label}” ends before it starts.",
            "Write 1:05 PM, or 13:05.",
        )
    return Period(label, starts, ends)


def _time(line: Line, key: str) -> dt.time:
    text = line.text(key)
    found = _CLOCK.fullmatch(text)
    if found is not None:
        hour, minute = int(found[1]), int(found[2])
        if found[3] and 1 <= hour <= 12:
            hour = hour % 12 + (12 if found[3] in "Pp" else 0)
        if not found[3] and hour < _EARLIEST:
            raise BadRow(
                "at_night", line.name(key), text, f"“{text}” is in the night; {int(found[1])}:{found[2]} PM is probably meant.",
                f"Write {int(found[1])}:{found[2]} PM, or {hour + 12}:{found[2]}.", "Times in the night",
            )  # fmt: skip
        if hour < 24 and minute < 60:
            return dt.time(hour, minute)
    raise BadRow(
        "bad_time",
        line.name(key),
        text,
        f"“{text}” is no time of day.",
        "Write it as 8:05 AM or 08:05.",
        "Times that are none",
    )


def _clashes(one: Period, other: Period) -> bool:
    return one.label.casefold() == other.label.casefold() or (
        one.starts_at < other.ends_at and other.starts_at < one.ends_at
    )


def _told(periods: list[tuple[str, dt.time, dt.time]]) -> str:
    return ", ".join(f"{label} {starts:%H:%M}-{ends:%H:%M}" for label, starts, ends in periods)
