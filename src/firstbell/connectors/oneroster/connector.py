"""OneRoster CSV as a source of the import machine: order of the files, and what only the whole shows."""

from __future__ import annotations

from typing import Any

from firstbell.connectors.oneroster.mapping.classes import ClassStage, CourseStage
from firstbell.connectors.oneroster.mapping.enrollments import EnrollmentStage
from firstbell.connectors.oneroster.mapping.entity import EntityStage
from firstbell.connectors.oneroster.mapping.night import Night, Refs
from firstbell.connectors.oneroster.mapping.orgs import OrgStage
from firstbell.connectors.oneroster.mapping.people import UserStage
from firstbell.connectors.oneroster.mapping.roles import RoleStage
from firstbell.connectors.oneroster.mapping.sessions import SessionStage
from firstbell.connectors.oneroster.payloads.package import RosterPackage, open_roster
from firstbell.core.actor import Actor
from firstbell.core.imports.errors import Rejected
from firstbell.core.imports.guards import GuardPolicy
from firstbell.core.imports.source import Entity, StageContext, Staged, Upload
from firstbell.people.actions.roster import write_roster
from firstbell.people.actions.roster_plan import RosterPlan
from firstbell.people.models import Organisation, RosterSource

OFF = -1.0
_STAGES: dict[str, type[EntityStage]] = {
    "orgs": OrgStage,
    "sessions": SessionStage,
    "courses": CourseStage,
    "classes": ClassStage,
    "users": UserStage,
    "roles": RoleStage,
    "enrollments": EnrollmentStage,
}
_KNOWN = {
    "orgs": ("people_organisation", "sourced_id, id"),
    "sessions": ("people_academicsession", "sourced_id, id"),
    "courses": ("people_course", "sourced_id, id"),
    "classes": ("people_section", "sourced_id, id, kind, organisation_id"),
    "users": ("people_person", "sourced_id, id"),
}


class OneRosterSource:
    """Bulk and delta packages of OneRoster 1.1 and 1.2."""

    key = "oneroster"
    label = "Roster from the student system (OneRoster zip)"
    accepts = ".zip"
    entities = (
        Entity("orgs", "Organisations"),
        Entity("sessions", "Academic sessions"),
        Entity("courses", "Courses"),
        Entity("classes", "Classes"),
        Entity("users", "People"),
        Entity("roles", "Roles"),
        Entity("enrollments", "Enrollments"),
    )
    guards = (
        GuardPolicy("orgs", gone_rows=0, gone_percent=0.0, floor=20),
        GuardPolicy("sessions", gone_percent=OFF),
        GuardPolicy("current_sessions", gone_rows=0, gone_percent=0.0, changed_percent=OFF, rekey_percent=OFF),
        GuardPolicy("courses", gone_rows=10, gone_percent=20.0),
        GuardPolicy("classes", gone_rows=5, gone_percent=10.0),
        GuardPolicy("users", gone_rows=5, gone_percent=3.0),
        GuardPolicy("roles", gone_rows=5, gone_percent=5.0),
        GuardPolicy("enrollments", gone_rows=5, gone_percent=5.0),
    )

    def sniff(self, upload: Upload) -> bool:
        """A zip with a manifest or roster files; also a loose CSV of a package, to be able to say what is wrong."""
        if upload.is_zip:
            names = {name.casefold() for name in upload.names}
            return bool(names & {"manifest.csv", "orgs.csv", "users.csv", "enrollments.csv"})
        first = upload.head.replace(b"\0", b"")[:400].lower()
        return b"sourcedid" in first or b"manifest.version" in first

    def stage(self, ctx: StageContext) -> Staged:
        key = f"oneroster-{ctx.organisation_id or 'all'}"
        source_id = RosterSource.objects.filter(key=key).values_list("pk", flat=True).first()
        _refuse_if_covered(ctx, source_id)
        with open_roster(ctx) as package:
            night = Night(ctx, package, source_id, key)
            self._prepare(night)
            stages = [
                _STAGES[layout.entity](night, layout) for layout in package.layouts if package.mode(layout) != "absent"
            ]
            self._compare_file_set(night)
            _run(stages)
            night.plan.is_complete = any(not stage.is_delta for stage in stages)
            for stage in stages:
                kinds = ("new", "changed", "gone")
                if ctx.tally.total(stage.entity, *kinds):
                    stage.count_live()
            return Staged(
                writes=night.plan.writes,
                plan=night.plan,
                meta=_meta(package, ctx),
                complete=night.plan.is_complete,
            )

    def apply(self, staged: Staged, ctx: StageContext, *, by: Actor) -> None:
        plan: RosterPlan = staged.plan
        write_roster(plan, run_id=ctx.run_id, by=by)

    def _prepare(self, night: Night) -> None:
        for entity in _KNOWN:
            night.refs[entity] = Refs(_loader(night, entity))
        names = Organisation.objects.filter(path__startswith=night.ctx.org_path).values_list("pk", "name")
        night.place_names.update(names)

    def _compare_file_set(self, night: Night) -> None:
        """A file that used to come complete and is absent now: its rows would silently grow old."""
        ctx, package = night.ctx, night.package
        modes = {layout.name: package.mode(layout) for layout in package.layouts}
        if "bulk" not in modes.values():
            if night.source_id is None:
                ctx.issues.warning(
                    "delta_first", file="manifest.csv",
                    message="This package only has changes (delta), but no complete package was ever applied.",
                    todo="Import a complete (bulk) package first; rows that lean on unknown ones are kept aside.",
                )  # fmt: skip
            return
        for name in ctx.last_meta.get("bulk", ()):
            if modes.get(name, "absent") == "absent" and name in modes:
                ctx.hold(
                    "file_absent",
                    f"{name}.csv came with the last complete package and is absent from this one.",
                    "Was it unticked in the export? What we have of it stays as it is until it comes again.",
                    entity=next(layout.entity for layout in package.layouts if layout.name == name),
                )
        last = ctx.last_meta.get("system_name", "")
        if last and package.system_name and last != package.system_name:
            ctx.issues.warning(
                "other_system", file="manifest.csv", column="source.systemName", value=package.system_name,
                message=f"This package comes from “{package.system_name}”, the last one came from “{last}”.",
                todo="Make sure that it is the right district's file.",
            )  # fmt: skip


