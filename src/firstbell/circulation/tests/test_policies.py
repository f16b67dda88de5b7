"""The matrix: which row wins, each rule name on its own; editing it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from firstbell.circulation.actions import (
    remove_named_due_date,
    remove_patron_group,
    remove_rule,
    save_named_due_date,
    save_patron_group,
    set_rule,
)
from firstbell.circulation.models import CirculationRule, NamedDueDate, PatronGroup
from firstbell.circulation.queries import effective_rules
from firstbell.circulation.rules import RULES
from firstbell.circulation.tests.factories import make_patron_group, make_rule
from firstbell.core.actor import system_actor
from firstbell.core.errors import Conflict, Forbidden, Invalid
from firstbell.core.models import AuditEntry
from firstbell.inventory.tests.factories import make_device, make_item_type, make_loaner
from firstbell.people.tests.factories import Cast, make_cast, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    CirculationRule.objects.all().delete()
    return make_cast()


def value(cast: Cast, name: str) -> str:
    return effective_rules(cast.school, cast.stu.person, make_item_type("loaner")).text(name)


def test_without_rows_the_declared_defaults_hold(cast: Cast) -> None:
    rules = effective_rules(cast.school, cast.stu.person, make_item_type("loaner"))
    assert {name: rules.text(name) for name in RULES} == {name: rule.default for name, rule in RULES.items()}
    assert rules.because("loan_length") == "the built-in default"


def test_28_each_rule_name_falls_back_on_its_own(cast: Cast) -> None:
    make_rule("loan_length", "7")
    make_rule("renewals_allowed", "5", organisation=cast.school, item_type=make_item_type("loaner"))
    assert value(cast, "loan_length") == "7"
    assert value(cast, "renewals_allowed") == "5"


def test_29_empty_zero_and_missing_are_three_things(cast: Cast) -> None:
    rules = effective_rules(cast.school, cast.stu.person, make_item_type("loaner"))
    assert rules.number("loan_length") == 3
    make_rule("loan_length", "")
    assert effective_rules(cast.school, cast.stu.person, make_item_type("loaner")).number("loan_length") is None
    make_rule("loan_length", "0", organisation=cast.school)
    assert effective_rules(cast.school, cast.stu.person, make_item_type("loaner")).number("loan_length") == 0


def test_30_organisation_beats_group_beats_item_type(cast: Cast) -> None:
    students, loaner = make_patron_group("students"), make_item_type("loaner")
    make_rule("loan_length", "1", item_type=loaner)
    assert value(cast, "loan_length") == "1"
    make_rule("loan_length", "2", patron_group=students)
    assert value(cast, "loan_length") == "2"
    make_rule("loan_length", "3", patron_group=students, item_type=loaner)
    assert value(cast, "loan_length") == "3"
    make_rule("loan_length", "4", organisation=cast.district)
    assert value(cast, "loan_length") == "4"
    make_rule("loan_length", "5", organisation=cast.school)
    assert value(cast, "loan_length") == "5"
    make_rule("loan_length", "6", organisation=cast.other_school, patron_group=students, item_type=loaner)
    assert value(cast, "loan_length") == "5"


def test_31_the_most_particular_group_that_has_the_rule_wins(cast: Cast) -> None:
    ninth = make_patron_group("ninth-grade", grades=("09",), precedence=5)
    make_rule("loan_length", "9", patron_group=ninth)
    make_rule("loan_length", "10", patron_group=make_patron_group("students"))
    make_rule("renewals_allowed", "4", patron_group=make_patron_group("students"))
    make_rule("renewals_allowed", "7", patron_group=make_patron_group("staff", person_kind="staff"))
    assert value(cast, "loan_length") == "9"
    assert value(cast, "renewals_allowed") == "4"
    cast.stu.person.grade = "10"
    assert value(cast, "loan_length") == "10"


def test_the_whole_matrix_is_one_query(cast: Cast, django_assert_num_queries: Any) -> None:
    for n in range(20):
        make_rule("loan_length", str(n), item_type=make_item_type(f"type-{n}"))
        make_rule("grace_days", str(n), organisation=cast.school, item_type=make_item_type(f"type-{n}"))
    loaner = make_loaner(cast.school)
    with django_assert_num_queries(1):
        rules = effective_rules(cast.school, cast.stu.person, loaner)
        assert rules.because("loan_length") == "the built-in default"


def test_lending_to_a_place_reads_no_group_rows(cast: Cast) -> None:
    make_rule("loan_length", "9", patron_group=make_patron_group("students"))
    assert effective_rules(cast.school, None, make_item_type("loaner")).number("loan_length") == 3


def test_because_names_row_and_cell(cast: Cast) -> None:
    rule = make_rule("loan_length", "9", patron_group=make_patron_group("students"), item_type=make_item_type("loaner"))
    because = effective_rules(cast.school, cast.stu.person, make_item_type("loaner")).because("loan_length")
    assert because == f"rule {rule.pk} (Students × Loaner)"


# --- editing ---


def test_setting_a_rule_fills_or_changes_its_one_cell_and_is_audited(cast: Cast) -> None:
    row = set_rule("loan_length", " 5 ", organisation=cast.school, note="Short", by=cast.tess.actor)
    again = set_rule("loan_length", "", organisation=cast.school, by=cast.tess.actor)
    assert row.pk == again.pk
    assert CirculationRule.objects.get().value == ""
    assert again.last_checked is not None
    changes = [entry.changes for entry in AuditEntry.objects.filter(verb="circulation.rule.changed").order_by("id")]
    assert changes == [{"Loan length": ["no rule", "5"]}, {"Loan length": ["5", "no due date"]}]
    remove_rule(again, by=cast.tess.actor)
    assert not CirculationRule.objects.exists()


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("loan_length", "three"), ("loan_length", "-1"), ("loan_length", "99999"), ("loan_length", "٣"),
        ("loan_unit", "weeks"), ("loan_unit", ""), ("due_time", "25:00"), ("renew_overdue", "maybe"),
        ("fee_block_cents", "1.234"), ("named_due_date", "no_such_date"), ("nonsense", "1"),
    ],
)  # fmt: skip
def test_a_value_that_cannot_be_is_refused_with_what_can(cast: Cast, name: str, text: str) -> None:
    with pytest.raises(Invalid) as no:
        set_rule(name, text, by=system_actor())
    assert no.value.remedy


def test_money_is_written_in_dollars_and_kept_in_cents(cast: Cast) -> None:
    assert set_rule("fee_block_cents", "$25.5", by=system_actor()).value == "2550"
    assert RULES["fee_block_cents"].readable("2550") == "$25.50"
    assert RULES["fee_block_cents"].editable("2550") == "25.50"


def test_a_key_outside_of_the_declared_ones_is_an_error(cast: Cast) -> None:
    with pytest.raises(Invalid, match="cannot differ by item type"):
        set_rule("max_open_total", "3", item_type=make_item_type("loaner"), by=system_actor())
    with pytest.raises(Invalid, match="cannot differ by patron group"):
        set_rule("desk_opens", "08:00", patron_group=make_patron_group(), by=system_actor())


def test_who_may_edit_where(cast: Cast) -> None:
    for refused in (cast.sam.actor, cast.lib.actor, cast.stu.actor):
        with pytest.raises(Forbidden):
            set_rule("loan_length", "5", organisation=cast.school, by=refused)
    with pytest.raises(Forbidden):
        set_rule("loan_length", "5", by=cast.tess.actor)
    with pytest.raises(Forbidden):
        save_patron_group(code="x", name="X", person_kind="staff", precedence=900, by=cast.tess.actor)
    everywhere = set_rule("loan_length", "5", by=cast.dita.actor)
    mine = set_rule("loan_length", "6", organisation=cast.school, by=cast.tess.actor)
    assert set(CirculationRule.objects.visible_to(cast.tess.actor)) == {everywhere, mine}
    assert set(CirculationRule.objects.visible_to(cast.sam.actor)) == {everywhere}
    assert not CirculationRule.objects.visible_to(cast.stu.actor).exists()


def test_patron_groups_keep_code_and_precedence_to_themselves(cast: Cast) -> None:
    by = cast.dita.actor
    group = save_patron_group(code="k2", name="K to 2", person_kind="student", grades=("KG", "01"), precedence=7, by=by)
    with pytest.raises(Invalid, match="precedence 7"):
        save_patron_group(code="k3", name="K to 3", person_kind="student", precedence=7, by=by)
    with pytest.raises(Invalid, match="code “k2”"):
        save_patron_group(code="k2", name="K to 3", person_kind="student", precedence=8, by=by)
    save_patron_group(group, code="k2", name="K to 2nd", person_kind="student", grades=("KG",), precedence=7, by=by)
    make_rule("loan_length", "1", patron_group=group)
    with pytest.raises(Conflict, match="1 rules use"):
        remove_patron_group(group, by=by)
    CirculationRule.objects.all().delete()
    remove_patron_group(group, by=by)
    assert not PatronGroup.objects.filter(code="k2").exists()


def test_named_due_dates_are_entered_in_advance(cast: Cast) -> None:
    NamedDueDate.objects.all().delete()
    start, end = dt.date(2026, 7, 1), dt.date(2027, 5, 28)
    named = save_named_due_date(
        code="senior_checkout", name="Senior check-out", organisation=cast.school, active_from=start, date=end,
        by=cast.tess.actor,
    )  # fmt: skip
    with pytest.raises(Invalid, match="already"):
        save_named_due_date(
            code="senior_checkout", name="Again", organisation=cast.school, active_from=start, date=end,
            by=cast.tess.actor,
        )  # fmt: skip
    with pytest.raises(Invalid, match="before"):
        save_named_due_date(
            named, code="senior_checkout", name="X", organisation=cast.school, active_from=end, date=start,
            by=cast.tess.actor,
        )  # fmt: skip
    with pytest.raises(Forbidden):
        remove_named_due_date(named, by=cast.sam.actor)
    set_rule("named_due_date", "senior_checkout", organisation=cast.school, by=cast.tess.actor)
    remove_named_due_date(named, by=cast.tess.actor)


def test_the_shipped_rules_are_what_the_actions_would_accept(db: None) -> None:
    for row in CirculationRule.objects.select_related("patron_group", "item_type"):
        rule = RULES[row.name]
        assert (row.value == "" and rule.when_blank) or rule.cleaned(row.value) == row.value
        assert row.item_type is None or "item_type" in rule.keys
        assert row.patron_group is None or "patron_group" in rule.keys
        assert row.source
        assert row.last_checked
    assert PatronGroup.objects.count() == 6


def test_a_person_without_any_group_still_has_rules(cast: Cast) -> None:
    PatronGroup.objects.all().delete()
    guardian = make_person(cast.school, kind="guardian")
    assert effective_rules(cast.school, guardian, make_device(cast.school)).number("loan_length") == 3
