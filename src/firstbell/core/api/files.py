"""What a kept file looks like over REST, the same for whatever it belongs to."""

from __future__ import annotations

import datetime as dt

from ninja import Schema


class AttachmentOut(Schema):
    """``id`` opens it at /attachments/<id>/."""

    id: int
    filename: str
    content_type: str
    size: int
    sha256: str
    created_at: dt.datetime
