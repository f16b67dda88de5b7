"""Kept files over REST: what they look like, the same for whatever they belong to, and their bytes."""

from __future__ import annotations

import datetime as dt
from typing import Any

from ninja import Router, Schema

from firstbell.core.api.entrance import ApiRequest
from firstbell.core.api.replies import found
from firstbell.core.attachments import as_download, may_see
from firstbell.core.errors import NotFound
from firstbell.core.models import Attachment

router = Router(tags=["Firstbell"])


class AttachmentOut(Schema):
    """GET /attachments/{id} is the file itself."""

    id: int
    filename: str
    content_type: str
    size: int
    sha256: str
    created_at: dt.datetime


@router.get("/attachments/{pk}", response={200: None})
def download_attachment(request: ApiRequest, pk: int) -> Any:
    """The file itself, with the type its bytes show, for those who may see what it belongs to."""
    stored = found(Attachment.objects.all(), pk)
    if not may_see(stored, request.actor):
        raise NotFound(f"There is no attachment {pk} that you may see.", remedy="List the files of what it belongs to.")
    return as_download(stored)
