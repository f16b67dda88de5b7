"""Makes the demo district by the same doors a school uses: import the files, then use the desk.

Rosters and devices come in through imports, everything else through the rooms' actions, so the demo's audit trail is as true
as a school's. Only the months before today are written straight (``history``), because actions know only now.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from django.utils import timezone
from rich.console import Console

from firstbell.core.actor import Actor, system_actor
from firstbell.demo.generator import DistrictManifest, DistrictSpec, write_district
from firstbell.demo.seed.accounts import give_accounts, give_badges
from firstbell.demo.seed.articles import make_articles
from firstbell.demo.seed.campaigns import make_campaigns
from firstbell.demo.seed.desk import make_escalation, make_rules
from firstbell.demo.seed.devices import import_devices
from firstbell.demo.seed.equipment import make_equipment
from firstbell.demo.seed.files import import_file
from firstbell.demo.seed.history import make_history
from firstbell.demo.seed.lending import make_lending
from firstbell.demo.seed.library import make_libraries
from firstbell.demo.seed.notices import make_notices
from firstbell.demo.seed.places import make_places
from firstbell.demo.seed.portraits import make_portraits
from firstbell.demo.seed.problems import make_problems
from firstbell.demo.seed.readers import make_readers
from firstbell.demo.seed.research import make_research

STUDENTS = 1200
SCHOOLS = 3
SEED = 7


def seed_district(*, console: Console, folder: Path, students: int = STUDENTS) -> None:
    """About a minute. ``folder/files`` keeps the exports, among them those of the next night to try imports with."""
    by = system_actor("demo", via="system")
    today = timezone.localdate()
    files = folder / "files"

    def step(text: str) -> None:
        console.print(f"  {text} …", style="dim")

    console.print("Making the demo district; this happens once.")
    step("writing last night's exports")
    wish = DistrictSpec(students=students, seed=SEED, schools=SCHOOLS, version="1.2", today=today)
    manifest = write_district(wish, files)
    step(f"importing the roster: {students:,} students")
    import_file("oneroster", files / "oneroster.zip", by=by)
    step("badges, accounts and roles")
    give_badges(files, by=by)
    give_accounts(manifest, by=by)
    step("rooms, carts, shelves, bells and calendars")
    make_places(files, by=by)
    step("projectors, panels and printers in their rooms")
    make_equipment(by=by)
    step("importing the Chromebooks")
    import_devices(files / "chromebooks.csv", by=by)
    step("three months of tickets before today")
    make_history(manifest)
    step("a few days of trouble")
    make_rules(manifest)
    make_problems(manifest, by=by)
    make_escalation(manifest)
    step("articles")
    make_articles(manifest)
    step("answers and reminders")
    make_notices(manifest, by=by)
    _lend(manifest, files, step, by=by)
    step("tonight's exports, to try an import with")
    tonight = DistrictSpec(students=students, seed=SEED, schools=SCHOOLS, version="1.2", today=today, night=1)
    write_district(tonight, folder / "tonight")


def _lend(manifest: DistrictManifest, files: Path, step: Callable[[str], None], *, by: Actor) -> None:
    """What the counters and the libraries have to do with."""
    step("accessories, kits, a cart that is out, reservations")
    make_lending(manifest, by=by)
    step("the schools' libraries")
    make_libraries(files, by=by)
    make_research(manifest, by=by)
    step("drawn faces for an elementary school's homerooms")
    make_portraits(by=by)
    step("lists, reviews and a class set")
    make_readers(manifest)
    step("a hand-out in the gym, half done")
    make_campaigns(manifest)
