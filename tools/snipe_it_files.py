"""Files as Snipe-IT and its neighbours write them, about an invented district: to try moving in, and for measuring.

    python -m tools.snipe_it_files --things 500 --out DIR [--seed 1] [--students 60]

Writes ``roster.zip`` (OneRoster), ``rooms.csv``, ``bells.csv``, ``users.csv``, ``assets-<layout>.csv`` for each of
Snipe-IT's layouts, ``assets.xlsx``, ``activity.csv`` and ``photos.zip``. Layouts: domain notes 4.3; equal arguments, equal
rows.
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import io
import random
import sys
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from openpyxl import Workbook
from PIL import Image

from firstbell.demo.generator import DistrictSpec, write_district


def _columns(text: str) -> tuple[str, ...]:
    return tuple(text.split(","))


LAYOUTS: dict[str, tuple[str, ...]] = {
    "shipped": _columns(
        "Company,Name,Asset Tag,Category,Supplier,Manufacturer,Location,Order Number,Model,Model Notes,Model Number,"
        "Asset Notes,Purchase Date,Purchase Cost,Checkout Type,Checked Out To: Username,Checked Out To: First Name,"
        "Checked Out To: Last Name,Checked Out To: Email,Checked Out To: Location,Asset EOL Date,Serial,Status"
    ),
    "command-line": _columns(
        "asset tag,category,checkout type,checkout location,company,item name,image,location,notes,manufacturer,model name,"
        "model number,order number,purchase cost,purchase date,requestable,serial number,status,supplier,warranty,full name,"
        "email,username,employee number,job title,department,manager full name,manager username"
    ),
    "report": _columns(
        "ID,Company,Asset Name,Asset Tag,Model,Model No.,Category,Manufacturer,Serial,Purchase Date,Cost,EOL,Warranty,"
        "Warranty Expires,Current Value,Diff,Fully Depreciated,Order Number,Supplier,Location,Default Location,Checked Out,Type,"
        "Username,Employee No.,Manager,Department,Title,Phone,Status,Checkout Date,Last Checkin Date,Expected Checkin Date,"
        "Created At,Updated At,Deleted,Last Audit,Next Audit Date,Notes,URL,Insurance,Bag colour"
    ),
}
_NAMES = {
    "tag": ("Asset Tag", "asset tag"), "serial": ("Serial", "serial number"), "model": ("Model", "model name"),
    "number": ("Model Number", "model number", "Model No."), "category": ("Category", "category"),
    "maker": ("Manufacturer", "manufacturer"), "status": ("Status", "status"), "bought": ("Purchase Date", "purchase date"),
    "cost": ("Purchase Cost", "purchase cost", "Cost"), "order": ("Order Number", "order number"),
    "warranty": ("Warranty", "warranty"), "supplier": ("Supplier", "supplier"), "school": ("Company", "company"),
    "room": ("Location", "location"), "username": ("Checked Out To: Username", "username", "Username"),
    "email": ("Checked Out To: Email", "email"), "employee": ("Employee No.", "employee number"), "id": ("ID",),
    "due": ("Expected Checkin Date",), "lent": ("Checkout Date",), "notes": ("Asset Notes", "notes", "Notes"),
    "insurance": ("Insurance",), "bag": ("Bag colour",),
}  # fmt: skip
_COLUMN = {name: key for key, names in _NAMES.items() for name in names}
# (category, manufacturer, model, model number, price, has a serial number)
_MODELS = (
    ("Chromebook", "HP", "HP Chromebook 11 G9 EE", "3V2Y2UT", "310.00", True),
    ("Chromebook", "Lenovo", "Lenovo 300e Gen 4", "82W2", "329.99", True),
    ("Loaner Chromebook", "HP", "HP Chromebook 11 G9 EE", "3V2Y2UT", "310.00", True),
    ("Staff Laptop", "Dell", "Latitude 3440", "P150F", "1,150.00", True),
    ("Projector", "Epson", "EB-W52", "V11HA02040", "589.00", True),
    ("Charger", "HP", "45 W USB-C charger", "1HE07AA", "38.50", False),
)
_WEIGHTS = (48, 30, 6, 8, 3, 5)


@dataclass(frozen=True)
class Named:
    """Of the roster: a school, or a person with their school."""

    name: str
    username: str = ""
    email: str = ""
    number: str = ""
    given: str = ""
    family: str = ""
    role: str = ""


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--things", type=int, default=500)
    parser.add_argument("--students", type=int, default=60)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=1)
    said = parser.parse_args(arguments)
    for path in write_files(said.out, things=said.things, students=said.students, seed=said.seed):
        print(path)
    return 0


def write_files(out: Path, *, things: int, students: int = 60, seed: int = 1) -> list[Path]:
    """The whole set; the paths in the order in which they are imported."""
    out.mkdir(parents=True, exist_ok=True)
    write_district(DistrictSpec(students=students, seed=seed, guardians=False), out)
    roster = next(out.rglob("*.zip"))
    schools, people = read_roster(roster)
    assets = list(make_things(things, schools, people, seed))
    written = [roster, *_tables(out, schools, people)]
    for layout, header in LAYOUTS.items():
        written.append(
            _write(
                out / f"assets-{layout}.csv",
                header,
                (in_layout(one, header) for one in assets),
                bom=layout == "shipped",
            )
        )
    written += [
        _workbook(out / "assets.xlsx", assets[:2000]),
        _activity(out / "activity.csv", assets),
        _photos(out / "photos.zip", assets),
    ]
    return written


def read_roster(path: Path) -> tuple[list[str], list[Named]]:
    """The names of the schools, and the students and teachers of a OneRoster zip."""
    with zipfile.ZipFile(path) as package:

        def rows(name: str) -> list[dict[str, str]]:
            return list(csv.DictReader(io.StringIO(package.read(name).decode("utf-8-sig"))))

        names = {one["sourcedId"]: one["name"] for one in rows("orgs.csv") if one["type"] == "school"}
        people = [
            Named(
                names[school], one["username"], one["email"], one["identifier"], one["givenName"], one["familyName"], one["role"]
            )
            for one in rows("users.csv")
            if (school := one["orgSourcedIds"].split(",")[0]) in names and one["role"] in ("student", "teacher")
        ]  # fmt: skip
    return sorted(names.values()), people


def make_things(count: int, schools: Sequence[str], people: Sequence[Named], seed: int) -> Iterator[dict[str, str]]:
    """Things by short names; every student has at most one Chromebook, some loaners are out."""
    draw = random.Random(seed)  # noqa: S311 - invented things
    waiting = [one for one in people if one.role == "student"]
    for number in range(1, count + 1):
        category, maker, model, model_number, cost, has_serial = draw.choices(_MODELS, _WEIGHTS)[0]
        bought = dt.date(2021 + draw.randrange(5), 7, 1) + dt.timedelta(days=draw.randrange(60))
        thing = {
            "id": str(number), "tag": f"{number:06}", "serial": f"{maker[:2].upper()}{number:07}" if has_serial else "",
            "category": category, "maker": maker, "model": model, "number": model_number, "cost": cost, "status": "Ready to Deploy",
            "bought": bought.isoformat(), "order": f"PO-{bought.year}-{draw.randrange(1, 9)}", "warranty": "36 months",
            "supplier": "Prairie Supply Co.", "school": draw.choice(list(schools)), "insurance": draw.choice(("Yes", "No")),
            "bag": draw.choice(("black", "blue", "")), "notes": "Scratch on the lid" if number % 97 == 0 else "",
        }  # fmt: skip
        if category == "Chromebook" and waiting and draw.random() < 0.7:
            person = waiting.pop(draw.randrange(len(waiting)))
            thing |= {"school": person.name, "status": "Deployed", "type": "user", **_holder(person)}
        elif category == "Loaner Chromebook" and people and draw.random() < 0.3:
            person = draw.choice(list(people))
            thing |= {"school": person.name, **_holder(person), "lent": "2026-11-20", "due": "2026-11-24"}
        elif number % 211 == 0:
            thing["status"] = draw.choice(("Out for Repair", "Lost/Stolen", "Archived"))
        yield thing


def in_layout(thing: dict[str, str], header: Sequence[str]) -> list[str]:
    return [thing.get(_COLUMN.get(name, ""), "") for name in header]


def _holder(person: Named) -> dict[str, str]:
    return {"username": person.username, "email": person.email, "employee": person.number}


def _tables(out: Path, schools: Sequence[str], people: Sequence[Named]) -> list[Path]:
    rooms = [[f"Room {100 + n}", school, "Classroom", "30"] for school in schools for n in range(5)]
    carts = [[f"Cart {n}", school, "Cart", "32"] for school in schools for n in (1, 2)]
    bells = [
        [school, "Regular", str(n), f"{7 + n}:00", f"{7 + n}:50"] for school in schools for n in range(1, 7)
    ]  # fmt: skip
    header = [
        "First Name",
        "Last Name",
        "Email",
        "Username",
        "Activated",
        "Location",
        "Job Title",
        "Employee Number",
        "Company",
        "Manager",
        "Phone",
        "Gravatar",
    ]
    users = [
        [
            one.given,
            one.family,
            one.email,
            one.username,
            "Yes",
            "",
            one.role.capitalize(),
            one.number,
            one.name,
            "",
            "",
            "",
        ]
        for one in people
    ]
    users.append(
        [
            "Nova",
            "Newcomer",
            "nova.newcomer@example.org",
            "nova.newcomer",
            "Yes",
            "",
            "Student",
            "990001",
            schools[0],
            "",
            "",
            "",
        ]
    )
    return [
        _write(out / "rooms.csv", ["Room", "School", "Type", "Capacity"], [*rooms, *carts]),
        _write(out / "bells.csv", ["School", "Schedule", "Period", "Start", "End"], bells),
        _write(out / "users.csv", header, users),
    ]


def _activity(path: Path, things: Sequence[dict[str, str]]) -> Path:
    rows = (
        [
            f"2025-09-{1 + n % 28:02} 07:{n % 60:02}:{n // 60 % 60:02}",
            "Tess Okafor",
            action,
            "Asset",
            f"({one['tag']}) - {one['model']}",
            "Room 101",
            "",
        ]
        for n, one in enumerate(things)
        for action in ("create new", "checkout")
    )
    return _write(path, ["Date", "Admin", "Action", "Type", "Item", "Target", "Notes"], rows)


def _write(
    path: Path, header: Sequence[str], rows: Iterator[Sequence[str]] | Sequence[Sequence[str]], *, bom: bool = False
) -> Path:
    with path.open("w", encoding="utf-8-sig" if bom else "utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(header)
        writer.writerows(rows)
    return path


def _workbook(path: Path, things: Sequence[dict[str, str]]) -> Path:
    book = Workbook(write_only=True)
    page = book.create_sheet("Assets")
    page.append(list(LAYOUTS["report"]))
    for one in things:
        page.append(in_layout(one, LAYOUTS["report"]))
    book.save(path)
    return path


def _photos(path: Path, things: Sequence[dict[str, str]]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for number, one in enumerate(things[:5]):
            picture = io.BytesIO()
            Image.new("RGB", (640, 480), (40 * number, 90, 120)).save(picture, "JPEG")
            archive.writestr(f"{one['tag']}.jpg", picture.getvalue())
    return path


if __name__ == "__main__":
    sys.exit(main())