def _refuse_if_covered(ctx: StageContext, source_id: int | None) -> None:
    """Two rosters must not bring the same people twice: a school's own import ends where its district's begins."""
    if source_id is not None or not ctx.org_path:
        return
    for source in RosterSource.objects.filter(key__startswith="oneroster-").select_related("organisation"):
        path = source.organisation.scope_path if source.organisation is not None else ""
        if ctx.org_path.startswith(path):
            wider = source.organisation.name if source.organisation is not None else "the whole district"
            raise Rejected(
                f"The roster of {wider} already brings the people of this organisation.",
                remedy="Import the district's package for the whole district, with somebody who may do that.",
                code="covered",
            )


def _loader(night: Night, entity: str) -> Any:
    table, columns = _KNOWN[entity]

    def load() -> dict[str, Any]:
        rows = night.known(table, columns, "missing_since IS NULL")
        if entity == "classes":
            return {sourced_id: (pk, kind == "homeroom", school) for sourced_id, pk, kind, school in rows}
        return dict(rows)

    return load


def _run(stages: list[EntityStage]) -> None:
    """Files in the order of their references; roles are read before users are decided, and decided after."""
    roles = next((stage for stage in stages if isinstance(stage, RoleStage)), None)
    roles_read = False
    for stage in stages:
        if stage is not roles or not roles_read:
            stage.first_pass()
        if isinstance(stage, UserStage) and roles is not None:
            roles.first_pass()
            roles_read = True
            stage.roles = roles.of_users()
        stage.second_pass()


def _meta(package: RosterPackage, ctx: StageContext) -> dict[str, Any]:
    modes = {layout.name: package.mode(layout) for layout in package.layouts}
    bulk = [name for name, mode in modes.items() if mode == "bulk"]
    return {
        "version": package.version,
        "system_name": package.system_name,
        "system_code": package.system_code,
        "files": modes,
        "bulk": bulk or list(ctx.last_meta.get("bulk", ())),
    }
