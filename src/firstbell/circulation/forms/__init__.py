"""Forms of circulation: they read values; rules and actions judge them."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms

from firstbell.circulation.models import Loan, LoanAccessory, NamedDueDate, PatronGroup, WithdrawalCase
from firstbell.circulation.permissions import CirculationPermission as May
from firstbell.circulation.queries.accessories import ExpectedAccessory
from firstbell.circulation.queries.policies import rule_organisations
from firstbell.circulation.rules import ITEM_TYPE, RULES
from firstbell.core.actor import Actor
from firstbell.inventory.models import Condition, ItemType
from firstbell.people.models import Organisation, Person, Section
from firstbell.people.queries import schools_for

STATES = (
    ("open", "Open"),
    ("overdue", "Overdue"),
    ("today", "Due today"),
    ("returned", "Returned"),
    ("all", "All"),
)


class DollarsField(forms.DecimalField):
    """Dollars and cents as people write them; ``clean`` gives integer cents."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=Decimal("0.01"), max_digits=8, decimal_places=2, **kwargs)
        self.widget.attrs |= {"inputmode": "decimal", "placeholder": "0.00"}

    def clean(self, value: Any) -> int:
        dollars = super().clean(str(value or "").strip().removeprefix("$"))
        return int(dollars * 100) if dollars is not None else 0


def day_input() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class LoanFilterForm(forms.Form):
    state = forms.ChoiceField(required=False, choices=STATES, initial="open")
    school = forms.ModelChoiceField(Organisation.objects.none(), required=False, empty_label="All schools")
    item_type = forms.ModelChoiceField(ItemType.objects.all(), label="Type", required=False, empty_label="All types")
    purpose = forms.ChoiceField(required=False, choices=[("", "All purposes"), *Loan.Purpose.choices])

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        schools = schools_for(actor, May.LOAN_VIEW)
        school = self.fields["school"]
        assert isinstance(school, forms.ModelChoiceField)
        school.queryset = schools


