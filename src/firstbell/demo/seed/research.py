"""What the demo's library is busy with: a pathfinder, databases, who waits for what, a shelf that is being read."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from firstbell.circulation.actions import place_hold
from firstbell.core.actor import ANONYMOUS, Actor
from firstbell.core.errors import FirstbellError
from firstbell.demo.generator import DistrictManifest
from firstbell.inventory.models import Status
from firstbell.library.actions.databases import add_research_database
from firstbell.library.actions.pathfinder_parts import add_pathfinder_part
from firstbell.library.actions.pathfinders import add_pathfinder, change_pathfinder_state
from firstbell.library.actions.shelf_checks import scan_shelf, start_check
from firstbell.library.models import Copy, Pathfinder, ShelvingPlace
from firstbell.library.queries.search import Asked, search_catalogue
from firstbell.people.models import Account, Organisation, Person
from firstbell.people.queries import actor_of_account

#: (name, address, what it is, in Spanish, subjects). All three are free; whether they answer, the nightly job says.
DATABASES = (
    (
        "Chronicling America", "https://www.loc.gov/collections/chronicling-america/", "Old newspapers of the United States, page by page.",
        "Periódicos antiguos de los Estados Unidos, página por página.", "history, newspapers",
    ),
    (
        "NASA Image and Video Library", "https://images.nasa.gov/", "Pictures and films of space that anybody may use.",
        "Fotos y películas del espacio que cualquiera puede usar.", "science, space, pictures",
    ),
    (
        "Library of Congress, pictures", "https://www.loc.gov/pictures/", "Photographs and posters of two hundred years.",
        "Fotografías y carteles de doscientos años.", "history, art, pictures",
    ),
)  # fmt: skip
#: How many wait for something that is lent, and how many spines of the first shelf were read so far.
WAITING, READ = 4, 9


def make_research(manifest: DistrictManifest, *, by: Actor) -> None:
    """At the school of the demo's librarian, who does it; ``by`` places the holds of students."""
    lib = Account.objects.select_related("person__organisation").get(username=manifest.cast["lib"]["username"])
    if lib.person is None:
        return
    school, librarian = lib.person.organisation, actor_of_account(lib)
    for name, url, description, description_es, subjects in DATABASES:
        values = {"name": name, "url": url, "description": description, "description_es": description_es,
                  "subjects": subjects}  # fmt: skip
        add_research_database(organisation=school, values=values, by=librarian)
    _pathfinder(school, librarian)
    _holds(school, by)
    _shelf(school, librarian)


def _pathfinder(school: Organisation, by: Actor) -> None:
    values = {
        "title": "Space: planets and people who went there", "summary": "For the science fair: where to begin.",
        "keywords": "planets, moon, astronauts", "language": "en", "reach": Pathfinder.Reach.EVERYBODY,
        "review_on": timezone.localdate() + dt.timedelta(days=180),
    }  # fmt: skip
    made = add_pathfinder(organisation=school, values=values, by=by)
    words = "Begin with a book, then a picture that you may use. Write down where you found each of them."
    add_pathfinder_part(made, kind="text", values={"heading": "How to begin", "note": words}, by=by)
    for hit in search_catalogue(Asked("space"), actor=ANONYMOUS).hits[:4]:
        add_pathfinder_part(made, kind="title", values={"title": hit.title}, by=by)
    add_pathfinder_part(
        made, kind="link", by=by,
        values={"heading": "Pictures of NASA", "url": "https://images.nasa.gov/", "note": "Free to use; name NASA."},
    )  # fmt: skip
    add_pathfinder_part(made, kind="search", values={"heading": "More of ours", "query": "astronauts"}, by=by)
    change_pathfinder_state(made, to=Pathfinder.State.PUBLISHED, by=by)


def _holds(school: Organisation, by: Actor) -> None:
    """For books that are out; whoever may not wait is passed over."""
    out = Copy.objects.filter(organisation=school, status=Status.ON_LOAN).select_related("product").order_by("pk")
    readers = Person.objects.filter(organisation=school, kind=Person.Kind.STUDENT).order_by("-pk")[: 3 * WAITING]
    placed = 0
    for copy, reader in zip(list(out[:WAITING]) * 3, readers, strict=False):
        if placed < WAITING:
            try:
                place_hold(copy.product, to=reader, by=by)
            except FirstbellError:
                continue
            placed += 1


def _shelf(school: Organisation, by: Actor) -> None:
    shelf = ShelvingPlace.objects.filter(organisation=school, copies__isnull=False).order_by("pk").first()
    if shelf is None:
        return
    check = start_check(school, shelving_place=shelf, by=by)
    copies = list(Copy.objects.filter(shelving_place=shelf).order_by("call_sort", "pk")[: READ + 1])
    copies[2:4] = reversed(copies[2:4])  # two that stand the wrong way round
    for copy in copies[:READ]:
        scan_shelf(check, code=copy.barcode, by=by)
