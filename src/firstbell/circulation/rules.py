"""The names of the circulation rules: what each means, what it may hold, and for whom it may differ.

Pure data. The matrix itself is rows of ``CirculationRule``; ``queries.policies`` finds the row that wins.
A rule without any row has its ``default``. An empty value is a value: it means ``when_blank``.
Adding a rule is adding a line here and reading it where it counts.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Literal

from firstbell.core.errors import Invalid

Kind = Literal["number", "numbers", "choice", "yes_no", "cents", "time", "named_date"]

ORGANISATION, PATRON_GROUP, ITEM_TYPE = "organisation", "patron_group", "item_type"
EVERY_KEY = frozenset({ORGANISATION, PATRON_GROUP, ITEM_TYPE})
PER_PERSON = frozenset({ORGANISATION, PATRON_GROUP})
PER_THING = frozenset({ORGANISATION, ITEM_TYPE})
PER_PLACE = frozenset({ORGANISATION})

KEY_LABELS = {ORGANISATION: "school", PATRON_GROUP: "patron group", ITEM_TYPE: "item type"}

_MONEY = re.compile(r"\$?\d{1,6}(\.\d{1,2})?")
_LARGEST = 3650


@dataclass(frozen=True, slots=True)
class RuleName:
    """One rule. ``keys``: by what it may differ. ``when_blank``: what empty means; "" when empty is not allowed."""

    name: str
    label: str
    kind: Kind
    default: str
    help: str
    keys: frozenset[str] = EVERY_KEY
    unit: str = ""
    when_blank: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    group: str = "Due date"

    def cleaned(self, value: str) -> str:
        """The value as it is stored. Raises Invalid with what is allowed."""
        value = value.strip()
        if not value:
            if not self.when_blank:
                raise Invalid(f"“{self.label}” needs a value.", remedy=self.help, field="value")
            return ""
        return _CLEANERS[self.kind](self, value)

    def readable(self, value: str) -> str:
        """The value in words: "3 days", "no limit", "$25.00"."""
        if not value:
            return self.when_blank
        if self.kind == "choice":
            return dict(self.choices).get(value, value)
        if self.kind == "yes_no":
            return "yes" if value == "yes" else "no"
        if self.kind == "cents":
            return f"${int(value) / 100:.2f}"
        return f"{value} {self.unit}".strip()

    def editable(self, value: str) -> str:
        """The value as a form shows it: what ``cleaned`` would take again."""
        return f"{int(value) / 100:.2f}" if self.kind == "cents" and value else value


def _number(rule: RuleName, value: str) -> str:
    # isascii: int() would also take digits of other scripts, which no screen shows back.
    if not (value.isascii() and value.isdigit()) or int(value) > _LARGEST:
        raise Invalid(
            f"“{value}” is not a number for “{rule.label}”.",
            remedy=f"Give a whole number from 0 to {_LARGEST}{_or_blank(rule)}.",
            field="value",
        )
    return str(int(value))


def _numbers(rule: RuleName, value: str) -> str:
    """ "7,1, 3" becomes "1, 3, 7"."""
    found = {_number(rule, part.strip()) for part in value.split(",") if part.strip()}
    return ", ".join(sorted(found, key=int))


def _choice(rule: RuleName, value: str) -> str:
    if value not in dict(rule.choices):
        known = ", ".join(key for key, _ in rule.choices)
        raise Invalid(f"“{value}” is not a choice for “{rule.label}”.", remedy=f"Use one of: {known}.", field="value")
    return value


def _yes_no(rule: RuleName, value: str) -> str:
    if value not in {"yes", "no"}:
        raise Invalid(f"“{value}” is neither yes nor no.", remedy=f"“{rule.label}” is yes or no.", field="value")
    return value


def _cents(rule: RuleName, value: str) -> str:
    if not _MONEY.fullmatch(value):
        raise Invalid(
            f"“{value}” is not an amount of money.",
            remedy=f"Write dollars and cents like 25 or 12.50{_or_blank(rule)}.",
            field="value",
        )
    dollars, _, cents = value.removeprefix("$").partition(".")
    return str(int(dollars) * 100 + int(cents.ljust(2, "0") or 0))


def _time(rule: RuleName, value: str) -> str:
    try:
        return dt.time.fromisoformat(value).strftime("%H:%M")
    except ValueError:
        raise Invalid(
            f"“{value}” is not a time of day.", remedy=f"Write “{rule.label}” like 15:30.", field="value"
        ) from None


def _named_date(rule: RuleName, value: str) -> str:
    if not re.fullmatch(r"[a-z0-9_-]{1,40}", value):
        raise Invalid(
            f"“{value}” is not the code of a named due date.",
            remedy=f"Use a code from the list of named due dates{_or_blank(rule)}.",
            field="value",
        )
    return value


def _or_blank(rule: RuleName) -> str:
    return f", or nothing for {rule.when_blank}" if rule.when_blank else ""


_CLEANERS = {
    "number": _number,
    "numbers": _numbers,
    "choice": _choice,
    "yes_no": _yes_no,
    "cents": _cents,
    "time": _time,
    "named_date": _named_date,
}

RULES: dict[str, RuleName] = {
    rule.name: rule
    for rule in (
        RuleName(
            "loan_length", "Loan length", "number", "3", "How many days or hours; the unit is a rule of its own.",
            when_blank="no due date",
        ),
        RuleName(
            "loan_unit", "Loan unit", "choice", "days", "What the loan length counts. Same day ignores the length.",
            choices=(
                ("days", "days"), ("hours", "hours"), ("same_day", "same day"), ("visits", "library days of the homeroom"),
            ),
        ),
        RuleName(
            "days_mode", "Closed days", "choice", "move", "What closed days do to a loan counted in days.",
            choices=(
                ("plain", "count all days, ignore closings"),
                ("move", "count all days, then move to the next open day"),
                ("school_days", "count school days only"),
                ("same_weekday", "keep the weekday of weekly loans, else move to the next open day"),
            ),
        ),
        RuleName("due_time", "Due at", "time", "23:59", "The time of day by which loans counted in days are due."),
        RuleName(
            "hours_mode", "Loans by the hour after closing", "choice", "close",
            "What happens to a loan in hours that would end while the desk is closed.",
            choices=(("plain", "nothing"), ("close", "shorten to closing time"), ("open", "move to the next opening")),
        ),
        RuleName("desk_opens", "Desk opens", "time", "07:30", "For loans by the hour.", keys=PER_PLACE),
        RuleName("desk_closes", "Desk closes", "time", "16:00", "For loans by the hour.", keys=PER_PLACE),
        RuleName(
            "named_due_date", "Named due date", "named_date", "", "The code of a named due date, e.g. school_year_end.",
            when_blank="none",
        ),
        RuleName(
            "named_due_mode", "Named due date counts as", "choice", "exact", "How the named due date meets the length.",
            choices=(
                ("exact", "the due date"),
                ("no_later", "the latest due date"),
                ("no_earlier", "the earliest due date"),
            ),
        ),
        RuleName(
            "return_before_leaving", "Due before the borrower leaves", "yes_no", "yes",
            "Whether the end of the borrower's membership in the roster brings the due date forward.",
        ),
        RuleName(
            "may_be_lent", "May be lent", "yes_no", "yes",
            "No: it stays where it is, as reference books do; lending takes an exception.", group="Lending",
        ),
        RuleName(
            "renewals_allowed", "Renewals", "number", "1", "How often a loan may be renewed.", when_blank="no limit",
            group="Renewing",
        ),
        RuleName(
            "renewal_length", "Renewal length", "number", "", "Counted like the loan length, from the day of renewal.",
            when_blank="like the loan length", group="Renewing",
        ),
        RuleName(
            "renewal_opens", "Renewal opens", "number", "", "How many days before the due date renewing opens.",
            unit="days before", when_blank="at once", group="Renewing",
        ),
        RuleName(
            "renew_overdue", "Overdue loans may be renewed", "yes_no", "no", "Whether an overdue loan may be renewed.",
            group="Renewing",
        ),
        RuleName(
            "auto_renew", "Renewed by itself", "yes_no", "no",
            "In the evening before its due date, when nothing speaks against it; counted from the due date.",
            group="Renewing",
        ),
        RuleName(
            "auto_renew_at", "Renewed by itself from", "time", "18:00", "The hour from which it is done.", keys=PER_PLACE,
            group="Renewing",
        ),
        RuleName(
            "max_open_of_type", "Most open loans of this type", "number", "", "Per borrower. Lost items do not count.",
            when_blank="no limit", group="Limits",
        ),
        RuleName(
            "max_open_total", "Most open loans in all", "number", "", "Per borrower. Lost items do not count.",
            keys=PER_PERSON, when_blank="no limit", group="Limits",
        ),
        RuleName(
            "fee_block_cents", "Fees block lending from", "cents", "", "An amount owed from which lending is refused.",
            keys=PER_PERSON, when_blank="never", group="Limits",
        ),
        RuleName(
            "overdue_block", "Overdue loans block lending from", "number", "1",
            "How many overdue loans it takes for lending to be refused.",
            keys=PER_PERSON, when_blank="never", group="Limits",
        ),
        RuleName(
            "grace_days", "Grace", "number", "0", "School days after the due date before an overdue loan blocks.",
            unit="school days", group="Limits",
        ),
        RuleName(
            "remind_before", "Remind before the due date", "number", "1",
            "How many school days before the due date the borrower is reminded.",
            unit="school days before", when_blank="never", group="Reminders",
        ),
        RuleName(
            "remind_on_day", "Remind on the due date", "yes_no", "yes", "Whether the borrower is reminded on the day.",
            group="Reminders",
        ),
        RuleName(
            "remind_overdue", "Remind when overdue", "numbers", "1, 3, 7",
            "After how many school days the borrower is reminded, e.g. 1, 3, 7.",
            unit="school days after", when_blank="never", group="Reminders",
        ),
        RuleName(
            "remind_family_from", "Tell the family when overdue", "number", "3",
            "From which of these reminders on a student's guardians are told as well.",
            unit="school days after", when_blank="never", group="Reminders",
        ),
        RuleName(
            "remind_at", "Remind at", "time", "07:00", "When reminders go out on a school day.", keys=PER_PLACE,
            group="Reminders",
        ),
        RuleName(
            "titles_on_paper", "Titles on printed notices", "choice", "letters",
            "Whether printed notices name what somebody has, or say only how many.", group="Reminders",
            choices=(
                ("none", "never: only how many"),
                ("letters", "in letters to families"),
                ("all", "in letters, and folded in on homeroom sheets"),
            ),
        ),
        RuleName(
            "reservation_keep_days", "A reservation waits", "number", "1",
            "School days after its first day before what was not collected lapses.",
            keys=PER_THING, unit="school days", when_blank="until its last day", group="Reservations",
        ),
        RuleName(
            "return_to", "Brought back at another school", "choice", "home",
            "What happens to a thing that comes back at another school than its own.", keys=PER_THING,
            choices=(("home", "it is sent home"), ("stays", "it stays there until it is lent again")), group="Returning",
        ),
        RuleName(
            "unlink_after_days", "Borrower is kept after return for", "number", "0",
            "Only for private types: days in which damage may still be charged. Then nobody knows any more who had it.",
            keys=PER_THING, unit="days", group="Returning",
        ),
        RuleName(
            "holds_allowed", "Holds", "yes_no", "yes", "Whether somebody may wait for one that is out.", group="Holds",
        ),
        RuleName(
            "hold_from_shelf", "Holds on what is on the shelf", "yes_no", "yes",
            "Whether a hold may be placed while a copy is free: staff fetch it from the shelf.", group="Holds",
        ),
        RuleName(
            "max_holds", "Most holds at a time", "number", "5", "Per borrower.", keys=PER_PERSON, when_blank="no limit",
            group="Holds",
        ),
        RuleName(
            "hold_weight", "Place in the queue", "number", "100",
            "Smaller goes first, whatever the time; within the same number first come, first served.", keys=PER_PERSON,
            group="Holds",
        ),
        RuleName(
            "hold_shelf_days", "Kept on the pick-up shelf", "number", "5",
            "School days after the day it is ready before it goes to the next.", keys=PER_THING, unit="school days",
            when_blank="until it is picked up", group="Holds",
        ),
        RuleName(
            "hold_other_schools", "Sent to other schools for holds", "yes_no", "no",
            "Whether copies of this school go to holds that are picked up at another.", keys=PER_THING, group="Holds",
        ),
        RuleName(
            "renew_while_waiting", "Renewing while somebody waits", "choice", "if_enough",
            "Whether a loan may be renewed that a hold waits for.", group="Holds",
            choices=(("never", "never"), ("if_enough", "when the other free copies are enough for every hold")),
        ),
        RuleName(
            "recall_after_days", "Recalled for a hold after", "number", "",
            "Days that everybody keeps a thing at least; after them, it may be asked back for somebody who waits.",
            unit="days", when_blank="never", group="Holds",
        ),
        RuleName(
            "recall_notice_days", "Time to bring back what is recalled", "number", "3",
            "School days from the recall to the new due date.", keys=PER_THING, unit="school days", group="Holds",
        ),
        RuleName(
            "fine_cents", "Fine a day", "cents", "", "For each school day after the due date.", when_blank="no fines",
            group="Fines and losses",
        ),
        RuleName(
            "fine_grace_days", "Days without a fine", "number", "0",
            "School days after the due date that cost nothing; after them, they count as well.", unit="school days",
            group="Fines and losses",
        ),
        RuleName(
            "fine_cap_cents", "Most fine for one thing", "cents", "", "However late it is.", when_blank="no limit",
            group="Fines and losses",
        ),
        RuleName(
            "fine_cap_at_price", "No fine above the price", "yes_no", "yes",
            "Whether the price to replace it is the most a fine may be.", group="Fines and losses",
        ),
        RuleName(
            "fine_closed_days", "Closed days count", "yes_no", "no", "Whether weekends and holidays cost a fine too.",
            group="Fines and losses",
        ),
        RuleName(
            "lost_after_days", "Taken for lost after", "number", "",
            "School days after the due date from which its price is charged.", unit="school days", when_blank="never",
            group="Fines and losses",
        ),
        RuleName(
            "lost_refund_percent", "Given back when it is found", "number", "100",
            "How much of the price is given back when a lost thing turns up.", unit="percent", group="Fines and losses",
        ),
        RuleName(
            "lost_refund_days", "Given back until", "number", "180",
            "Days after the charge. Then the loss is over, and of a private type nobody knows any more whose it was.",
            unit="days after the charge", when_blank="always", group="Fines and losses",
        ),
        RuleName(
            "max_claims", "Most claims a school year", "number", "3",
            "How often somebody may say “I brought it back” before it takes an exception.", keys=PER_PERSON,
            when_blank="no limit", group="Fines and losses",
        ),
        RuleName(
            "warn_unseen_days", "Warn when not seen for", "number", "60",
            "Lending warns when the item was neither scanned nor seen by its console for so long.",
            keys=PER_THING, unit="days", when_blank="never", group="Warnings",
        ),
        RuleName(
            "warn_update_end", "Warn when updates have ended", "yes_no", "yes",
            "Lending warns when the device's automatic updates are over.", keys=PER_THING, group="Warnings",
        ),
    )
}  # fmt: skip


def rule_named(name: str) -> RuleName:
    """Raises Invalid for a name nobody declared."""
    try:
        return RULES[name]
    except KeyError:
        raise Invalid(
            f"There is no rule “{name}”.", remedy=f"Use one of: {', '.join(sorted(RULES))}.", field="name"
        ) from None
