"""A zip of photos as a source of the import machine: each picture goes to the thing its name says."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath

from django.core.files.uploadedfile import SimpleUploadedFile

from firstbell.core.actor import Actor
from firstbell.core.attachments import attach_file
from firstbell.core.imports.archive import Package, open_package
from firstbell.core.imports.errors import Rejected
from firstbell.core.imports.guards import GuardPolicy
from firstbell.core.imports.limits import MIB, Limits
from firstbell.core.imports.source import Entity, StageContext, Staged, Upload
from firstbell.core.models import Attachment
from firstbell.core.pictures import NoPicture, cleaned
from firstbell.core.scan import normalise
from firstbell.inventory.models import Item
from firstbell.inventory.permissions import InventoryPermission
from firstbell.inventory.queries import items_by_code
from firstbell.people.models import Person

ENTITY = "photos"
MOST_PHOTOS = 5000
MOST_BYTES = 40 * MIB
PICTURES = (".jpg", ".jpeg", ".png", ".webp", ".gif")
_NUMBERED = re.compile(r"[\s_.-]*(?:\(\d+\)|[\s_-]\w{1,12})$")


@dataclass
class Plan:
    """(item id, path of its school, file name, cleaned picture in the run's scratch folder)."""

    photos: list[tuple[int, str, str, Path]] = field(default_factory=list)


class PhotosSource:
    """Photos of things only. A picture named by a person's number is told and not kept: nobody's face comes in here."""

    key = "photos"
    label = "Photos of things: zip of pictures named by tag or serial number"
    accepts = ".zip"
    entities = (Entity(ENTITY, "Photos"),)
    guards: tuple[GuardPolicy, ...] = ()

    def sniff(self, upload: Upload) -> bool:
        if not upload.is_zip or upload.path is None:
            return False
        try:
            with open_package(upload.path, _allowed(upload.limits)) as package:
                names = [name for name in package.names if not name.startswith(".")]
        except Rejected:
            return False
        return sum(name.casefold().endswith(PICTURES) for name in names) * 2 > len(names)

    def stage(self, ctx: StageContext) -> Staged:
        if ctx.actor is not None and not ctx.actor.can(InventoryPermission.ITEM_EDIT, at=ctx.org_path):
            raise Rejected(
                "You may not edit things everywhere this import is for.", remedy="Ask district IT.", code="forbidden"
            )
        plan = Plan()
        with open_package(ctx.path, _allowed(ctx.limits)) as package:
            for name in package.ignored:
                _tell(ctx, "nested", name, "lies in a folder inside the zip", "Put all pictures at the top of the zip.")
            names = sorted(package.names)
            known = _things(ctx, names)
            people = _people([name for name in names if name not in known])
            here: dict[int, set[str]] = {}
            for number, name in enumerate(names):
                ctx.progress("Looking at the photos", number, len(names))
                if name not in known:
                    _tell_unknown(ctx, name, is_person=name in people)
                else:
                    _stage_one(ctx, package, name, known[name], here, plan)
        return Staged(writes=len(plan.photos), plan=plan, meta={"photos": len(names)}, complete=False)

    def apply(self, staged: Staged, ctx: StageContext, *, by: Actor) -> None:
        plan: Plan = staged.plan
        items = Item.objects.in_bulk([item for item, *_ in plan.photos])
        for item, path, name, stored in plan.photos:
            by.require(InventoryPermission.ITEM_EDIT, at=path)
            if item in items:
                upload = SimpleUploadedFile(name, stored.read_bytes(), "image/jpeg")
                attach_file(items[item].ref, upload, org_path=path, by=by)


def _allowed(limits: Limits) -> Limits:
    """Many small files instead of few large ones."""
    return replace(limits, entries=MOST_PHOTOS)


def _stage_one(
    ctx: StageContext, package: Package, name: str, item: Item, here: dict[int, set[str]], plan: Plan
) -> None:
    if package.size(name) > MOST_BYTES:
        _tell(ctx, "too_large", name, f"has more than {MOST_BYTES // MIB} MiB", "Make it smaller.")
        return
    with package.open(name) as stream:
        data = stream.read(MOST_BYTES + 1)
    try:
        picture = cleaned(data)
    except NoPicture as problem:
        _tell(ctx, "no_picture", name, f"cannot be kept: {problem}", "Take the photo again or save it as JPEG.")
        return
    digest = hashlib.sha256(picture).hexdigest()
    if item.pk not in here:
        kept = Attachment.objects.filter(owner_kind=Item.KIND_REF, owner_id=item.pk)
        here[item.pk] = set(kept.values_list("sha256", flat=True))
    if digest in here[item.pk]:
        ctx.tally.add(ENTITY, "same", item.organisation_id)
        return
    here[item.pk].add(digest)
    stored = ctx.scratch / f"photo-{len(plan.photos)}.jpg"
    stored.write_bytes(picture)
    plan.photos.append((item.pk, item.organisation.scope_path, f"{PurePosixPath(name).stem[:180]}.jpg", stored))
    ctx.tally.add(ENTITY, "new", item.organisation_id)
    ctx.sample(ENTITY, name, item.label, {"Photo": ("", name)})


def _codes(name: str) -> list[str]:
    """What a file's name may say, the whole of it first: ``1042``, then without ``_front`` or ``(2)``."""
    stem = PurePosixPath(name).stem
    shorter = _NUMBERED.sub("", stem)
    return list(dict.fromkeys(code for text in (stem, shorter) if (code := normalise(text))))


def _things(ctx: StageContext, names: list[str]) -> dict[str, Item]:
    """The thing each picture's name says; none for a name that says nothing or something elsewhere."""
    wanted = {code for name in names for code in _codes(name)}
    found: dict[str, Item] = {}
    ordered = sorted(wanted)
    for start in range(0, len(ordered), 300):
        items = items_by_code(Item.objects.all(), ordered[start : start + 300])
        for item in items.filter(organisation__path__startswith=ctx.org_path).select_related("organisation", "device"):
            for code in (item.barcode_norm, getattr(getattr(item, "device", None), "serial_norm", "")):
                if code:
                    found[code] = item
    chosen = {name: next((found[code] for code in _codes(name) if code in found), None) for name in names}
    return {name: item for name, item in chosen.items() if item is not None}


def _people(names: list[str]) -> set[str]:
    numbers = {PurePosixPath(name).stem.strip(): name for name in names}
    ordered = sorted(numbers)
    found: set[str] = set()
    for start in range(0, len(ordered), 300):
        people = Person.objects.filter(identifier__in=ordered[start : start + 300])
        found |= {numbers[one] for one in people.values_list("identifier", flat=True)}
    return found


def _tell_unknown(ctx: StageContext, name: str, *, is_person: bool) -> None:
    if is_person:
        _tell(ctx, "person", name, "is named by a person's number", "Photos of people are not kept here.")
    else:
        _tell(
            ctx,
            "unknown_item",
            name,
            "is named like no tag or serial number here",
            "Rename it, or import the things first.",
        )


def _tell(ctx: StageContext, code: str, name: str, what: str, todo: str) -> None:
    ctx.issues.error(
        code, file=ctx.filename[:120], value=name, key=name, entity=ENTITY, message=f"“{name[:120]}” {what}.", todo=todo,
        group=_GROUPS[code],
    )  # fmt: skip
    ctx.tally.add(ENTITY, "quarantined")


_GROUPS = {
    "nested": "Files in folders inside the zip",
    "too_large": "Pictures that are too large",
    "no_picture": "Files that are no picture we keep",
    "person": "Pictures named by a person's number",
    "unknown_item": "Pictures named like nothing here",
}