class ClearanceFilterForm(forms.Form):
    """Everybody unless asked otherwise. Homerooms are offered once a school is chosen: a district has hundreds."""

    school = forms.ModelChoiceField(Organisation.objects.none(), required=False, empty_label="All schools")
    grade = forms.CharField(required=False, max_length=10, widget=forms.TextInput(attrs={"size": 4}))
    homeroom = forms.ModelChoiceField(Section.objects.none(), required=False, empty_label="Any homeroom")
    status = forms.ChoiceField(
        required=False, choices=[("", "Current and withdrawn"), ("current", "Current"), ("withdrawn", "Withdrawn")]
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        schools = schools_for(actor, May.LOAN_VIEW)
        school, homeroom = self.fields["school"], self.fields["homeroom"]
        assert isinstance(school, forms.ModelChoiceField)
        assert isinstance(homeroom, forms.ModelChoiceField)
        school.queryset = schools
        asked = str(self.data.get("school", ""))
        if not asked.isdecimal() or len(asked) > 18:
            del self.fields["homeroom"]
            return
        homeroom.queryset = Section.objects.filter(
            organisation__in=schools, organisation_id=int(asked), kind=Section.Kind.HOMEROOM, closed_at=None
        )


class CaseFilterForm(forms.Form):
    state = forms.ChoiceField(
        required=False,
        choices=[("", "Open"), ("due", "To follow up today"), *WithdrawalCase.State.choices[1:], ("all", "All")],
    )


class CasePlanForm(forms.Form):
    next_step = forms.CharField(max_length=200, label="What was done, and what is next")
    next_on = forms.DateField(required=False, label="Comes up again on", widget=day_input())


class LendForm(forms.Form):
    """What is confirmed when lending; the scans are in the address."""

    due = forms.DateField(required=False, label="Another due date", help_text="Empty: by the rules", widget=day_input())
    goes_along = forms.MultipleChoiceField(required=False, label="Goes along", widget=forms.CheckboxSelectMultiple)
    accessories = forms.CharField(
        required=False, label="Goes along besides", help_text="Names, or barcodes of accessories; separate by commas"
    )
    override_reason = forms.CharField(required=False, label="Reason for the override", max_length=300)

    def __init__(self, *args: Any, expected: Sequence[ExpectedAccessory] = (), **kwargs: Any) -> None:
        """``expected`` is what goes along with the thing: ticked until somebody says otherwise."""
        super().__init__(*args, **kwargs)
        along = self.fields["goes_along"]
        assert isinstance(along, forms.MultipleChoiceField)
        along.choices = [(piece.code, piece.name) for piece in expected]
        along.initial = [piece.code for piece in expected]
        if not expected:
            del self.fields["goes_along"]

    def along(self) -> list[str]:
        """Codes and names as ``lend_item`` takes them."""
        return [*self.cleaned_data.get("goes_along", ()), *self.cleaned_data["accessories"].split(",")]


class ReturnForm(forms.Form):
    condition = forms.ChoiceField(choices=Condition.choices, initial=Condition.GOOD)
    missing = forms.MultipleChoiceField(
        required=False,
        label="Did not come with it",
        help_text="Stays owed; it can come later, be charged or waived.",
        widget=forms.CheckboxSelectMultiple,
    )

    parts = forms.MultipleChoiceField(
        required=False,
        label="Parts that are not in it",
        help_text="They stay on loan.",
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(
        self, *args: Any, lines: Sequence[LoanAccessory] = (), parts: Sequence[Loan] = (), **kwargs: Any
    ) -> None:
        """``lines`` is what went out with it, ``parts`` the loans of a kit's parts."""
        super().__init__(*args, **kwargs)
        self._offer("missing", [(line.code, line.name) for line in lines])
        self._offer("parts", [(f"#{loan.item_id}", f"{loan.item.product.name} {loan.item.label}") for loan in parts])

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = choices
        if not choices:
            del self.fields[name]


class ReasonForm(forms.Form):
    reason = forms.CharField(max_length=200)


class RenewForm(forms.Form):
    override_reason = forms.CharField(required=False, label="Reason, if it is an exception", max_length=300)


class ConvertForm(forms.Form):
    item_type = forms.ModelChoiceField(
        ItemType.objects.filter(purpose=ItemType.Purpose.ASSIGNMENT),
        label="Due like a",
        required=False,
        empty_label="No due date",
    )


class RuleFilterForm(forms.Form):
    name = forms.ChoiceField(
        label="Rule", required=False, choices=[("", "All rules"), *((one.name, one.label) for one in RULES.values())]
    )
    organisation = forms.ModelChoiceField(Organisation.objects.none(), required=False, empty_label="Anywhere")
    patron_group = forms.ModelChoiceField(PatronGroup.objects.all(), required=False, empty_label="Any group")
    item_type = forms.ModelChoiceField(ItemType.objects.all(), required=False, empty_label="Any type")

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, "organisation", schools_for(actor, May.POLICY_VIEW))


class RuleForm(forms.Form):
    """One row of the matrix. The value's meaning depends on the rule, so it is read by ``rules.cleaned``."""

    name = forms.ChoiceField(label="Rule", choices=())
    value = forms.CharField(required=False, max_length=100, label="Value")
    organisation = forms.ModelChoiceField(Organisation.objects.none(), required=False, empty_label="Everywhere")
    patron_group = forms.ModelChoiceField(PatronGroup.objects.all(), required=False, empty_label="Everybody")
    item_type = forms.ModelChoiceField(ItemType.objects.all(), required=False, empty_label="Everything")
    note = forms.CharField(required=False, max_length=200, label="Why", help_text="So that the next person knows")
    source = forms.CharField(required=False, max_length=200, label="Source", help_text="Board policy, handbook page …")

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name = self.fields["name"]
        assert isinstance(name, forms.ChoiceField)
        is_library_only = not actor.can(May.POLICY_EDIT)
        name.choices = self.rule_choices = _grouped_rules(for_types=is_library_only)
        _offer(self, "organisation", rule_organisations(actor))
        if is_library_only:
            _offer(self, "item_type", ItemType.objects.filter(purpose=ItemType.Purpose.LIBRARY))
            kinds = self.fields["item_type"]
            assert isinstance(kinds, forms.ModelChoiceField)
            kinds.required, kinds.empty_label = True, None
        if not (actor.scope(May.POLICY_EDIT).is_everywhere or actor.scope(May.LIBRARY_POLICY_EDIT).is_everywhere):
            organisation = self.fields["organisation"]
            assert isinstance(organisation, forms.ModelChoiceField)
            organisation.required, organisation.empty_label = True, None


class PatronGroupForm(forms.Form):
    code = forms.SlugField(max_length=40)
    name = forms.CharField(max_length=100)
    person_kind = forms.ChoiceField(choices=Person.Kind.choices, label="Kind of person")
    grades = forms.CharField(
        required=False, help_text="Grade codes separated by commas, e.g. KG, 01, 02; none means all"
    )
    precedence = forms.IntegerField(
        min_value=1, max_value=9999, help_text="Of the groups a person fits, the lowest number wins"
    )

    def clean_grades(self) -> list[str]:
        return [grade.strip() for grade in self.cleaned_data["grades"].split(",") if grade.strip()]


class NamedDueDateForm(forms.Form):
    code = forms.CharField(max_length=40, help_text="What rules point at, e.g. school_year_end")
    name = forms.CharField(max_length=100, help_text="What people read")
    organisation = forms.ModelChoiceField(Organisation.objects.none(), required=False, empty_label="Everywhere")
    active_from = forms.DateField(label="For loans from", widget=day_input())
    date = forms.DateField(label="Due date", widget=day_input())

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, "organisation", rule_organisations(actor))
        if not (actor.scope(May.POLICY_EDIT).is_everywhere or actor.scope(May.LIBRARY_POLICY_EDIT).is_everywhere):
            organisation = self.fields["organisation"]
            assert isinstance(organisation, forms.ModelChoiceField)
            organisation.required, organisation.empty_label = True, None


class ChargeForm(forms.Form):
    amount = DollarsField(label="Amount in dollars")
    reason = forms.CharField(max_length=200)
    item = forms.CharField(required=False, label="Tag or serial number", help_text="Scan the item, if it is about one")


class PaymentForm(forms.Form):
    amount = DollarsField(label="Amount in dollars")
    reason = forms.CharField(max_length=200, initial="Payment", label="Note", help_text="Cash, check number, receipt")


class WaiverForm(forms.Form):
    amount = DollarsField(label="Amount in dollars")
    reason = forms.CharField(max_length=200)


class BlockForm(forms.Form):
    reason = forms.CharField(max_length=200, help_text="The person may read it")
    until = forms.DateField(required=False, label="Last day", help_text="Empty: until lifted", widget=day_input())


def named_initial(named: NamedDueDate) -> dict[str, Any]:
    names = ("code", "name", "organisation", "active_from", "date")
    return {name: getattr(named, name) for name in names}


def _offer(form: forms.Form, name: str, organisations: Any) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ModelChoiceField)
    field.queryset = organisations


def _grouped_rules(*, for_types: bool) -> list[tuple[str, list[tuple[str, str]]]]:
    """All of them, or only those that may differ by item type."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for rule in RULES.values():
        if for_types and ITEM_TYPE not in rule.keys:
            continue
        groups.setdefault(rule.group, []).append((rule.name, rule.label))
    return list(groups.items())
