"""The demo's sample exports as downloads."""

from __future__ import annotations

from django.conf import settings
from django.http import FileResponse, Http404, HttpResponseBase

from firstbell.core.http import Request, page
from firstbell.core.permissions import CorePermission
from firstbell.demo.tryout import SAMPLES, sample_path


@page(CorePermission.IMPORT_RUN)
def sample(_request: Request, name: str) -> HttpResponseBase:
    if not settings.FIRSTBELL_DEMO or name not in SAMPLES or not sample_path(name).exists():
        raise Http404
    return FileResponse(sample_path(name).open("rb"), as_attachment=True, filename=name)
