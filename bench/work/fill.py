"""A year of life on top of an imported district, so that lists and counters have something to be slow about.

Written in bulk: what is measured afterwards is reading it and changing it, through the pages.
Everything grows with the district: per student about one device, one loan, a fifth of a ticket
and three entries in the audit trail.
"""

from __future__ import annotations

import csv
import datetime as dt
import json
import random
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from bench.work.names import TOKEN
from firstbell.circulation.models import Loan
from firstbell.core import bulk, search
from firstbell.core.models import AuditEntry, AuditLink, ImportRun
from firstbell.core.scan import normalise
from firstbell.core.upkeep import refresh_statistics
from firstbell.helpdesk.models import Symptom, Ticket, TicketEntry, TicketItem, TicketState
from firstbell.inventory.models import Item, ItemType, ManagementRecord, Status
from firstbell.people.models import Account, ApiToken, Organisation, Person, PersonIdentifier, RoleGrant
from firstbell.people.queries import digest_of
from firstbell.rooms.models import Building, CalendarEntry, Place

DESK = {"tess": "technician", "dita": "district_it"}
_KINDS = {"classroom": "classroom", "lab": "lab", "library": "library", "office": "office", "gym": "gym"}
_CHUNK = 2000
_STATES = (TicketState.NEW, TicketState.IN_PROGRESS, TicketState.WAITING_PART, TicketState.TRIAGED)


def life(first: str) -> dict[str, Any]:
    """Accounts, rooms, badges, closings, loans, tickets, audit and past imports. ``first`` is the generated folder."""
    folder = Path(first)
    filler = _Filler(folder, json.loads((folder / "district.json").read_text()))
    with transaction.atomic():
        filler.accounts()
        filler.rooms()
        filler.badges()
        filler.closings()
        filler.devices()
        filler.loans()
        filler.tickets()
        filler.trail()
        filler.past_imports()
    for kind, ids in filler.to_index():
        with transaction.atomic():
            search.index(kind, ids)
    refresh_statistics()  # as the schedule does several times a day
    return {
        "people": Person.objects.count(),
        "items": Item.objects.count(),
        "places": Place.objects.count(),
        "loans": Loan.objects.count(),
        "tickets": Ticket.objects.count(),
        "audit": AuditEntry.objects.count(),
    }


