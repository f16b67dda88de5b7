"""The library's research in the district to walk through: pathfinders, databases, a list of citations."""

import datetime as dt

from django.utils import timezone

from firstbell.core.search import index
from firstbell.library.models import (
    Citation,
    CitationList,
    Pathfinder,
    PathfinderClass,
    PathfinderPart,
    PathfinderVersion,
    ProxyServer,
    ResearchDatabase,
)
from firstbell.library.queries.pathfinders import content_of
from firstbell.library.tests.factories import make_copy, make_title
from firstbell.people.models import Account, Organisation, Section

OWLS = {"kind": "book", "title": "Owls", "people": {"author": ["Kay, Jo"]}, "publisher": "Example", "year": 2020}


def furnish_research(school: Organisation, mark: str, owner: Account, section: Section, rows: int) -> Pathfinder:
    """Published pathfinders for the school, all due; the first has as many parts and versions as there are rows."""
    now, today = timezone.now(), timezone.localdate()
    proxy = ProxyServer.objects.create(
        organisation=school, name=f"Proxy {mark}", login_url="https://p.example.org/login", secret="s"
    )
    databases = ResearchDatabase.objects.bulk_create(
        ResearchDatabase(
            organisation=school, name=f"Database {number} {mark}", sort_name=f"database {number}", description="Maps",
            url="https://d.example.org/", subjects=",maps,", changed_at=now, proxy=proxy,
        )
        for number in range(rows)
    )  # fmt: skip
    ways = Pathfinder.objects.bulk_create(
        Pathfinder(
            organisation=school, owner=owner, title=f"Way {number} {mark}", search_text="way", reach="school",
            state="published", review_on=today, told_for=today, version=rows, changed_at=now, published_at=now,
        )
        for number in range(rows)
    )  # fmt: skip
    first = ways[0]
    PathfinderClass.objects.create(pathfinder=first, section=section)
    title = make_title()  # titles are the district's, so its name tells nobody anything
    make_copy(school, title)
    parts = [
        PathfinderPart(pathfinder=first, position=number, kind="database", database=one)
        for number, one in enumerate(databases)
    ]
    parts.append(PathfinderPart(pathfinder=first, position=rows, kind="title", title=title, note="Read **this**."))
    PathfinderPart.objects.bulk_create(parts)
    content = content_of(first)
    PathfinderVersion.objects.bulk_create(
        PathfinderVersion(pathfinder=way, number=number + 1, content=content, author="Tia", at=now)
        for way in ways
        for number in range(rows if way is first else 1)
    )
    index(Pathfinder.KIND_REF, [one.pk for one in ways])
    furnish_citations(owner, rows, mark)
    return first


def furnish_citations(owner: Account, rows: int, mark: str = "") -> CitationList:
    """A list with as many sources as rows."""
    made = CitationList.objects.create(
        owner=owner, name=f"Paper {mark}", changed_at=timezone.now() - dt.timedelta(days=1)
    )
    Citation.objects.bulk_create(Citation(list=made, data=OWLS) for _ in range(rows))
    return made
