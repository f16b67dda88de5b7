"""Attachments: files kept with the thing they belong to.

The type is what the bytes say, not what the name says; size is capped; the file is served only
to those who may see its owner. A room says who that is with :func:`register_owner`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import PurePath

import puremagic
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, Http404

from firstbell.core.actor import Actor
from firstbell.core.errors import Invalid
from firstbell.core.models import Attachment
from firstbell.core.refs import Ref

MAX_BYTES = 25 * 1024 * 1024
# What a school attaches: photos, scans, documents, tables. Everything else is refused.
ALLOWED_TYPES = {
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".gif": "image/gif",
    ".webp": "image/webp",
    ".heic": "image/heic",
    ".pdf": "application/pdf",
    ".txt": "text/plain; charset=utf-8",
    ".log": "text/plain; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".zip": "application/zip",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_TEXT = {".txt", ".log", ".csv"}

_owners: dict[str, Callable[[int, Actor], bool]] = {}


def register_owner(kind: str, may_see_owner: Callable[[int, Actor], bool]) -> None:
    """``may_see_owner(object_id, actor)`` asks ``visible_to``."""
    _owners[kind] = may_see_owner


def may_see(attachment: Attachment, actor: Actor) -> bool:
    check = _owners.get(attachment.owner_kind)
    return check is not None and check(attachment.owner_id, actor)


def attachments_of(ref: Ref) -> list[Attachment]:
    return list(Attachment.objects.filter(owner_kind=ref.kind, owner_id=ref.id).order_by("id"))


def as_download(stored: Attachment) -> FileResponse:
    """Always as an attachment with the type its bytes show; the caller has asked :func:`may_see`."""
    try:
        file = stored.file.open("rb")
    except OSError:
        # E.g. after a restore of a backup without files: the row says that there was one.
        raise Http404(f"The file {stored.filename} is not on this machine.") from None
    response = FileResponse(file, as_attachment=True, filename=stored.filename)
    response.headers["Content-Type"] = stored.content_type
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "sandbox"
    return response


def check_file(upload: UploadedFile[bytes]) -> None:
    """Raises Invalid when the file is too large, of a type we do not keep, or not what its name says."""
    name = PurePath(upload.name or "file").name[:200]
    suffix = PurePath(name).suffix.lower()
    size = upload.size or 0
    if size > MAX_BYTES:
        raise Invalid(
            f"“{name}” has {size / 1_048_576:.0f} MB.",
            remedy=f"Attach up to {MAX_BYTES // 1_048_576} MB.",
            field="file",
        )
    if suffix not in ALLOWED_TYPES:
        raise Invalid(
            f"“{name}” is of a kind that is not kept here.",
            remedy="Attach a picture, PDF, text, CSV, Word or Excel file, or a ZIP.",
            field="file",
        )
    head = upload.read(4096)
    upload.seek(0)
    if not _is_what_it_says(head, suffix):
        raise Invalid(
            f"“{name}” is not what its ending says.", remedy="Save it again in the right format.", field="file"
        )


def attach_file(owner: Ref, upload: UploadedFile[bytes], *, org_path: str, by: Actor) -> Attachment:
    """Store an upload with its owner; the caller's action has checked that the actor may.

    Raises Invalid when it is too large, of a type we do not keep, or not what its name says.
    """
    check_file(upload)
    name = PurePath(upload.name or "file").name[:200]
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    upload.seek(0)
    return Attachment.objects.create(
        owner_kind=owner.kind,
        owner_id=owner.id,
        org_path=org_path,
        file=upload,
        filename=name,
        content_type=ALLOWED_TYPES[PurePath(name).suffix.lower()],
        size=upload.size or 0,
        sha256=digest.hexdigest(),
        uploaded_by=by.key,
    )


def _is_what_it_says(head: bytes, suffix: str) -> bool:
    if suffix in _TEXT:
        return b"\x00" not in head and not head.lstrip().lower().startswith(
            (b"<!doctype", b"<html", b"<svg", b"<script")
        )
    try:
        found = {match.extension for match in puremagic.magic_string(head)}
    except (puremagic.PureError, ValueError):
        return False
    same = {".jpg", ".jpeg", ".jfif"}
    if suffix in same:
        return bool(found & same)
    if suffix in {".docx", ".xlsx", ".zip"}:
        return head.startswith(b"PK\x03\x04")
    return suffix in found
