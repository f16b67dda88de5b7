"""A zip of photos as a source of the import machine: each picture goes to the thing or the person its name says."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath

from django.core.files.uploadedfile import SimpleUploadedFile

from firstbell.connectors.photos.portraits import StagedPortrait, keep, named
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
from firstbell.people.permissions import PeoplePermission
from firstbell.people.queries.portraits import make_portrait

ENTITY = "photos"
PORTRAITS = "portraits"
MOST_PHOTOS = 5000
MOST_BYTES = 40 * MIB
PICTURES = (".jpg", ".jpeg", ".png", ".webp", ".gif")
#: What also says that a zip is one of photos; each is told, by name, why it is not kept.
_MEANT = (*PICTURES, ".heic", ".heif", ".avif", ".tif", ".tiff", ".bmp", ".svg")
_LITTER = ("thumbs.db", "desktop.ini")
_NUMBERED = re.compile(r"[\s_.-]*(?:\(\d+\)|[\s_-]\w{1,12})$")


@dataclass
class Plan:
    """(item id, path of its school, file name, cleaned picture in the run's scratch folder), and the photos of people."""

    photos: list[tuple[int, str, str, Path]] = field(default_factory=list)
    portraits: dict[int, StagedPortrait] = field(default_factory=dict)


class PhotosSource:
    """Photos of things, and of people where their school keeps any. What is not kept is told with the reason.

    The zip itself is not kept: it may hold faces, larger and with more beside them than is kept.
    """

    key = "photos"
    label = "Photos: zip of pictures named by tag or serial number, or by a person's number"
    accepts = ".zip"
    needs = PeoplePermission.PHOTO_EDIT
    keeps_file = False
    entities = (Entity(ENTITY, "Photos"), Entity(PORTRAITS, "Photos of people"))
    guards: tuple[GuardPolicy, ...] = ()

    def sniff(self, upload: Upload) -> bool:
        if not upload.is_zip or upload.path is None:
            return False
        try:
            with open_package(upload.path, _allowed(upload.limits)) as package:
                names = [name for name in package.names if not _is_litter(name)]
        except Rejected:
            return False
        return sum(name.casefold().endswith(_MEANT) for name in names) * 2 > len(names)

    def stage(self, ctx: StageContext) -> Staged:
        edits_things = ctx.actor is None or ctx.actor.can(InventoryPermission.ITEM_EDIT, at=ctx.org_path)
        if ctx.actor is not None and not edits_things and not ctx.actor.can(PeoplePermission.PHOTO_EDIT):
            raise Rejected(
                "You may not edit things everywhere this import is for.", remedy="Ask district IT.", code="forbidden"
            )
        plan = Plan()
        with open_package(ctx.path, _allowed(ctx.limits)) as package:
            for name in package.ignored:
                _tell(ctx, "nested", name, "lies in a folder inside the zip", "Put all pictures at the top of the zip.")
            names = sorted(name for name in package.names if not _is_litter(name))
            known = _things(ctx, names)
            people = named(names, below=ctx.org_path, actor=ctx.actor)
            here: dict[int, set[str]] = {}
            for number, name in enumerate(names):
                ctx.progress("Looking at the photos", number, len(names))
                who = people.get(name)
                if name in known and who is not None and who.is_welcome:
                    _tell(
                        ctx,
                        "thing_and_person",
                        name,
                        "names a thing and a person",
                        "Attach it by hand on the right page.",
                    )
                elif name in known and not edits_things:
                    _tell(ctx, "forbidden", name, "shows a thing, which you may not edit", "Ask the technician.")
                elif name in known:
                    _stage_one(ctx, package, name, known[name], here, plan)
                elif who is None:
                    _tell_unknown(ctx, name)
                elif not who.is_welcome:
                    _tell(ctx, who.code, name, who.text, who.remedy, entity=PORTRAITS)
                else:
                    _stage_portrait(ctx, package, name, who.people[0], plan)
        writes = len(plan.photos) + len(plan.portraits)
        return Staged(writes=writes, plan=plan, meta={"photos": len(names)}, complete=False)

    def apply(self, staged: Staged, ctx: StageContext, *, by: Actor) -> None:
        plan: Plan = staged.plan
        items = Item.objects.in_bulk([item for item, *_ in plan.photos])
        for item, path, name, stored in plan.photos:
            by.require(InventoryPermission.ITEM_EDIT, at=path)
            if item in items:
                upload = SimpleUploadedFile(name, stored.read_bytes(), "image/jpeg")
                attach_file(items[item].ref, upload, org_path=path, by=by)
        keep([*plan.portraits.values()], by=by)


def _is_litter(name: str) -> bool:
    """What a computer leaves in a folder by itself."""
    return (name.startswith(".") and not name.casefold().endswith(PICTURES)) or name.casefold() in _LITTER


def _allowed(limits: Limits) -> Limits:
    """Many small files instead of few large ones."""
    return replace(limits, entries=MOST_PHOTOS)


def _stage_one(
    ctx: StageContext, package: Package, name: str, item: Item, here: dict[int, set[str]], plan: Plan
) -> None:
    data = _read(ctx, package, name)
    if data is None:
        return
    try:
        picture = cleaned(data)
    except NoPicture as problem:
        _tell_no_picture(ctx, name, problem)
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


def _stage_portrait(ctx: StageContext, package: Package, name: str, person: Person, plan: Plan) -> None:
    if person.pk in plan.portraits:
        _tell(ctx, "second_portrait", name, "is a second picture of a person", "Leave the best one.", entity=PORTRAITS)
        return
    data = _read(ctx, package, name)
    if data is None:
        return
    try:
        portrait = make_portrait(data)
    except NoPicture as problem:
        _tell_no_picture(ctx, name, problem, entity=PORTRAITS)
        return
    former = getattr(person, "photo", None)
    if former is not None and former.sha256 == portrait.sha256:
        ctx.tally.add(PORTRAITS, "same", person.organisation_id)
        return
    plan.portraits[person.pk] = StagedPortrait.store(person, portrait, ctx.scratch)
    ctx.tally.add(PORTRAITS, "new" if former is None else "changed", person.organisation_id)
    ctx.sample(PORTRAITS, name, person.name, {"Photo": ("" if former is None else "Former photo", name)})


def _read(ctx: StageContext, package: Package, name: str) -> bytes | None:
    """The file's bytes; None for one that is too large, which is told."""
    if package.size(name) > MOST_BYTES:
        _tell(ctx, "too_large", name, f"has more than {MOST_BYTES // MIB} MiB", "Make it smaller.")
        return None
    with package.open(name) as stream:
        return bytes(stream.read(MOST_BYTES + 1))


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


def _tell_unknown(ctx: StageContext, name: str) -> None:
    what = "is named like no tag, serial number or person's number here"
    _tell(ctx, "unknown_item", name, what, "Rename it, or import the things or the roster first.")


def _tell_no_picture(ctx: StageContext, name: str, problem: NoPicture, *, entity: str = ENTITY) -> None:
    todo = "Take the photo again or save it as JPEG."
    _tell(ctx, "no_picture", name, f"cannot be kept: {problem}", todo, entity=entity)


def _tell(ctx: StageContext, code: str, name: str, what: str, todo: str, *, entity: str = ENTITY) -> None:
    ctx.issues.error(
        code, file=ctx.filename[:120], value=name, key=name, entity=entity, message=f"“{name[:120]}” {what}.", todo=todo,
        group=_GROUPS[code],
    )  # fmt: skip
    ctx.tally.add(entity, "quarantined")


_GROUPS = {
    "nested": "Files in folders inside the zip",
    "too_large": "Pictures that are too large",
    "no_picture": "Files that are no picture we keep",
    "forbidden": "Pictures of things you may not edit",
    "thing_and_person": "Pictures whose name says a thing and a person",
    "several_people": "Pictures whose name says several people",
    "second_portrait": "Second pictures of a person",
    "person_forbidden": "Photos of people you may not keep",
    "person_left": "Photos of people who are not here any more",
    "person_refused": "Photos of people who want none",
    "person_photos_off": "Photos of people at schools that keep none",
    "person_on_hold": "Photos of people under a legal hold",
    "unknown_item": "Pictures named like nothing and nobody here",
}
