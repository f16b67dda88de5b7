"""Files come out as downloads, to those who may see what they belong to."""

from __future__ import annotations

from django.http import Http404, HttpResponseBase
from django.shortcuts import get_object_or_404

from firstbell.core.attachments import as_download, may_see
from firstbell.core.http import Request, page
from firstbell.core.models import Attachment


@page()
def attachment(request: Request, pk: int) -> HttpResponseBase:
    """A stranger's file does not exist."""
    stored = get_object_or_404(Attachment, pk=pk)
    if not may_see(stored, request.actor):
        raise Http404
    return as_download(stored)
