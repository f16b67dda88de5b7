"""Covers: by upload, by a ZIP named by ISBN, or from a service that somebody switched on. Kept here, small and clean."""

from __future__ import annotations

import datetime as dt
import io
import warnings
import zipfile
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import BinaryIO

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from PIL import Image, ImageOps, UnidentifiedImageError

from firstbell.core.actor import Actor
from firstbell.core.errors import Invalid
from firstbell.core.events import change
from firstbell.library.actions._fetching import picture_from
from firstbell.library.events import CoverSet
from firstbell.library.marc.numbers import isbn13
from firstbell.library.models import Cover, CoverService, Title, TitleNumber
from firstbell.library.permissions import LibraryPermission
from firstbell.library.queries.finding import titles_by_isbn

MOST_BYTES = 10 * 1024 * 1024
LONGEST_SIDE = 480
"""Pixels: twice what a page shows, about 30 kB."""
SHORTEST_SIDE = 40
"""Services answer unknown numbers with a dot of one pixel."""
MOST_PIXELS = 40_000_000
MOST_IN_ZIP = 500
AT_ONCE = 50
"""Titles asked for in one round."""
ASK_AGAIN = dt.timedelta(days=90)
TAKEN_OFF = "Taken off by hand."
EVERYWHERE = ""
_FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
_ENDINGS = frozenset({".jpg", ".jpeg", ".png", ".webp", ".gif"})


@dataclass(slots=True)
class CoversFromZip:
    """What came of a ZIP: titles that have a cover now, and each refused file with its reason."""

    kept: int = 0
    refused: list[tuple[str, str]] = field(default_factory=list)


def set_cover(title: Title, data: bytes, *, source: str = "upload", by: Actor) -> Cover:
    """Keep this picture as the title's cover. Raises Invalid when it is no picture, Forbidden (``library.title.edit``)."""
    by.require(LibraryPermission.TITLE_EDIT)
    picture, width, height = _cleaned(data)
    with change(by) as unit:
        former = Cover.objects.filter(title=title).first()
        old = former.file.name or "" if former is not None else ""
        cover = former or Cover(title=title)
        cover.width, cover.height, cover.source = width, height, source[:60]
        cover.looked_at, cover.finding = timezone.now(), ""
        cover.file.save(f"{title.pk}.jpg", ContentFile(picture), save=False)
        cover.save()
        _let_go(cover, old)
        unit.publish(CoverSet(subject=title.ref, org_path=EVERYWHERE, note=f"from {source}"))
    return cover


def remove_cover(title: Title, *, by: Actor) -> None:
    """No picture any more; services are not asked again for it. Raises Forbidden (``library.title.edit``)."""
    by.require(LibraryPermission.TITLE_EDIT)
    with change(by) as unit:
        cover = Cover.objects.filter(title=title).exclude(file="").first()
        if cover is None:
            return
        old, cover.file = cover.file.name or "", ""
        cover.looked_at, cover.finding = timezone.now(), TAKEN_OFF
        cover.save()
        _let_go(cover, old)
        unit.publish(CoverSet(subject=title.ref, org_path=EVERYWHERE, note="removed"))


def fetch_covers(*, limit: int = AT_ONCE, by: Actor) -> tuple[int, int]:
    """Ask the services that are switched on for covers of titles without one; (kept, not found).

    Only the ISBN leaves the house. What was not found is not asked for again for :data:`ASK_AGAIN`. No transaction is open while
    a service is waited for. Raises Forbidden (``library.title.edit``).
    """
    by.require(LibraryPermission.TITLE_EDIT)
    services = list(CoverService.objects.filter(is_on=True))
    kept = without = 0
    for title in _without_cover(limit) if services else ():
        isbn = title.numbers.filter(kind=TitleNumber.Kind.ISBN, is_valid=True).values_list("value", flat=True).first()
        if isbn and _fetched(title, isbn, services, by):
            kept += 1
            continue
        without += 1
        values = {"looked_at": timezone.now(), "finding": "No service knows it." if isbn else "It has no ISBN."}
        Cover.objects.update_or_create(title=title, defaults=values)
    return kept, without


def _fetched(title: Title, isbn: str, services: list[CoverService], by: Actor) -> bool:
    for service in services:
        data = picture_from(service, isbn, most_bytes=MOST_BYTES)
        if data is None:
            continue
        try:
            set_cover(title, data, source=service.name, by=by)
        except Invalid:
            continue  # a dot of one pixel, a page of text: the next service may know better
        return True
    return False


