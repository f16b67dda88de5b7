"""Library days: on which weekdays each homeroom comes."""

from __future__ import annotations

from typing import Any

from ninja import Query

from firstbell.circulation.actions import set_class_visits
from firstbell.circulation.permissions import CirculationPermission as May
from firstbell.circulation.queries.visits import homerooms
from firstbell.circulation.schemas.library import LibraryDaysEntryIn, LibraryDaysIn, LibraryDaysOut
from firstbell.core.api import ApiRequest, Entries, Outcomes, Page, Paging, Router, by_entry, each, found, paginate
from firstbell.people.models import Section

router = Router()


@router.get("/library-days", response=Page[LibraryDaysOut])
def list_library_days(request: ApiRequest, paging: Query[Paging], organisation_id: int | None = None) -> Any:
    """Homerooms where you enter library days, with theirs, by school and name."""
    request.actor.require(May.CLASS_VISIT_EDIT)
    rows = homerooms(request.actor)
    rows = rows.filter(organisation_id=organisation_id) if organisation_id is not None else rows
    answer = paginate(rows, paging, order=("organisation__name", "title", "pk"))
    answer["items"] = [_shown(one) for one in answer["items"]]
    return answer


@router.post("/library-days/bulk", response=Outcomes[LibraryDaysOut])
@by_entry
def set_library_days(request: ApiRequest, body: Entries[LibraryDaysEntryIn]) -> Any:
    """Those of many homerooms."""
    request.actor.require(May.CLASS_VISIT_EDIT)
    return each(request, body.entries, lambda one: _set(request, one.section_id, one.weekdays), shape=LibraryDaysOut)


@router.put("/library-days/{section_pk}", response=LibraryDaysOut)
def put_library_days(request: ApiRequest, section_pk: int, body: LibraryDaysIn) -> Any:
    """A homeroom comes on these weekdays from now on. Loans made already keep their due date."""
    request.actor.require(May.CLASS_VISIT_EDIT)
    return _set(request, section_pk, body.weekdays)


def _set(request: ApiRequest, pk: int, weekdays: list[int]) -> dict[str, Any]:
    section = found(homerooms(request.actor), pk)
    set_class_visits(section, weekdays, by=request.actor)
    return _shown(found(homerooms(request.actor), pk))


def _shown(section: Section) -> dict[str, Any]:
    return {
        "section_id": section.pk, "organisation_id": section.organisation_id, "title": section.title,
        "weekdays": [one.weekday for one in section.library_visits.all()],
    }  # fmt: skip
