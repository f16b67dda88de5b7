"""Which of nobody's devices may go to the person a console names: proposed in the preview, made only when chosen."""

from __future__ import annotations

from collections import Counter

from firstbell.circulation.queries.plain import people_to_check
from firstbell.connectors.base.fleet.console import ASSIGNMENTS, USER, Console
from firstbell.connectors.base.fleet.differences import Candidate
from firstbell.core.imports.source import StageContext
from firstbell.inventory.models import Item, ItemType, Status


def propose(ctx: StageContext, console: Console, candidates: list[Candidate], *, is_chosen: bool) -> list[Candidate]:
    """The candidates that are clear: one person, one device. Says what was proposed and what was left out."""
    if not candidates:
        return []
    named = Counter(one.person_id for one in candidates)
    owners = set(
        Item.objects.filter(assigned_to__isnull=False, item_type__purpose=ItemType.Purpose.ASSIGNMENT)
        .exclude(status__in=(Status.DISPOSED, Status.SOLD, Status.LOST, Status.STOLEN))
        .order_by()
        .values_list("assigned_to_id", flat=True)
    )
    clear = []
    for one in candidates:
        if one.person_id in owners:
            _leave_out(
                ctx, one, "has_another", f"“{one.user}” already has another device as their own.",
                "Look which one the person really has; assign it at the counter.",
                f"User in {console.name} already has another device here",
            )  # fmt: skip
        elif named[one.person_id] > 1:
            _leave_out(
                ctx, one, "named_twice", f"“{one.user}” is the user of {named[one.person_id]} devices in {console.name}.",
                "We do not guess which one is theirs. Assign the right one at the counter.",
                f"Users whom {console.name} names for several devices",
            )  # fmt: skip
        else:
            clear.append(one)
    _say(ctx, console, clear, is_chosen=is_chosen)
    return clear


def _leave_out(ctx: StageContext, one: Candidate, code: str, message: str, todo: str, group: str) -> None:
    ctx.issues.warning(
        code, file=ctx.filename[:120], line=one.line, column=USER, value=one.user, key=one.serial,
        entity=ASSIGNMENTS, message=message, todo=todo, group=group,
    )  # fmt: skip


def _say(ctx: StageContext, console: Console, clear: list[Candidate], *, is_chosen: bool) -> None:
    if not clear:
        return
    if not is_chosen:
        ctx.issues.warning(
            "proposed", entity=ASSIGNMENTS, count=len(clear),
            message=f"{len(clear):,} proposed assignments: nobody here has these devices, and {console.name} names one user for each.",
            todo="Choose “make the assignments” on the preview to lend them; otherwise they stay in stock.",
        )  # fmt: skip
        return
    for one in clear:
        ctx.tally.add(ASSIGNMENTS, "new", one.organisation_id)
    asked = people_to_check(today=ctx.today)
    checked = sum(one.person_id in asked for one in clear)
    if checked:
        ctx.issues.warning(
            "checked_singly", entity=ASSIGNMENTS, count=checked,
            message=f"{checked:,} of the people have a block, a fee or another loan: the lending rules decide for each.",
            todo="Whoever the rules refuse is not assigned; lend to them at the counter.",
        )  # fmt: skip