def _without_cover(limit: int) -> list[Title]:
    """Never looked for, newest first; then those that nobody knew a while ago."""
    has_number = TitleNumber.objects.filter(title_id=OuterRef("pk"), kind=TitleNumber.Kind.ISBN, is_valid=True)
    new = Title.objects.filter(
        Exists(has_number), ~Exists(Cover.objects.filter(title_id=OuterRef("pk"))), merged_into=None
    )
    found = list(new.order_by("-pk")[:limit])
    if len(found) < limit:
        old = Cover.objects.filter(file="", looked_at__lt=timezone.now() - ASK_AGAIN).exclude(finding=TAKEN_OFF)
        found += [cover.title for cover in old.select_related("title").order_by("looked_at")[: limit - len(found)]]
    return found


def add_covers_from_zip(file: BinaryIO, *, by: Actor) -> CoversFromZip:
    """Each picture whose name is an ISBN becomes the cover of the titles with that number. Good ones land, others are named.

    Raises Invalid for what is no ZIP or holds too many files, Forbidden (``library.title.edit``).
    """
    by.require(LibraryPermission.TITLE_EDIT)
    done = CoversFromZip()
    try:
        archive = zipfile.ZipFile(file)
    except zipfile.BadZipFile:
        raise Invalid("This is no ZIP file.", remedy="Pack the pictures into a ZIP.", field="file") from None
    with archive:
        names = [one for one in archive.infolist() if not one.is_dir() and not one.filename.startswith("__MACOSX")]
        if len(names) > MOST_IN_ZIP:
            raise Invalid(
                f"It holds {len(names):,} files.", remedy=f"Pack at most {MOST_IN_ZIP} at a time.", field="file"
            )
        for one in names:
            reason = _from_zip(archive, one, by)
            if reason:
                done.refused.append((one.filename[-80:], reason))
            else:
                done.kept += 1
    return done


def _from_zip(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, by: Actor) -> str:
    """ "" when it landed, else why not."""
    name = PurePosixPath(entry.filename.replace("\\", "/"))
    isbn = isbn13(name.stem)
    if name.suffix.lower() not in _ENDINGS or not isbn:
        return "its name is no ISBN with the ending of a picture"
    titles = list(titles_by_isbn(isbn)[:10])
    if not titles:
        return f"no title here has the ISBN {isbn}"
    try:
        with archive.open(entry) as inside:
            data = inside.read(MOST_BYTES + 1)  # bounded whatever its header says
        for title in titles:
            set_cover(title, data, source="zip", by=by)
    except (Invalid, zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError) as error:
        return error.message if isinstance(error, Invalid) else f"it is damaged ({type(error).__name__})"
    return ""


def _let_go(cover: Cover, old: str) -> None:
    """The former file goes once the change is stored; until then it is what a rollback needs."""
    if old and old != cover.file.name:
        storage = Cover._meta.get_field("file").storage
        transaction.on_commit(lambda: storage.delete(old))


def _cleaned(data: bytes) -> tuple[bytes, int, int]:
    """(a JPEG with pixels and nothing else, width, height). Raises Invalid for what is no usable picture."""
    if len(data) > MOST_BYTES:
        raise Invalid("The picture has more than 10 MB.", remedy="Make it smaller.", field="file")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=_FORMATS) as picture:
                if picture.width * picture.height > MOST_PIXELS:
                    raise Invalid("The picture has too many pixels.", remedy="Make it smaller.", field="file")
                picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
                upright = ImageOps.exif_transpose(picture)
                upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
                if min(upright.size) < SHORTEST_SIDE:
                    raise Invalid("The picture is too small to be a cover.", remedy="Take a larger one.", field="file")
                plain = Image.new("RGB", upright.size, "white")
                layered = upright.convert("RGBA")
                plain.paste(layered, mask=layered.getchannel("A"))
    except Invalid:
        raise
    except (UnidentifiedImageError, Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Invalid("This is no JPEG, PNG, WebP or GIF.", remedy="Choose a picture.", field="file") from None
    except Exception as error:  # whatever a damaged picture makes Pillow raise means the same to a person
        raise Invalid(
            f"The picture is damaged ({type(error).__name__}).", remedy="Choose another.", field="file"
        ) from None
    out = io.BytesIO()
    plain.save(out, "JPEG", quality=80, optimize=True)
    return out.getvalue(), plain.width, plain.height
