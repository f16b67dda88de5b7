"""Where a permission reaches."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstbell.core.actor import Actor, Grant, system_actor
from firstbell.core.errors import Forbidden
from firstbell.core.scope import Scope
from firstbell.core.tests.actors import actor

paths = st.lists(st.integers(1, 40), max_size=4).map(lambda ids: "".join(f"{one}." for one in ids))


@given(st.lists(paths, max_size=5), paths)
def test_a_scope_covers_what_any_of_its_grants_covers(held: list[str], asked: str) -> None:
    assert Scope.of(held).covers(asked) == any(asked.startswith(one) for one in held)


@given(st.lists(paths, max_size=5))
def test_a_scope_keeps_no_subtree_inside_another(held: list[str]) -> None:
    kept = Scope.of(held).paths
    assert not [(a, b) for a in kept for b in kept if a != b and b.startswith(a)]


def test_school_1_does_not_reach_school_14() -> None:
    assert not Scope.of(["1.1."]).covers("1.14.")


def test_a_permission_is_asked_at_a_place() -> None:
    tess = actor("inventory.item.edit", at="1.4.")
    assert tess.can("inventory.item.edit")
    assert tess.can("inventory.item.edit", at="1.4.9.")
    assert not tess.can("inventory.item.edit", at="1.5.")
    with pytest.raises(Forbidden, match=r"inventory\.item\.edit"):
        tess.require("inventory.item.edit", at="1.5.")


def test_a_token_can_only_be_narrower_than_its_owner() -> None:
    owner = actor("a.b.c", "a.b.d")
    token = owner.limited_to(["a.b.c", "a.b.never_held"], key="token:1", via="api")
    assert token.can("a.b.c")
    assert not token.can("a.b.d")
    assert not token.can("a.b.never_held")


def test_an_unknown_role_grants_nothing_and_the_system_everything() -> None:
    assert not Actor(key="x", name="x", grants=(Grant("r", "", frozenset()),)).can("a.b.c")
    assert system_actor().can("a.b.c", at="7.")
