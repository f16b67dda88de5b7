"""The three schools' libraries: books come in as a vendor's files do, and some are lent."""

from __future__ import annotations

import datetime as dt
import gzip
from pathlib import Path

from django.utils import timezone

from firstbell.circulation.actions import lend_item, set_class_visits, set_rule
from firstbell.core.actor import Actor
from firstbell.core.errors import FirstbellError
from firstbell.demo.seed.files import import_file
from firstbell.inventory.models import ItemType, Status
from firstbell.library.actions.wishes import record_wish
from firstbell.library.models import Copy, ShelvingPlace
from firstbell.people.models import Organisation, Person, Section

BOOKS = Path(__file__).parent / "books"
#: Word in a school's name, and the file that its library bought.
FILES = (("Elementary", "elementary"), ("Middle", "middle"), ("High", "high"))
#: Where the shelves are, in words for readers.
DIRECTIONS = {
    "picture-books": "Low shelves by the windows, green labels",
    "fiction": "Left of the door, by author",
    "facts": "Back wall, by number",
    "biography": "Round table corner",
    "spanish": "Under the clock",
}
#: Every so many copies one is lent.
EVERY = 12
#: So many classes of a school without homerooms have a library day.
CLASSES = 10


def make_libraries(folder: Path, *, by: Actor) -> None:
    """About 390 titles and 570 copies, through the import machine; then the desks lend some."""
    schools = list(Organisation.objects.schools().order_by("name"))
    left = list(schools)
    for word, name in FILES:
        school = next((one for one in left if word in one.name), left[0] if left else None)
        if school is None:
            return
        left.remove(school)
        path = folder / f"{name}-books.mrc"
        path.write_bytes(gzip.decompress((BOOKS / f"{name}.mrc.gz").read_bytes()))
        import_file("library_marc", path, at=school, by=by)
        _library_days(school, by=by)
        _lend(school, by=by)
    _keep_a_wish(by=by)
    for code, words in DIRECTIONS.items():
        ShelvingPlace.objects.filter(code=code, directions="").update(directions=words)


def _library_days(school: Organisation, *, by: Actor) -> None:
    """Each homeroom (or English class, where there are none) comes once a week, and picture books are due then."""
    sections = Section.objects.filter(organisation=school, closed_at=None)
    homerooms = list(sections.filter(kind=Section.Kind.HOMEROOM).order_by("title", "pk"))
    classes = homerooms or list(sections.filter(title__icontains="English").order_by("title", "pk")[:CLASSES])
    for number, section in enumerate(classes):
        set_class_visits(section, [number % 5], by=by)
    if not homerooms:
        return
    for kind in ItemType.objects.filter(items__organisation=school, holder_is_private=True).distinct():
        for name, value in (("loan_unit", "visits"), ("loan_length", "1")):
            set_rule(name, value, organisation=school, item_type=kind, note="Due on the next library day", by=by)


def _lend(school: Organisation, *, by: Actor) -> None:
    """To students who may; whoever may not is passed over, as at a desk."""
    copies = Copy.objects.filter(organisation=school, status=Status.AVAILABLE).order_by("barcode_norm")[::EVERY]
    readers = iter(
        Person.objects.filter(organisation=school, kind=Person.Kind.STUDENT).order_by("pk")[: 3 * len(copies)]
    )
    for copy, reader in zip(copies, readers, strict=False):
        try:
            lend_item(copy, to=reader, by=by)
        except FirstbellError:
            continue


def _keep_a_wish(*, by: Actor) -> None:
    """One family asked to be told before books for older readers; which child it is shows on the librarian's page alone."""
    middle = Person.objects.filter(kind=Person.Kind.STUDENT, withdrawn_on=None, grade__in=("06", "07"))
    child = middle.select_related("organisation").order_by("-pk").first()
    if child is not None:
        today = timezone.localdate()
        values = {"asked_by": "A parent", "asked_on": today - dt.timedelta(days=20), "source": "Paper form"}
        record_wish(child, about="level", grade_from=9, values=values, by=by)
