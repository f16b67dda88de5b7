"""Files that belong to something: evidence, photos, imported packages."""

from __future__ import annotations

from django.db import models


class Attachment(models.Model):
    """A stored file with what its bytes say it is. Served as a download, never shown inline."""

    owner_kind = models.CharField(max_length=60)
    owner_id = models.BigIntegerField()
    org_path = models.CharField(max_length=120)
    file = models.FileField(upload_to="attachments/%Y/%m/")
    filename = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    uploaded_by = models.CharField(max_length=80)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = (models.Index(fields=["owner_kind", "owner_id"], name="attachment_owner"),)

    def __str__(self) -> str:
        return self.filename
