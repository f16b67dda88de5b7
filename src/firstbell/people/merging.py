"""What this room says against merging two people, and which rows stay where they are."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import QuerySet

from firstbell.core.merging import Obstacle, keep_with_loser, merge_check
from firstbell.people.models import Enrollment, Membership, Person


@merge_check(Person.KIND_REF)
def check_persons(keeper: Person, other: Person) -> Iterator[Obstacle]:
    if keeper.pk == other.pk:
        yield Obstacle("That is the same entry.", "Choose another one.")
    for one in (keeper, other):
        if one.merged_into_id is not None:
            yield Obstacle(f"{one} has been merged already.", "Look at the person it became.")
    if other.source_id is not None and keeper.source_id is None:
        yield Obstacle(
            f"The roster knows {other} ({other.identifier or other.sourced_id}), and the other entry was made by hand.",
            "Keep the one that the roster knows: swap the two.",
        )
    if keeper.guardians.filter(guardian=other).exists() or other.guardians.filter(guardian=keeper).exists():
        yield Obstacle("One is the guardian of the other.", "Take the guardian off first if that is wrong.")
    yield from _doubts(keeper, other)


def _doubts(keeper: Person, other: Person) -> Iterator[Obstacle]:
    if keeper.kind != other.kind:
        kinds = f"{keeper.get_kind_display().lower()} and {other.get_kind_display().lower()}"
        yield Obstacle(f"They are of two kinds: {kinds}.", "Right for a teacher who is also a parent.", is_final=False)
    if keeper.sort_name != other.sort_name:
        yield Obstacle(f"Their names differ: {keeper}, {other}.", "Compare number and address.", is_final=False)
    if all(
        one.source_id is not None and one.missing_since is None and one.withdrawn_on is None for one in (keeper, other)
    ):
        text = "Both are in the roster at this moment, under two numbers."
        yield Obstacle(text, "Have the student system mended too; until then both keep coming.", is_final=False)
    if getattr(keeper, "account", None) is not None and getattr(other, "account", None) is not None:
        yield Obstacle("Both have an account.", f"{other}'s is switched off; {keeper}'s stays.", is_final=False)


def _doubled_enrollments(keeper: Person, other: Person) -> QuerySet[Enrollment]:
    """A class the keeper is in already needs no second line."""
    return other.enrollments.filter(section__in=keeper.enrollments.filter(closed_at=None).values("section"))


def _doubled_memberships(keeper: Person, other: Person) -> QuerySet[Membership]:
    found = other.memberships.none()
    for organisation, role in keeper.memberships.values_list("organisation", "role"):
        found = found | other.memberships.filter(organisation=organisation, role=role)
    return found


keep_with_loser("people.Enrollment", "person", _doubled_enrollments)
keep_with_loser("people.Membership", "person", _doubled_memberships)
