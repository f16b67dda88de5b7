"""The tree of organisations: paths stay true whatever is moved, and search follows."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from firstbell.core import search
from firstbell.core.actor import system_actor
from firstbell.core.errors import Conflict, Forbidden, Invalid
from firstbell.core.models import AuditEntry
from firstbell.people.actions.organisations import (
    add_organisation,
    close_organisation,
    edit_organisation,
    move_organisation,
)
from firstbell.people.models import Organisation, Person
from firstbell.people.permissions import PeoplePermission
from firstbell.people.queries import actor_of_account
from firstbell.people.tests.factories import make_cast, make_organisation, signed_in

pytestmark = pytest.mark.django_db
SYSTEM = system_actor("tests")


def expected_path(organisation: Organisation) -> str:
    ids = []
    at: Organisation | None = organisation
    while at is not None:
        ids.append(at.pk)
        at = at.parent
    return "".join(f"{pk}." for pk in reversed(ids))


class PathsUnderMoves(TestCase):
    @settings(max_examples=40, deadline=None)
    @given(
        parents=st.lists(st.integers(-1, 7), min_size=8, max_size=8),
        moves=st.lists(st.tuples(st.integers(0, 7), st.integers(-1, 7)), max_size=12),
    )
    def test_paths_are_the_way_from_the_root(self, parents: list[int], moves: list[tuple[int, int]]) -> None:
        nodes: list[Organisation] = []
        for number, parent in enumerate(parents):
            below = nodes[parent] if 0 <= parent < number else None
            nodes.append(add_organisation(name=f"N{number}", kind="school", parent=below, by=SYSTEM))
        for what, where in moves:
            moved = Organisation.objects.get(pk=nodes[what].pk)
            to = Organisation.objects.get(pk=nodes[where].pk) if where >= 0 else None
            is_loop = to is not None and to.scope_path.startswith(moved.scope_path)
            if is_loop:
                with pytest.raises(Invalid):
                    move_organisation(moved, to=to, by=SYSTEM)
            else:
                move_organisation(moved, to=to, by=SYSTEM)
        for organisation in Organisation.objects.filter(pk__in=[node.pk for node in nodes]):
            assert organisation.path == expected_path(organisation)


def test_one_path_is_not_mistaken_for_the_beginning_of_another() -> None:
    """``1.`` begins ``1.4.`` but not ``11.``: the dot ends every id."""
    first = make_organisation(kind="district")
    others = [make_organisation(kind="district") for _ in range(12)]
    child = make_organisation(parent=others[-1])
    move_organisation(first, to=others[0], by=SYSTEM)
    for organisation in (*others, child):
        organisation.refresh_from_db()
        assert organisation.path == expected_path(organisation)


def test_search_finds_people_where_their_school_hangs_now() -> None:
    cast = make_cast()
    elsewhere = make_organisation("Far District", kind="district")
    search.index(Person.KIND_REF, [cast.stu.person.pk])
    hits = [group for group in search.search("stu dent", cast.dita.actor) if group.searchable.kind == Person.KIND_REF]
    assert len(hits) == 1
    move_organisation(cast.school, to=elsewhere, by=SYSTEM)
    dita = actor_of_account(cast.dita.account)
    assert not search.matching_ids(Person.KIND_REF, ["stu"], dita.scope(PeoplePermission.PERSON_VIEW), limit=5)
    tess = actor_of_account(cast.tess.account)
    assert search.matching_ids(Person.KIND_REF, ["stu"], tess.scope(PeoplePermission.PERSON_VIEW), limit=5) == [
        cast.stu.person.pk
    ]


def test_adding_editing_and_closing_are_audited() -> None:
    cast = make_cast()
    added = add_organisation(name=" New School ", kind="school", parent=cast.district, by=cast.dita.actor)
    assert (added.name, added.path) == ("New School", f"{cast.district.path}{added.pk}.")
    edit_organisation(added, values={"code": "NEW", "time_zone": "America/Denver"}, by=cast.dita.actor)
    close_organisation(added, by=cast.dita.actor)
    verbs = list(AuditEntry.objects.order_by("pk").values_list("verb", flat=True))
    assert verbs == ["people.organisation.added", "people.organisation.edited", "people.organisation.edited"]
    with pytest.raises(Conflict):
        close_organisation(cast.district, by=cast.dita.actor)


def test_wrong_values_are_named() -> None:
    cast = make_cast()
    with pytest.raises(Invalid, match="needs a name"):
        add_organisation(name=" ", kind="school", parent=cast.district, by=cast.dita.actor)
    with pytest.raises(Invalid, match="not a time zone"):
        edit_organisation(cast.school, values={"time_zone": "Mars/Olympus"}, by=cast.dita.actor)
    with pytest.raises(Invalid, match="not a kind"):
        add_organisation(name="X", kind="castle", parent=cast.district, by=cast.dita.actor)


def test_only_who_may_edit_organisations_moves_them() -> None:
    cast = make_cast()
    with pytest.raises(Forbidden):
        move_organisation(cast.school, to=None, by=cast.tess.actor)
    with pytest.raises(Forbidden):
        add_organisation(name="Mine", kind="school", parent=cast.school, by=cast.tess.actor)


def test_the_pages() -> None:
    cast = make_cast()
    dita, tess, sam = signed_in(cast.dita), signed_in(cast.tess), signed_in(cast.sam)
    tree = dita.get("/people/organisations/").content.decode()
    assert "Elm High School" in tree
    assert "Oak Middle School" in tree
    assert "Oak Middle School" not in tess.get("/people/organisations/").content.decode()
    assert sam.get(f"/people/organisations/{cast.school.pk}/").status_code == 404
    assert tess.get(f"/people/organisations/{cast.school.pk}/edit/").status_code == 403
    answer = dita.post(f"/people/organisations/add/?below={cast.district.pk}", {"name": "New School", "kind": "school"})
    assert answer.status_code == 302
    added = Organisation.objects.get(name="New School")
    assert added.parent == cast.district
    answer = dita.post(f"/people/organisations/{added.pk}/move/", {"to": cast.school.pk})
    assert answer.status_code == 302
    added.refresh_from_db()
    assert added.path == f"{cast.school.path}{added.pk}."
    answer = dita.post(f"/people/organisations/{cast.school.pk}/edit/", {"name": "", "code": "EHS"})
    assert answer.status_code == 422
