"""Labels that are to be printed: the list, and what was printed."""

from __future__ import annotations

from typing import Any

from ninja import Query

from firstbell.core.api import ApiRequest, Page, Paging, Router, paginate
from firstbell.library.actions import labels_printed
from firstbell.library.models import WantedLabel
from firstbell.library.permissions import LibraryPermission as May
from firstbell.library.queries.labels import RELATED, label_of
from firstbell.library.schemas.shelves import LabelsPrintedIn, LabelsPrintedOut, WantedLabelFilter, WantedLabelOut

router = Router(tags=["Labels of copies"])


@router.get("/library/wanted-labels", response=Page[WantedLabelOut])
def list_wanted_labels(request: ApiRequest, paging: Query[Paging], asked: Query[WantedLabelFilter]) -> Any:
    """Labels of copies of your schools that are still to be printed, with what stands on them, by id."""
    request.actor.require(May.COPY_EDIT)
    rows = WantedLabel.objects.visible_to(request.actor).filter(**asked.equals("kind"))
    if asked.organisation_id is not None:
        rows = rows.filter(copy__organisation_id=asked.organisation_id)
    answer = paginate(rows.select_related(*(f"copy__{name}" for name in RELATED)), paging)
    answer["items"] = [_shown(one) for one in answer["items"]]
    return answer


@router.post("/library/wanted-labels/printed", response=LabelsPrintedOut)
def mark_labels_printed(request: ApiRequest, body: LabelsPrintedIn) -> Any:
    """They came out of the printer, or are not needed: off the list. Those that are not yours are passed over."""
    request.actor.require(May.COPY_EDIT)
    ids = [pk for pk in body.ids if abs(pk) < 2**63]
    return {"count": labels_printed(ids, by=request.actor)}


def _shown(wanted: WantedLabel) -> dict[str, Any]:
    label = label_of(wanted.copy, wanted.kind)
    return {
        "id": wanted.pk, "copy_id": wanted.copy_id, "kind": wanted.kind, "since": wanted.since,
        "code": label.tag if label is not None else "", "lines": list(label.lines) if label is not None else [],
    }  # fmt: skip
