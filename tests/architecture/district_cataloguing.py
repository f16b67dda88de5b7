"""The catalogue as those see it who work on it: titles with records and versions, copies, shelves, labels to print."""

import hashlib

from django.utils import timezone

from firstbell.core.models import Merge
from firstbell.inventory.models import Status
from firstbell.library.marc.record import Field, Record
from firstbell.library.marc.writing import write_iso2709
from firstbell.library.models import (
    CoverService,
    FormerRecord,
    LoadProfile,
    RecordTemplate,
    ShelfCheck,
    ShelfScan,
    ShelvingPlace,
    Title,
    WantedLabel,
    WeedingRule,
)
from firstbell.library.models import Record as StoredRecord
from firstbell.library.tests.factories import make_copy, make_title
from firstbell.people.models import Organisation


def furnish_catalogue(school: Organisation, mark: str, rows: int) -> Title:
    """As many titles with a copy each as rows, the first with that many copies and versions; one is hidden. ``mark`` stands
    in the barcodes, which are the school's; titles are the district's."""
    now = timezone.now()
    shelf = ShelvingPlace.objects.create(organisation=school, code="mystery", name=f"Mystery {mark}")
    titles = [make_title(f"Title {number} of {school.pk}", isbn=f"978{number:010}") for number in range(rows)]
    for number, title in enumerate(titles):
        copy = make_copy(school, title, f"{mark}-{number:05}", shelving_place=shelf)
        make_copy(school, titles[0], f"{mark}-X{number:05}")
        WantedLabel.objects.create(copy=copy, kind="spine")
        kept = _kept(title)
        StoredRecord.objects.create(title=title, read_at=now, **kept)
        FormerRecord.objects.create(title=titles[0], replaced_at=now, replaced_by="Lib", **kept)
    hidden = make_title(f"Hidden at {school.pk}", is_hidden=True)
    make_copy(school, hidden, f"{mark}-HIDDEN", status=Status.RETIRING)
    StoredRecord.objects.create(title=hidden, read_at=now, **_kept(hidden))
    FormerRecord.objects.create(title=hidden, replaced_at=now, replaced_by="Lib", **_kept(hidden))
    _read_shelves(school, mark, rows)
    LoadProfile.objects.get_or_create(key="vendor-852", defaults={"name": "Vendor"})
    RecordTemplate.objects.get_or_create(code="book", defaults={"name": "Book", "text": "=245  10$a{title}"})
    CoverService.objects.get_or_create(name="Covers", defaults={"url_pattern": "https://covers.example.org/{isbn}"})
    Merge.objects.create(
        kind=Title.KIND_REF, keeper_id=titles[0].pk, keeper_label="One", loser_id=titles[1].pk, loser_label="Other",
        org_path="", reason="x", moved=[], steps={}, merged_at=now, merged_by="Lib",
    )  # fmt: skip
    return titles[0]


def _read_shelves(school: Organisation, mark: str, rows: int) -> None:
    """Checks of shelves, the first with scans that went wrong; rules of weeding."""
    now = timezone.now()
    checks = [
        ShelfCheck.objects.create(
            organisation=school,
            first_call=f"FIC {mark}",
            started_at=now,
            started_by=f"Lib {mark}",
            ended_at=now if number else None,
        )
        for number in range(rows)
    ]  # fmt: skip
    ShelfScan.objects.bulk_create(
        ShelfScan(check_of=checks[0], code=f"X{number}", finding=ShelfScan.Finding.UNKNOWN, at=now)
        for number in range(rows)
    )
    WeedingRule.objects.bulk_create(
        WeedingRule(name=f"Rule {mark} {number}", organisation=school, first="FIC", last="FIC", first_sort="464943",
                    last_sort="464943", max_unused=4)
        for number in range(rows)
    )  # fmt: skip


def _kept(title: Title) -> dict[str, object]:
    fields = [Field.of("245", "10", ("a", title.name)), Field.of("500", "  ", ("a", "A note."))]
    data = write_iso2709(Record("00000nam a2200000 i 4500", fields))
    return {"data": data, "digest": hashlib.sha256(data).digest()}
