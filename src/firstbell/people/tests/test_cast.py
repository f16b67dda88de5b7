"""The cast itself: everybody has the rights their name stands for."""

from __future__ import annotations

import pytest

from firstbell.people.permissions import PeoplePermission
from firstbell.people.tests.factories import make_cast

pytestmark = pytest.mark.django_db


def test_everybody_has_the_role_their_name_stands_for() -> None:
    cast = make_cast()
    roles = {
        name: getattr(cast, name).actor.roles for name in ("dita", "tess", "lib", "tia", "stu", "cora", "pat", "sam")
    }
    assert roles == {
        "dita": ("district_it",),
        "tess": ("technician",),
        "lib": ("librarian",),
        "tia": ("teacher",),
        "stu": ("student",),
        "cora": ("test_coordinator",),
        "pat": ("principal",),
        "sam": ("technician",),
    }
    assert cast.dita.actor.scope(PeoplePermission.PERSON_VIEW).is_everywhere
    assert cast.tess.actor.scope(PeoplePermission.PERSON_VIEW).paths == (cast.school.path,)
    assert not cast.sam.actor.can(PeoplePermission.PERSON_VIEW, at=cast.school.scope_path)
