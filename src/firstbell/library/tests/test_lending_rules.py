"""The lending rules that library material begins with: what a reader meets at the desk without anybody having set a thing."""

from __future__ import annotations

import datetime as dt
from importlib import import_module

import pytest
from django.apps import apps
from django.utils import timezone

from firstbell.circulation.actions import LendingRefused, lend_item, place_hold
from firstbell.circulation.models import CirculationRule, ClassVisit, PatronGroup
from firstbell.circulation.queries import check_lending, effective_rules
from firstbell.circulation.queries.matrix import somebody
from firstbell.circulation.tests.factories import make_loan
from firstbell.core.errors import Conflict
from firstbell.inventory.models import ItemType
from firstbell.library.models import Copy
from firstbell.library.tests.factories import library_type, make_copy, make_title
from firstbell.people.models import Person
from firstbell.people.tests.factories import Cast, make_cast, make_person, make_section
from firstbell.rooms.queries import zone_of

pytestmark = pytest.mark.django_db


def ship() -> None:
    """As an installation begins; what another test washed away is there again."""
    CirculationRule.objects.filter(item_type__purpose="library").delete()
    import_module("firstbell.library.migrations.0002_item_types").load(apps, None)
    import_module("firstbell.library.migrations.0010_lending_rules").load(apps, None)


@pytest.fixture
def cast() -> Cast:
    ship()
    return make_cast()


def copy_of(cast: Cast, code: str, number: int = 1) -> list[Copy]:
    title = make_title(item_type=library_type(code))
    return [make_copy(cast.school, title) for _ in range(number)]


def codes(cast: Cast, item: Copy, person: Person) -> list[str]:
    return [one.code for one in check_lending(item, person, by=cast.lib.actor).blocks]


def test_a_third_grader_has_picture_books_until_the_class_comes_again(cast: Cast) -> None:
    room = make_section(cast.school, "Room 3", kind="homeroom")
    ClassVisit.objects.create(section=room, weekday=2)
    child = make_person(cast.school, grade="03", homeroom=room)
    books = copy_of(cast, "picture-book", 4)
    loan = lend_item(books[0], to=child, by=cast.lib.actor)
    assert loan.due_at is not None
    assert loan.due_at.astimezone(zone_of(cast.school)).weekday() == 2
    for book in books[1:3]:
        lend_item(book, to=child, by=cast.lib.actor)
    assert codes(cast, books[3], child) == ["max_open_of_type"]
    little = make_person(cast.school, grade="KG", homeroom=room)
    assert effective_rules(cast.school, little, books[3]).number("max_open_of_type") == 2


def test_a_ninth_grader_has_a_book_two_weeks_and_pays_no_fine(cast: Cast) -> None:
    (book,) = copy_of(cast, "library-book")
    rules = effective_rules(cast.school, cast.stu.person, book)
    assert (rules.number("loan_length"), rules.text("loan_unit"), rules.number("renewals_allowed")) == (14, "days", 2)
    assert rules.number("fine_cents") is None
    assert (rules.number("lost_after_days"), rules.number("lost_refund_percent")) == (20, 100)
    assert rules.number("remind_family_from") is None, "nothing goes to families by itself"
    assert effective_rules(cast.school, cast.tia.person, book).number("loan_length") == 28
    senior = somebody(cast.school, "student", "12")
    assert effective_rules(cast.school, senior, book).number("max_open_of_type") == 5


def test_reference_books_stay_unless_somebody_with_the_right_says_why(cast: Cast) -> None:
    (atlas,) = copy_of(cast, "reference-book")
    assert codes(cast, atlas, cast.tia.person) == ["not_for_loan"]
    with pytest.raises(LendingRefused):
        lend_item(atlas, to=cast.tia.person, by=cast.lib.actor)
    loan = lend_item(atlas, to=cast.tia.person, override_reason="Lesson in period 2", by=cast.dita.actor)
    assert loan.due_at is not None
    assert loan.due_at.astimezone(zone_of(cast.school)).date() == timezone.now().astimezone(zone_of(cast.school)).date()
    with pytest.raises(Conflict) as no:
        place_hold(atlas.product, to=cast.stu.person, by=cast.stu.actor)
    assert no.value.code == "holds_not_allowed"


def test_textbooks_are_due_at_the_end_of_the_school_year_and_a_late_novel_stops_none(cast: Cast) -> None:
    import_module("firstbell.circulation.migrations.0004_default_policies").load(apps, None)
    (novel,), (book,) = copy_of(cast, "library-book"), copy_of(cast, "textbook")
    late = timezone.now() - dt.timedelta(days=30)
    make_loan(novel, cast.stu.person, due_at=late, lent_at=late, purpose="checkout")
    loan = lend_item(book, to=cast.stu.person, by=cast.lib.actor)
    assert "School year end" in " ".join(loan.due_explain)


def test_what_a_district_has_set_already_stays_and_loading_again_changes_nothing(cast: Cast) -> None:
    before = set(CirculationRule.objects.values_list("pk", "value"))
    import_module("firstbell.library.migrations.0010_lending_rules").load(apps, None)
    assert set(CirculationRule.objects.values_list("pk", "value")) == before
    kind = ItemType.objects.get(code="library-book")
    CirculationRule.objects.filter(item_type=kind).delete()
    CirculationRule.objects.create(item_type=kind, name="loan_length", value="21", source="Board policy")
    import_module("firstbell.library.migrations.0010_lending_rules").load(apps, None)
    lengths = CirculationRule.objects.filter(item_type=kind, name="loan_length")
    assert [(one.value, one.patron_group) for one in lengths] == [("21", None)], (
        "no band of grades slips in before the district's own"
    )
    assert CirculationRule.objects.filter(item_type=kind, name="renewals_allowed").exists()


def test_a_precedence_that_is_taken_gives_way(db: None) -> None:
    CirculationRule.objects.all().delete()
    PatronGroup.objects.filter(code__in=("primary", "elementary")).delete()
    PatronGroup.objects.create(code="ours", name="Ours", person_kind="student", grades=["09"], precedence=20)
    ship()
    assert PatronGroup.objects.get(code="primary").precedence == 21
