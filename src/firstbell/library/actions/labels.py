"""Labels to print: a queue that adding copies and loads fill, and printing empties."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from firstbell.core.actor import Actor
from firstbell.core.events import change
from firstbell.library.models import Copy, WantedLabel
from firstbell.library.permissions import LibraryPermission

_CHUNK = 500
ALL_KINDS = tuple(WantedLabel.Kind)


def want_labels(copy_ids: Sequence[int], *, kinds: Collection[str] = ALL_KINDS, by: Actor) -> int:
    """Put labels of these copies on the list of those to be printed; answers how many copies that were.

    Copies out of the actor's reach (``library.copy.edit``) are passed over. Joins the unit of work it is called in; writes no
    entry in the trail: it is a list of paper to print.
    """
    reach = Copy.objects.filter(by.scope(LibraryPermission.COPY_EDIT).q("organisation__path"))
    done = 0
    with change(by):
        for start in range(0, len(copy_ids), _CHUNK):
            found = list(reach.filter(pk__in=copy_ids[start : start + _CHUNK]).order_by().values_list("pk", flat=True))
            WantedLabel.objects.bulk_create(
                [WantedLabel(copy_id=pk, kind=kind) for pk in found for kind in WantedLabel.Kind if kind in kinds],
                ignore_conflicts=True,
            )
            done += len(found)
    return done


def labels_printed(label_ids: Sequence[int], *, by: Actor) -> int:
    """These came out of the printer, or are not needed: off the list. Answers how many."""
    done = 0
    with change(by):
        for start in range(0, len(label_ids), _CHUNK):
            rows = WantedLabel.objects.visible_to(by).filter(pk__in=label_ids[start : start + _CHUNK])
            done += WantedLabel.objects.filter(pk__in=list(rows.values_list("pk", flat=True))).delete()[0]
    return done
