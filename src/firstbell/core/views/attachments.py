"""Files come out as downloads, to those who may see what they belong to."""

from __future__ import annotations

from django.http import FileResponse, Http404, HttpResponseBase
from django.shortcuts import get_object_or_404

from firstbell.core.attachments import may_see
from firstbell.core.http import Request, page
from firstbell.core.models import Attachment


@page()
def attachment(request: Request, pk: int) -> HttpResponseBase:
    """Always as an attachment with the type its bytes show; a stranger's file does not exist."""
    stored = get_object_or_404(Attachment, pk=pk)
    if not may_see(stored, request.actor):
        raise Http404
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
