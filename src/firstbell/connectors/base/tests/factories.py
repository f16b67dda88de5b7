"""The way from another help desk's files to an applied import, with people whom those files name."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from firstbell.core.actor import Actor, system_actor
from firstbell.core.imports.actions import apply_import, choose_option, map_value, preview_import, upload_import
from firstbell.core.models import ImportRun
from firstbell.helpdesk.models import Ticket
from firstbell.helpdesk.tests.factories import ensure_promises, ensure_symptoms
from firstbell.inventory.tests.factories import make_device, make_place
from firstbell.people.models import Person
from firstbell.people.tests.factories import Cast, make_cast

BY = system_actor("the tests")
#: A whole PNG of one pixel.
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63606060000000040001"
    "f61738550000000049454e44ae426082"
)


def moving_cast() -> Cast:
    """The cast with addresses of prairie.example, Room 204, and the Chromebook CB-1042."""
    cast = make_cast()
    ensure_symptoms()
    ensure_promises()
    for member in (cast.tia, cast.stu, cast.tess):
        person = member.person
        address = f"{person.given_name}.{person.family_name}@prairie.example".lower()
        Person.objects.filter(pk=person.pk).update(email=address)
        member.account.email = person.email = address
        member.account.save(update_fields=["email"])
    make_place(cast.school, "Room 204")
    make_device(cast.school, "CB-1042")
    return cast


def zipped(files: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def folder(path: Path) -> dict[str, bytes]:
    """The sample files of a folder by name."""
    return {one.name: one.read_bytes() for one in sorted(path.iterdir())}


def look(data: bytes, filename: str, kind: str = "", *, by: Actor = BY, **options: Any) -> ImportRun:
    """Uploaded and previewed; ``kind`` empty: told from its content."""
    run = upload_import(io.BytesIO(data), filename=filename, source_key=kind, organisation_id=0, org_path="", by=by)
    for name, value in options.items():
        choose_option(run, name=name, value=value, by=by)
    return preview_import(run, by=by)


def take(data: bytes, filename: str, kind: str = "", **options: Any) -> ImportRun:
    """Previewed and applied."""
    return apply_import(look(data, filename, kind, **options), by=BY)


def mean(run: ImportRun, column: str, foreign: str, ours: str) -> None:
    map_value(run, entity="tickets", column=column, foreign=foreign, ours=ours, by=BY)


def counted(run: ImportRun) -> dict[str, int]:
    places = run.counts.get("tickets", {})
    return {kind: sum(found.values()) for kind, found in places.items() if sum(found.values())}


def codes(run: ImportRun) -> set[str]:
    return {group["code"] for group in run.groups}


def brought(number: str) -> Ticket:
    return Ticket.objects.select_related("imported", "organisation").get(imported__number=number)
