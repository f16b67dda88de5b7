"""A client of Firstbell's REST API: typed, one module deep, nothing but the standard library.

::

    from firstbell_client import Firstbell, Problem

    firstbell = Firstbell("https://firstbell.example.org", token="fb_…")
    for item in firstbell.all_items(status="on_loan"):
        print(item["tag"], item["holder_id"])
    try:
        firstbell.lend({"item_id": 12, "person_id": 34})
    except Problem as refused:
        print(refused.detail, refused.remedy)

``operations.py`` and ``shapes.py`` are written by ``python -m tools.api_client`` from docs/reference/openapi.json.
Every list has two methods: ``list_items`` answers one page, ``all_items`` goes through all of them.
"""

from firstbell_client.caller import Answer, Problem, Transport, UrlTransport
from firstbell_client.operations import Firstbell

__all__ = ["Answer", "Firstbell", "Problem", "Transport", "UrlTransport"]
