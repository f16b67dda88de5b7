"""REST for what connectors share: steering a run of a list or table, remembered columns, rules for places."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ninja import Query, Status

from firstbell.connectors.base.actions.choices import make_choices
from firstbell.connectors.base.actions.mappings import change_mapping, forget_mapping, map_columns
from firstbell.connectors.base.actions.rules import place_unit, remove_rule, save_rule
from firstbell.connectors.base.choices import places_for_rules, takes_choices
from firstbell.connectors.base.models import ColumnMapping, LocationRule
from firstbell.connectors.base.schemas import (
    ColumnMappingIn,
    ColumnMappingOut,
    ImportChoicesPatch,
    ImportColumnsIn,
    ImportColumnsOut,
    LocationRuleIn,
    LocationRuleOut,
    UnitPlaceIn,
)
from firstbell.connectors.base.tables.source import look, table_source
from firstbell.core.api import ApiRequest, Page, Paging, Router, created, found, given, paginate
from firstbell.core.errors import NotFound
from firstbell.core.imports.api import ImportOut
from firstbell.core.imports.limits import limits
from firstbell.core.imports.starting import start_preview
from firstbell.core.models import ImportRun
from firstbell.core.permissions import CorePermission
from firstbell.inventory.models import ItemType
from firstbell.people.queries import schools_for

router = Router(tags=["Imports"])
_RELATED = ("organisation", "item_type", "place")


def _run(request: ApiRequest, pk: int) -> ImportRun:
    run = found(ImportRun.objects.visible_to(request.actor), pk)
    request.actor.require(CorePermission.IMPORT_RUN, at=run.org_path)
    return run


def _again(request: ApiRequest, run: ImportRun) -> ImportRun:
    start_preview(run, request.actor)
    return found(ImportRun.objects.visible_to(request.actor), run.pk)


@router.patch("/imports/{pk}/choices", response=ImportOut)
def choose_for_import(request: ApiRequest, pk: int, body: ImportChoicesPatch) -> Any:
    """Choose for this run alone, and have the file read again with these choices."""
    run = _run(request, pk)
    values = given(body)
    if "school_id" in values:
        school_id = values.pop("school_id")
        schools = schools_for(request.actor, CorePermission.IMPORT_RUN)
        values["school"] = found(schools, school_id) if school_id is not None else None
    return _again(request, make_choices(run, values=values, by=request.actor))


@router.get("/imports/{pk}/columns", response=ImportColumnsOut)
def read_import_columns(request: ApiRequest, pk: int) -> Any:
    """What the columns of the run's table are taken for, and what they can be; 404 for what is no table."""
    run = _run(request, pk)
    source = table_source(run.source_key)
    if source is None:
        raise NotFound("This import is of another kind.", remedy="Only tables have columns to explain.")
    _, columns = look(source, Path(run.file.path), run.filename, run.organisation_id, limits())
    return {
        "header": columns.header,
        "columns": columns.chosen,
        "has_header": columns.has_header,
        "day_first": columns.day_first,
        "version": columns.version,
        "choices": [{"key": key, "label": label} for key, label in source.layout.choices()],
        "missing": source.layout.missing(columns.chosen),
    }


@router.put("/imports/{pk}/columns", response=ImportOut)
def set_import_columns(request: ApiRequest, pk: int, body: ImportColumnsIn) -> Any:
    """Say what the columns are: the file is read again, and it is remembered for the next one like it."""
    run = _run(request, pk)
    map_columns(run, **body.dict(), by=request.actor)
    return _again(request, run)


@router.post("/imports/{pk}/units", response=ImportOut)
def place_import_unit(request: ApiRequest, pk: int, body: UnitPlaceIn) -> Any:
    """Say which school a unit or location of a console's list is; a rule is made of it and the list is read again."""
    run = _run(request, pk)
    request.actor.require(CorePermission.SETTINGS_EDIT)
    if not takes_choices(run.source_key):
        raise NotFound("This import is of another kind.", remedy="Only lists of things name units.")
    school = found(schools_for(request.actor, CorePermission.SETTINGS_EDIT), body.organisation_id)
    place_unit(body.unit, field=body.field, organisation=school, by=request.actor)
    return _again(request, run)


