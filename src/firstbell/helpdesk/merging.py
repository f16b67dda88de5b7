"""What speaks against making two tickets one, and what stays where it was."""

from __future__ import annotations

from collections.abc import Iterator

from firstbell.core.merging import Obstacle, keep_with_loser, merge_check
from firstbell.helpdesk.models import Ticket

# A rating is of that ticket's end; a visit and a helper's job are of what was agreed on it.
# What another help desk said is of the ticket it had.
for _model in ("TicketRating", "HelperJob", "Visit", "ImportedTicket"):
    keep_with_loser(f"helpdesk.{_model}", "ticket")


@merge_check(Ticket.KIND_REF)
def check_tickets(keeper: Ticket, other: Ticket) -> Iterator[Obstacle]:
    if keeper.pk == other.pk:
        yield Obstacle("That is the same ticket.", "Give another number.")
    if keeper.organisation_id != other.organisation_id:
        yield Obstacle("They are of two schools.", "Link them instead.")
    if keeper.is_private != other.is_private:
        yield Obstacle(
            "One is private, the other is not.", "Link them instead, so that no words leave the private one."
        )
    if keeper.requester_id and other.requester_id and keeper.requester_id != other.requester_id:
        yield Obstacle(
            "They are of two people, who would read each other's words.",
            "Make one a duplicate of the other, or make an incident of both.",
        )
    if other.requester_id and not keeper.requester_id:
        yield Obstacle(f"{keeper.number} is of somebody unknown.", "Keep the other one.")
    for one in (keeper, other):
        if not one.is_open:
            yield Obstacle(f"{one.number} is done already.", "Reopen it first, or link the two.")
        if one.is_incident:
            yield Obstacle(f"{one.number} is an incident of many people.", "Make the other one a part of it.")
    if other.helper_jobs.standing().exists():
        yield Obstacle(f"{other.number} is with a student helper.", "Take it back first.")
    if keeper.place_id and other.place_id and keeper.place_id != other.place_id:
        yield Obstacle("They are about two places.", "Is it really one trouble?", is_final=False)
