"""Where an import may reach: never outside the organisation it is for."""

from __future__ import annotations

from pathlib import Path

import pytest

from firstbell.connectors.oneroster.tests.factories import codes, district, look, pack, take, totals
from firstbell.core.errors import Forbidden
from firstbell.core.models import ImportRun
from firstbell.people.models import Organisation, Person
from firstbell.people.tests.factories import Cast, make_cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def at(organisation: Organisation) -> dict[str, object]:
    return {"organisation_id": organisation.pk, "org_path": organisation.scope_path, "org_label": organisation.name}


def test_a_school_technician_cannot_import_for_another_school_or_the_district(cast: Cast, tmp_path: Path) -> None:
    path = pack(tmp_path, district())

    for place in (cast.school, cast.district):
        with pytest.raises(Forbidden):
            look(path, by=cast.sam.actor, **at(place))
    assert not ImportRun.objects.exists()


def test_a_schools_own_import_brings_only_its_own_people(cast: Cast, tmp_path: Path) -> None:
    rows = district()
    rows["orgs"][1] |= {"name": cast.other_school.name}
    before = Person.objects.count()

    run = take(pack(tmp_path, rows), by=cast.sam.actor, **at(cast.other_school))

    assert "out_of_scope" in codes(run)
    assert totals(run, "users")["new"] == 44
    assert Person.objects.filter(organisation=cast.other_school, sourced_id__startswith="north").count() == 44
    assert Person.objects.count() == before + 44
    cast.other_school.refresh_from_db()
    assert cast.other_school.path == f"{cast.district.path}{cast.other_school.pk}."


def test_a_school_does_not_import_what_its_district_imports(cast: Cast, tmp_path: Path) -> None:
    path = pack(tmp_path, district())
    take(path)

    run = look(path, by=cast.sam.actor, **at(cast.other_school))

    assert run.state == ImportRun.State.REJECTED
    assert "already brings" in run.problem


def test_the_district_entered_by_hand_is_recognised(cast: Cast, tmp_path: Path) -> None:
    take(pack(tmp_path, district()))

    cast.district.refresh_from_db()
    assert (cast.district.sourced_id, cast.district.name) == ("d", "Pleasant Unified")
    north = Organisation.objects.get(sourced_id="north")
    assert north.path == f"{cast.district.pk}.{north.pk}."


def test_a_stranger_does_not_see_the_run(cast: Cast, tmp_path: Path) -> None:
    run = look(pack(tmp_path, district()))

    assert not ImportRun.objects.visible_to(cast.sam.actor).filter(pk=run.pk).exists()
    assert not ImportRun.objects.visible_to(cast.stu.actor).exists()
