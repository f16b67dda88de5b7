"""Who takes part in a campaign, who has a device, who misses one, who is blocked and why. Constant queries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from firstbell.circulation.models import Block, FeeEntry, Loan
from firstbell.core.actor import Actor
from firstbell.counter.models import Campaign, Expectation, Scan, ScanConflict
from firstbell.people.models import Person, Section


@dataclass(frozen=True, slots=True)
class Figures:
    """``has`` have a device of the campaign's type; ``left_out`` take no part; ``missing`` is who is still to come."""

    people: int
    has: int
    left_out: int
    missing: int

    @property
    def done(self) -> int:
        """People there is nothing more to do about."""
        return self.people - self.missing


def people_of(campaign: Campaign) -> QuerySet[Person]:
    """The students of the campaign's groups as the roster has them now."""
    students = Person.objects.filter(organisation_id=campaign.organisation_id, kind=Person.Kind.STUDENT).current()
    sections = campaign.sections.all()
    if not campaign.grades and not has_sections(campaign):
        return students
    return students.filter(Q(grade__in=campaign.grades) | Q(homeroom__in=sections))


def has_sections(campaign: Campaign) -> bool:
    """Remembered on the campaign, so that one request asks once."""
    known = getattr(campaign, "has_homerooms", None)
    if known is None:
        known = campaign.sections.exists()
        campaign.has_homerooms = known  # type: ignore[attr-defined]
    return bool(known)


def whole_campaigns(actor: Actor) -> QuerySet[Campaign]:
    """Campaigns within reach with all that a station looks at, in one query."""
    homerooms = Campaign.sections.through._default_manager.filter(campaign=OuterRef("pk"))
    related = ("organisation", "item_type", "place")
    return Campaign.objects.visible_to(actor).select_related(*related).annotate(has_homerooms=Exists(homerooms))


def open_loans(campaign: Campaign) -> QuerySet[Loan]:
    """Loans of the campaign's kind of device that are out."""
    return Loan.objects.open().filter(item__item_type_id=campaign.item_type_id)


def with_standing(people: QuerySet[Person], campaign: Campaign) -> QuerySet[Person]:
    """Each with ``device`` (tag of what they have), ``waiting`` (tag reserved for them), ``left_out``, ``block``, ``owes``."""
    mine = open_loans(campaign).filter(borrower=OuterRef("pk")).order_by("-lent_at")
    expected = Expectation.objects.filter(campaign=campaign, person=OuterRef("pk"))
    blocks = Block.objects.standing(timezone.localdate()).filter(person=OuterRef("pk")).order_by("id")
    owed = FeeEntry.objects.filter(person=OuterRef("pk")).order_by().values("person")
    return people.annotate(
        device=Subquery(mine.values("item__barcode")[:1]),
        waiting=Subquery(expected.values("item__barcode")[:1]),
        left_out=Subquery(expected.values("left_out")[:1]),
        block=Subquery(blocks.values("reason")[:1]),
        owes=Coalesce(Subquery(owed.annotate(sum=Sum("cents")).values("sum")), 0),
    )


def figures(campaign: Campaign, people: QuerySet[Person] | None = None) -> Figures:
    """One query over the campaign's people (or some of them)."""
    has = Exists(open_loans(campaign).filter(borrower=OuterRef("pk")))
    out = Exists(Expectation.objects.filter(campaign=campaign, person=OuterRef("pk")).exclude(left_out=""))
    rows = (people if people is not None else people_of(campaign)).order_by().annotate(has=has, out=out)
    counted = rows.aggregate(
        people=Count("pk"),
        have=Count("pk", filter=Q(has=True)),
        left=Count("pk", filter=Q(out=True)),
        waiting=Count("pk", filter=Q(has=not campaign.is_handout, out=False)),
    )
    return Figures(counted["people"], counted["have"], counted["left"], counted["waiting"])


@dataclass(frozen=True, slots=True)
class Group:
    """A homeroom of the campaign; ``section`` None for people without one."""

    section: Section | None
    title: str
    figures: Figures


def groups(campaign: Campaign) -> list[Group]:
    """The campaign's homerooms with their figures, by title: two queries."""
    has = Exists(open_loans(campaign).filter(borrower=OuterRef("pk")))
    out = Exists(Expectation.objects.filter(campaign=campaign, person=OuterRef("pk")).exclude(left_out=""))
    rows = (
        people_of(campaign)
        .order_by()
        .annotate(has=has, out=out)
        .values("homeroom_id")
        .annotate(
            people=Count("pk"),
            have=Count("pk", filter=Q(has=True)),
            left=Count("pk", filter=Q(out=True)),
            waiting=Count("pk", filter=Q(has=not campaign.is_handout, out=False)),
        )
    )
    counted = {row["homeroom_id"]: Figures(row["people"], row["have"], row["left"], row["waiting"]) for row in rows}
    sections = {section.pk: section for section in Section.objects.filter(pk__in=[pk for pk in counted if pk])}
    found = [
        Group(sections.get(pk), sections[pk].title if pk in sections else "No homeroom", numbers)
        for pk, numbers in counted.items()
    ]
    return sorted(found, key=lambda group: (group.section is None, group.title))


def roster(campaign: Campaign, section_id: int | None) -> QuerySet[Person]:
    """The people of one homeroom (None: without one) with their standing, by name: one query."""
    return with_standing(people_of(campaign).filter(homeroom_id=section_id), campaign).order_by("sort_name", "pk")


@dataclass(frozen=True, slots=True)
class StationLine:
    """A station at work: how many scans stand, how many wait in its browser."""

    pk: int
    key: str
    name: str
    by: str
    done: int
    waiting: int
    seconds_ago: int


def stations(campaign: Campaign) -> list[StationLine]:
    """All stations of a campaign, those that did most first. One query."""
    now = timezone.now()
    done = (
        Scan.objects.standing()
        .filter(station=OuterRef("pk"), kind=campaign.kind)
        .order_by()
        .values("station")
        .annotate(n=Count("pk"))
        .values("n")
    )
    rows = campaign.stations.annotate(done=Subquery(done)).order_by(F("done").desc(nulls_last=True), "pk")
    return [
        StationLine(
            row.pk,
            str(row.key),
            row.name,
            row.by,
            cast(int, row.done or 0),
            row.waiting,
            max(0, int((now - row.last_seen_at).total_seconds())),
        )
        for row in rows
    ]


def open_conflicts(campaign: Campaign) -> int:
    return ScanConflict.objects.open().filter(campaign=campaign).count()