class _Filler:
    def __init__(self, folder: Path, manifest: dict[str, Any]) -> None:
        self.folder = folder
        self.cast: dict[str, dict[str, str]] = manifest["cast"]
        self.loaner_serial = normalise(manifest["loaner"].get("serial", ""))
        self.draw = random.Random(7)
        self.now = timezone.now()
        self.orgs = {org.sourced_id: org for org in Organisation.objects.all()}
        self.root = Organisation.objects.filter(parent=None).order_by("pk")[0]
        self.owners: list[tuple[int, int, int]] = []
        self.loaners: list[tuple[int, int]] = []

    def accounts(self) -> None:
        """The technician of one school and somebody who sees the whole district, each with a token for programs."""
        for key, role in DESK.items():
            person = Person.objects.get(username=self.cast[key]["username"])
            account = Account.objects.create_user(person.username, person=person, email=person.email)
            at = self.root if role == "district_it" else person.organisation
            grant = RoleGrant.objects.create(account=account, role=role, organisation=at, granted_by="bench")
            token = TOKEN.format(key)
            ApiToken.objects.create(
                account=account,
                name="bench",
                prefix=token[:12],
                digest=digest_of(token),
                permissions=sorted(_permissions_of(grant.role)),
            )

    def rooms(self) -> None:
        buildings: dict[tuple[str, str], Building] = {}
        places = []
        with (self.folder / "rooms.csv").open(encoding="utf-8", newline="") as text:
            for row in csv.DictReader(text):
                org = self.orgs[row["school"]]
                building = buildings.setdefault(
                    (row["school"], row["building"]), Building(organisation=org, name=row["building"])
                )
                code = f"R-{org.pk}-{row['building'][:10]}-{row['number']}"
                places.append(
                    Place(
                        organisation=org,
                        kind=Place.Kind.ROOM,
                        room_type=_KINDS.get(row["kind"], "other"),
                        building=building,
                        name=row["name"] or f"Room {row['number']}",
                        number=row["number"],
                        code=code,
                        code_norm=normalise(code),
                        floor=row["floor"],
                        capacity=int(row["capacity"] or 0),
                    )
                )
        for org in {building.organisation_id: building.organisation for building in buildings.values()}.values():
            code = f"SHELF-{org.pk}"
            places.append(
                Place(organisation=org, kind=Place.Kind.SHELF, name="Shelf B3", code=code, code_norm=normalise(code))
            )
        Building.objects.bulk_create(buildings.values(), batch_size=_CHUNK)
        Place.objects.bulk_create(places, batch_size=_CHUNK)

    def badges(self) -> None:
        person_of = dict(Person.objects.exclude(identifier="").values_list("identifier", "pk"))
        table = PersonIdentifier._meta.db_table
        with (self.folder / "badges.csv").open(encoding="utf-8", newline="") as text:
            rows = [
                (person_of[number], "badge", badge, normalise(badge), bulk.moment(self.now))
                for number, badge in (row[:2] for row in csv.reader(text))
                if number in person_of
            ]
        bulk.insert(table, ("person_id", "kind", "value", "code", "created_at"), rows)

    def closings(self) -> None:
        """What a due date has to step over: the district's holidays and a few days of each school."""
        today = timezone.localdate()
        entries = [
            CalendarEntry(
                organisation=org, first_day=day, last_day=day + dt.timedelta(days=length), reason="Closed",
                created_by="bench",
            )
            for org in self.orgs.values()
            for day, length in self._closed_days(today, 14 if org.pk == self.root.pk else 4)
        ]  # fmt: skip
        CalendarEntry.objects.bulk_create(entries, batch_size=_CHUNK)

    def _closed_days(self, today: dt.date, count: int) -> Iterator[tuple[dt.date, int]]:
        for _ in range(count):
            yield today + dt.timedelta(days=self.draw.randrange(2, 250)), self.draw.choice((0, 0, 1, 4))

    def devices(self) -> None:
        """Owners as the console names them, loaners, and the school of what the import left at the district."""
        types = dict(ItemType.objects.values_list("code", "pk"))
        by_email = {
            email.casefold(): (pk, org)
            for pk, org, email in Person.objects.exclude(email="").values_list("pk", "organisation_id", "email")
        }
        by_name = {org.name: org.pk for org in self.orgs.values()}
        loaner_id = dict(
            ManagementRecord.objects.filter(device__serial_norm=self.loaner_serial).values_list("device_id", "id")
        )
        rows: list[tuple[int, int, str, int | None, int | None, int]] = []
        taken: set[int] = set()
        records = ManagementRecord.objects.values_list(
            "device_id", "annotated_user", "org_unit_path", "device__organisation_id", "device__status"
        ).order_by("device_id")
        spare = 0
        for device, user, unit, at, status in list(records):
            owner = by_email.get(user.casefold()) if user else None
            school = owner[1] if owner else next((by_name[p] for p in unit.split("/") if p in by_name), at)
            if owner and owner[0] not in taken and device not in loaner_id:
                taken.add(owner[0])
                self.owners.append((device, owner[0], school))
                rows.append((types["one-to-one"], school, Status.ASSIGNED.value, owner[0], owner[0], device))
                continue
            spare += 1
            if device in loaner_id or spare % 8 == 0:
                self.loaners.append((device, school))
                rows.append((types["loaner"], school, Status.LOANER_AVAILABLE.value, None, None, device))
            elif school != at:
                rows.append((types["one-to-one"], school, str(status), None, None, device))
        columns = ("item_type_id", "organisation_id", "status", "assigned_to_id", "holder_id")
        bulk.update(Item._meta.db_table, columns, rows)

    def loans(self) -> None:
        """Every owner's open loan, and a returned one of a loaner for every third of them."""
        ago = dt.timedelta(days=90)
        rows: list[tuple[Any, ...]] = []
        for number, (device, person, school) in enumerate(self.owners):
            lent = bulk.moment(self.now - ago + dt.timedelta(seconds=number % 5000))
            rows.append((device, person, school, "assignment", lent, None, None, "", ""))
            if self.loaners and number % 3 == 0:
                loaner, _ = self.loaners[number % len(self.loaners)]
                at = self.now - dt.timedelta(days=2 + number % 80)
                back, due = bulk.moment(at + dt.timedelta(days=1)), bulk.moment(at + dt.timedelta(days=3))
                rows.append((loaner, person, school, "loaner", bulk.moment(at), due, back, "Tess", "good"))
        columns = (
            "item_id", "borrower_id", "organisation_id", "purpose", "lent_at", "due_at", "returned_at", "returned_by",
            "return_condition", "lent_by", "due_explain", "renewals", "override_reason", "accessories",
        )  # fmt: skip
        bulk.insert(Loan._meta.db_table, columns, ((*row, "Tess", "[]", 0, "", "[]") for row in rows))

    def tickets(self) -> None:
        """One for every fifth owner; one in seven is still open."""
        symptoms = list(Symptom.objects.values_list("pk", "label"))
        tickets, links = [], []
        for number, (device, person, school) in enumerate(self.owners[::5]):
            symptom, label = symptoms[number % len(symptoms)]
            opened = self.now - dt.timedelta(minutes=7 * number % 129_600)
            is_open = number % 7 == 0
            ended = None if is_open else opened + dt.timedelta(days=1)
            tickets.append(
                Ticket(
                    organisation_id=school,
                    title=f"{label} ({number})",
                    description="It happened in second period.",
                    state=_STATES[number % len(_STATES)] if is_open else TicketState.CLOSED,
                    origin="counter",
                    symptom_id=symptom,
                    requester_id=person,
                    opened_by="Tess",
                    opened_at=opened,
                    up_at=opened,
                    resolved_at=ended,
                    closed_at=ended,
                    is_private=number % 50 == 0,
                )
            )
            links.append(device)
        Ticket.objects.bulk_create(tickets, batch_size=_CHUNK)
        TicketItem.objects.bulk_create(
            [TicketItem(ticket=one, item_id=device) for one, device in zip(tickets, links, strict=True)],
            batch_size=_CHUNK,
        )
        TicketEntry.objects.bulk_create(
            [
                TicketEntry(
                    ticket=one, kind=kind, text="Looked at it.", author_key="bench", author_name="Tess", at=self.now
                )
                for one in tickets
                for kind in ("note", "reply")
            ],
            batch_size=_CHUNK,
        )

    def trail(self) -> None:
        """Three entries for every owner, each on two timelines."""
        paths = dict(Organisation.objects.values_list("pk", "path"))
        owners = self.owners * 3
        first, first_link = (bulk.reserve_ids(m._meta.db_table, len(owners) * 2) for m in (AuditEntry, AuditLink))

        def entries() -> Iterator[tuple[Any, ...]]:
            for number, (device, _, school) in enumerate(owners):
                at = bulk.moment(self.now - dt.timedelta(days=90) + dt.timedelta(seconds=20 * number % 7_000_000))
                change = _uuid(number)
                yield (
                    first + number,
                    change,
                    at,
                    "bench",
                    "Tess",
                    "web",
                    "circulation.item_lent",
                    "Lent a device",
                    "inventory.item",
                    device,
                    f"device {device}",
                    paths[school],
                    "{}",
                    "",
                )

        def links() -> Iterator[tuple[Any, ...]]:
            for number, (device, person, _) in enumerate(owners):
                yield first_link + 2 * number, first + number, "inventory.item", device
                yield first_link + 2 * number + 1, first + number, "people.person", person

        columns = (
            "id", "change_id", "at", "actor_key", "actor_name", "via", "verb", "summary", "subject_kind", "subject_id",
            "subject_label", "org_path", "changes", "note",
        )  # fmt: skip
        bulk.insert(AuditEntry._meta.db_table, columns, entries())
        bulk.insert(AuditLink._meta.db_table, ("id", "entry_id", "kind", "object_id"), links())

    def past_imports(self) -> None:
        """A run of a school's device list for every tenth owner: what years of nights leave behind."""
        path = self.root.scope_path
        ImportRun.objects.bulk_create(
            [
                ImportRun(
                    source_key="google_csv",
                    organisation_id=self.root.pk,
                    org_path=path,
                    org_label=self.root.name,
                    state=ImportRun.State.DISCARDED,
                    filename=f"chromebooks-{number}.csv",
                    size=1000,
                    sha256=f"{number:064x}",
                    started_by_key="bench",
                    started_by_name="Tess",
                    counts={"devices": {"same": {"0": 1000}}},
                    staged_at=self.now,
                )
                for number in range(len(self.owners) // 10)
            ],
            batch_size=_CHUNK,
        )

    def to_index(self) -> Iterator[tuple[str, list[int]]]:
        """What search has to know and the imports have not told it; in portions."""
        for kind, model in ((Place.KIND_REF, Place), (Ticket.KIND_REF, Ticket), (Item.KIND_REF, Item)):
            ids = list(model._default_manager.order_by("pk").values_list("pk", flat=True))
            for start in range(0, len(ids), 500):
                yield kind, ids[start : start + 500]


def _uuid(number: int) -> str:
    value = uuid.UUID(int=number, version=4)
    return str(value) if connection.vendor == "postgresql" else value.hex


def _permissions_of(role: str) -> frozenset[str]:
    from firstbell.core.actor import all_roles

    return all_roles()[role].permissions
