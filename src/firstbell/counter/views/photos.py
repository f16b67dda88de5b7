"""A photo comes in, codes go out."""

from __future__ import annotations

from django.core.exceptions import RequestDataTooBig
from django.http import HttpResponseBase, JsonResponse
from django.views.decorators.http import require_POST

from firstbell.core.errors import Invalid
from firstbell.core.http import Request, page
from firstbell.counter.permissions import CounterPermission
from firstbell.counter.queries.photos import codes_in


@require_POST
@page(CounterPermission.COUNTER_USE, CounterPermission.VISIT_SCAN)
def decode(request: Request) -> HttpResponseBase:
    """The body is the photo itself: it is read in memory and never reaches a disk, as an upload of a form would."""
    try:
        codes = codes_in(request.body)
    except RequestDataTooBig:
        return JsonResponse({"codes": [], "error": "The photo is too large. Take it smaller."}, status=413)
    except Invalid as refused:
        return JsonResponse({"codes": [], "error": str(refused)}, status=422)
    return JsonResponse({"codes": codes})
