"""Asking our server by SRU, and reading what it said."""

from __future__ import annotations

from xml.etree.ElementTree import Element, fromstring

from django.test import Client

from firstbell.connectors.sru.tests.factories import make_recorded_title
from firstbell.library.models import Title

SRW = "{http://www.loc.gov/zing/srw/}"
MARC = "{http://www.loc.gov/MARC21/slim}"
OASIS = "http://docs.oasis-open.org/ns/search-ws/"
NEW = f"{{{OASIS}sruResponse}}"
ZEEREX = "{http://explain.z3950.org/dtd/2.0/}"


def make_shelf() -> dict[str, Title]:
    return {
        "hatchet": make_recorded_title(
            "Hatchet", isbn="9781416936473", year=1987, summary="A boy is lost in the wilds of Canada."
        ),
        "river": make_recorded_title("The river", subject="Rivers", year=1991),
        "kid": make_recorded_title("Diary of a wimpy kid", author="Kinney, Jeff", subject="Humor", year=2007),
        "té": make_recorded_title("El niño y el té", author="Peña, José", subject="Té", year=1999),
        "hidden": make_recorded_title("Hatchet, hidden", is_hidden=True),
    }


def ask(**sent: str) -> Element:
    response = Client().get("/sru", sent)
    assert (response.status_code, response["Content-Type"]) == (200, "text/xml; charset=utf-8")
    return fromstring(response.content)  # noqa: S314  our own answer


def search(query: str, **more: str) -> Element:
    return ask(operation="searchRetrieve", version="1.2", query=query, **more)


def diagnosed(root: Element) -> list[tuple[str, str]]:
    space = (
        "{http://docs.oasis-open.org/ns/search-ws/diagnostic}"
        if OASIS in root.tag
        else "{http://www.loc.gov/zing/srw/diagnostic/}"
    )
    return [
        (str(one.findtext(f"{space}uri")).removeprefix("info:srw/diagnostic/1/"), one.findtext(f"{space}details") or "")
        for one in root.iter(f"{space}diagnostic")
    ]


def titles(root: Element) -> list[str]:
    assert not diagnosed(root), diagnosed(root)
    found = [one for one in root.iter(f"{MARC}datafield") if one.get("tag") == "245"]
    return [str(one.findtext(f"{MARC}subfield")) for one in found]
