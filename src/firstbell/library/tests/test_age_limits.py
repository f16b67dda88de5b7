"""47: from which grade on something is lent, when a school says so; and who may have it all the same."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from firstbell.circulation.actions import LendingRefused, lend_item, place_hold
from firstbell.circulation.models import QuietOverride
from firstbell.circulation.queries import check_lending
from firstbell.circulation.queries.lending import lendable_items
from firstbell.circulation.tests.factories import make_loan
from firstbell.core.errors import Conflict, Forbidden, Invalid
from firstbell.library.actions.age_limits import end_age_exception, give_age_exception, remove_age_limit, save_age_limit
from firstbell.library.actions.indexing import index_titles
from firstbell.library.actions.wishes import record_wish
from firstbell.library.models import AgeException, AgeLimit, Copy, ReadingLevel, ShelvingPlace, Title
from firstbell.library.tests.factories import make_copy, make_title
from firstbell.people.models import Person
from firstbell.people.tests.factories import Cast, make_badge, make_cast, make_person, make_section, signed_in

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def cast() -> Cast:
    made = make_cast()
    Person.objects.filter(pk=made.stu.person.pk).update(grade="05")
    made.stu.person.refresh_from_db()
    make_section(made.school, "English 5", teacher=made.tia.person, students=[made.stu.person])
    return made


@pytest.fixture
def young_adult(cast: Cast) -> Copy:
    """For grades 8 to 12, on the shelf for them."""
    title = make_title("The Hunger Games", author="Collins, Suzanne")
    ReadingLevel.objects.create(title=title, scheme="igrade", low=8, high=12, text="Grades 8–12")
    index_titles([title.pk])
    shelf = ShelvingPlace.objects.create(organisation=cast.school, code="ya", name="Young adult")
    return make_copy(cast.school, title, "YA-1", shelving_place=shelf)


def limit(cast: Cast, **values: Any) -> AgeLimit:
    given = {
        "name": "Young adult",
        "organisation": cast.school,
        "lowest_grade": 7,
        "is_on": True,
        "source": "Board policy",
    }
    return save_age_limit(None, values=given | values, by=cast.lib.actor)


def check(copy: Copy, person: Person, by: Any) -> list[Any]:
    return check_lending(lendable_items().get(pk=copy.pk), person, by=by).blocks


@pytest.mark.parametrize("about", ["place", "type", "interest", "audience"])
def test_47_by_place_by_type_or_by_what_the_record_says(cast: Cast, young_adult: Copy, about: str) -> None:
    if about == "audience":
        ReadingLevel.objects.all().delete()
        Title.objects.update(audience="d")
        index_titles([young_adult.product_id])
    of_each: dict[str, dict[str, Any]] = {
        "place": {"shelving_place": young_adult.shelving_place},
        "type": {"item_type": young_adult.item_type},
        "interest": {"interest_from": 8},
        "audience": {"interest_from": 8},
    }
    made = limit(cast, **of_each[about])
    (found,) = check(young_adult, cast.stu.person, cast.tess.actor)
    assert (found.code, found.overridable) == ("age_limit", False)
    assert found.text.startswith("Lent from grade 7 on; ")
    assert found.text.endswith("is in grade 5.")
    older = make_person(cast.school, grade="07")
    assert check(young_adult, older, cast.tess.actor) == []
    assert check(young_adult, make_person(cast.school, grade=""), cast.tess.actor) == [], "nobody guesses a grade"
    assert check(young_adult, cast.tia.person, cast.tess.actor) == []
    elsewhere = make_copy(cast.other_school, young_adult.product.title, "YA-2")
    assert check(elsewhere, cast.stu.person, cast.dita.actor) == [], "another school's rule"
    assert AgeLimit.objects.visible_to(cast.dita.actor).get() == made, "district IT sees every school's"
    remove_age_limit(made, by=cast.lib.actor)
    assert check(young_adult, cast.stu.person, cast.tess.actor) == []


def test_47_none_counts_until_it_is_switched_on(cast: Cast, young_adult: Copy) -> None:
    assert not AgeLimit.objects.exists(), "none comes with the house"
    limit(cast, interest_from=8, is_on=False)
    assert AgeLimit._meta.get_field("is_on").default is False
    assert check(young_adult, cast.stu.person, cast.lib.actor) == []


def test_47_a_teachers_exception_for_a_student_and_a_while(cast: Cast, young_adult: Copy) -> None:
    limit(cast, interest_from=8)
    today = timezone.localdate()
    with pytest.raises(Forbidden):
        give_age_exception(make_person(cast.school), first_day=today, last_day=today, by=cast.tia.actor)
    with pytest.raises(Forbidden):
        give_age_exception(cast.stu.person, first_day=today, last_day=today, by=cast.stu.actor)
    with pytest.raises(Invalid):
        give_age_exception(cast.stu.person, first_day=today, last_day=today - DAY, by=cast.tia.actor)
    given = give_age_exception(
        cast.stu.person, first_day=today, last_day=today + 14 * DAY, note="Book club", by=cast.tia.actor
    )
    assert check(young_adult, cast.stu.person, cast.lib.actor) == []
    AgeException.objects.update(first_day=today + DAY)
    assert [one.code for one in check(young_adult, cast.stu.person, cast.lib.actor)] == ["age_limit"]
    AgeException.objects.update(first_day=today)
    with pytest.raises(Forbidden):
        end_age_exception(given, by=cast.cora.actor)
    for one, sees in ((cast.dita, True), (cast.lib, True), (cast.tia, True), (cast.cora, False), (cast.sam, False)):
        assert AgeException.objects.visible_to(one.actor).exists() == sees, one
    end_age_exception(given, by=cast.lib.actor)
    assert [one.code for one in check(young_adult, cast.stu.person, cast.lib.actor)] == ["age_limit"]


def test_47_the_librarian_lends_all_the_same_with_a_reason(cast: Cast, young_adult: Copy) -> None:
    limit(cast, interest_from=8)
    with pytest.raises(LendingRefused) as refused:
        lend_item(young_adult, to=cast.stu.person, by=cast.lib.actor)
    assert refused.value.is_overridable
    with pytest.raises(LendingRefused):
        lend_item(young_adult, to=cast.stu.person, override_reason="Please", by=cast.tess.actor)
    loan = lend_item(young_adult, to=cast.stu.person, override_reason="A strong reader", by=cast.lib.actor)
    assert QuietOverride.objects.get(loan=loan).permission == "library.age_limit.pass"


def test_47_readers_hear_the_same_as_of_a_familys_wish(cast: Cast, young_adult: Copy) -> None:
    """Nobody who listens can tell one from the other; and where both stand, the family's goes first."""
    limit(cast, interest_from=8)
    make_loan(young_adult, cast.tia.person)
    title = young_adult.product.title
    with pytest.raises(Conflict) as by_age:
        place_hold(title, to=cast.stu.person, by=cast.stu.actor)
    values = {"asked_by": "Ana", "asked_on": timezone.localdate(), "source": "Form"}
    record_wish(cast.stu.person, about="title", of=title, values=values, by=cast.lib.actor)
    with pytest.raises(Conflict) as by_family:
        place_hold(title, to=cast.stu.person, by=cast.stu.actor)
    assert by_age.value.message == by_family.value.message == "Please ask the librarian about this one."
    assert [by_age.value.code, by_family.value.code] == ["age_limit", "family_asked"]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({}, "shelving_place"),
        ({"interest_from": 8, "lowest_grade": 44}, "lowest_grade"),
        ({"interest_from": 8, "name": " "}, "name"),
    ],
)
def test_what_is_wrong_with_a_limit_is_said(cast: Cast, values: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as error:
        limit(cast, **values)
    assert error.value.field == field


def test_on_screen(cast: Cast, young_adult: Copy) -> None:
    librarian, teacher, today = signed_in(cast.lib), signed_in(cast.tia), timezone.localdate()
    form = {"name": "YA shelf", "organisation": cast.school.pk, "shelving_place": young_adult.shelving_place_id,
            "item_type": "", "interest_from": "", "lowest_grade": "7", "is_on": "on", "source": "Board", "last_checked": ""}  # fmt: skip
    wrong = librarian.post(reverse("library:age_limit_add"), form | {"interest_from": "8"})
    assert wrong.status_code == 422
    assert "exactly one of the three" in wrong.content.decode()
    assert librarian.post(reverse("library:age_limit_add"), form).status_code == 302
    assert "from grade 7 on" in librarian.get(reverse("library:age_limits")).content.decode()
    assert signed_in(cast.tess).get(reverse("library:age_limits")).status_code == 403
    page = teacher.get("/library/age-exceptions/").content.decode()
    assert cast.stu.person.name in page
    wish = {"person": cast.stu.person.pk, "first_day": today.isoformat(), "last_day": today.isoformat(), "note": ""}
    assert teacher.post("/library/age-exceptions/", wish).status_code == 302
    make_badge(cast.stu.person, "B-STU-9")
    assert librarian.post("/library/age-exceptions/", wish | {"person": "B-STU-9"}).status_code == 302
    assert librarian.post("/library/age-exceptions/", wish | {"person": "B-X"}).status_code == 422
    assert AgeException.objects.count() == 2
    given = AgeException.objects.order_by("pk")[0]
    assert teacher.post(f"/library/age-exceptions/{given.pk}/end/").status_code == 302
    made = AgeLimit.objects.get()
    assert librarian.post(reverse("library:age_limit", args=[made.pk]), form | {"lowest_grade": "8"}).status_code == 302
    assert librarian.post(reverse("library:age_limit_remove", args=[made.pk])).status_code == 302
    assert not AgeLimit.objects.exists()