@router.get("/column-mappings", response=Page[ColumnMappingOut])
def list_column_mappings(request: ApiRequest, paging: Query[Paging], source: str = "") -> Any:
    """What was said of the columns of tables and is used when such a table comes again, the newest first."""
    request.actor.require(CorePermission.IMPORT_VIEW)
    rows = ColumnMapping.objects.visible_to(request.actor).newest()
    return paginate(rows.filter(source_key=source) if source else rows, paging, order=("-pk",))


@router.get("/column-mappings/{pk}", response=ColumnMappingOut)
def read_column_mapping(request: ApiRequest, pk: int) -> Any:
    """One of them."""
    return found(ColumnMapping.objects.visible_to(request.actor), pk)


@router.put("/column-mappings/{pk}", response=ColumnMappingOut)
def put_column_mapping(request: ApiRequest, pk: int, body: ColumnMappingIn) -> Any:
    """Say it otherwise. The answer is the next version, with an id of its own; the one before is kept."""
    kept = found(ColumnMapping.objects.visible_to(request.actor).newest(), pk)
    return change_mapping(kept, **body.dict(), by=request.actor)


@router.delete("/column-mappings/{pk}", response={204: None})
def delete_column_mapping(request: ApiRequest, pk: int) -> Any:
    """Forget it; the names of the columns say it again."""
    forget_mapping(found(ColumnMapping.objects.visible_to(request.actor).newest(), pk), by=request.actor)
    return Status(204, None)


@router.get("/location-rules", response=Page[LocationRuleOut])
def list_location_rules(request: ApiRequest, paging: Query[Paging], organisation_id: int | None = None) -> Any:
    """Which school, type and place a unit or location stands for, in the order in which they are asked."""
    request.actor.require(CorePermission.IMPORT_VIEW)
    rules = LocationRule.objects.visible_to(request.actor)
    if organisation_id is not None:
        rules = rules.filter(organisation=organisation_id)
    return paginate(rules, paging, order=("priority", "pk"))


@router.get("/location-rules/{pk}", response=LocationRuleOut)
def read_location_rule(request: ApiRequest, pk: int) -> Any:
    """One rule."""
    return found(LocationRule.objects.visible_to(request.actor), pk)


@router.post("/location-rules", response={201: LocationRuleOut})
def create_location_rule(request: ApiRequest, body: LocationRuleIn) -> Any:
    """Add a rule; it holds from the next list that is read."""
    request.actor.require(CorePermission.SETTINGS_EDIT)
    return created(save_rule(None, **_values(request, body), by=request.actor))


@router.put("/location-rules/{pk}", response=LocationRuleOut)
def put_location_rule(request: ApiRequest, pk: int, body: LocationRuleIn) -> Any:
    """Change a rule."""
    return save_rule(_rule(request, pk), **_values(request, body), by=request.actor)


@router.delete("/location-rules/{pk}", response={204: None})
def delete_location_rule(request: ApiRequest, pk: int) -> Any:
    """Take a rule away; what came in by it stays where it is."""
    remove_rule(_rule(request, pk), by=request.actor)
    return Status(204, None)


def _rule(request: ApiRequest, pk: int) -> LocationRule:
    request.actor.require(CorePermission.SETTINGS_EDIT)
    rule = found(LocationRule.objects.visible_to(request.actor).select_related(*_RELATED), pk)
    request.actor.require(CorePermission.SETTINGS_EDIT, at=rule.scope_path)
    return rule


def _values(request: ApiRequest, body: LocationRuleIn) -> dict[str, Any]:
    schools = schools_for(request.actor, CorePermission.SETTINGS_EDIT)
    organisation = found(schools, body.organisation_id) if body.organisation_id is not None else None
    item_type = found(ItemType.objects.all(), body.item_type_id) if body.item_type_id is not None else None
    place = found(places_for_rules(request.actor), body.place_id) if body.place_id is not None else None
    plain = body.dict(include={"pattern", "field", "priority"})
    return plain | {"organisation": organisation, "item_type": item_type, "place": place}
