"""Tickets that have to do with each other: linked, split, followed up, made one and taken apart."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from firstbell.core.errors import Conflict, Forbidden
from firstbell.core.merging import obstacles
from firstbell.core.models import Attachment, AuditEntry, UndoOffer
from firstbell.core.scan import resolve
from firstbell.core.undo import use_undo
from firstbell.helpdesk.actions.conversation import add_note, add_reply, attach_to_ticket
from firstbell.helpdesk.actions.links import (
    follow_up,
    link_tickets,
    merge_tickets,
    split_reply,
    take_tickets_apart,
    unlink_tickets,
)
from firstbell.helpdesk.actions.people import watch_ticket
from firstbell.helpdesk.models import Ticket, TicketEntry, TicketLink, TicketState
from firstbell.helpdesk.queries import links_of
from firstbell.helpdesk.tests.factories import make_ticket
from firstbell.helpdesk.tests.test_talk import PNG
from firstbell.inventory.tests.factories import make_device
from firstbell.people.tests.factories import Cast, Member, make_cast

pytestmark = pytest.mark.django_db
S = TicketState


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def client_of(member: Member) -> Client:
    client = Client()
    client.force_login(member.account)
    return client


def pair(cast: Cast) -> tuple[Ticket, Ticket]:
    """Stu's two tickets about one screen; the second has everything."""
    keeper = make_ticket(cast.school, cast.stu.person, title="Screen dark")
    other = make_ticket(
        cast.school, cast.stu.person, title="Nothing on screen", items=[make_device(cast.school, "A-1")]
    )
    add_reply(other, text="It is the left one", by=cast.stu.actor)
    add_note(other, text="He is nice", by=cast.tess.actor)
    watch_ticket(other, by=cast.pat.actor)
    attach_to_ticket(other, [SimpleUploadedFile("a.png", PNG)], by=cast.stu.actor)
    return keeper, other


def test_merging_moves_all_and_the_old_number_answers(cast: Cast) -> None:
    keeper, other = pair(cast)
    merge_tickets(keeper, other, reason="One screen", by=cast.tess.actor)
    assert [one.text for one in keeper.entries.exclude(kind="state")] == ["It is the left one", "He is nice"]
    assert keeper.ticket_items.count() == keeper.watchers.count() == 1
    assert Attachment.objects.get().owner_id == keeper.pk
    other.refresh_from_db()
    assert (other.state, other.duplicate_of_id, other.is_open) == (S.DUPLICATE, keeper.pk, False)
    for member in (cast.tess, cast.stu):
        answer = client_of(member).get(reverse("helpdesk:ticket", args=[other.pk]))
        assert answer["Location"] == reverse("helpdesk:ticket", args=[keeper.pk])
    assert resolve(other.number, cast.tess.actor)[0].object == other


def test_undo_and_taking_apart_put_everything_back(cast: Cast) -> None:
    keeper, other = pair(cast)
    add_reply(keeper, text="Mine", by=cast.stu.actor)
    lines = list(other.entries.values_list("text", flat=True))
    merge_tickets(keeper, other, reason="x", by=cast.tess.actor)
    use_undo(UndoOffer.objects.latest("created_at").token, by=cast.tess.actor)
    other.refresh_from_db()
    assert (other.state, other.duplicate_of_id, other.closed_at) == (S.NEW, None, None)
    assert list(other.entries.exclude(kind="state").values_list("text", flat=True)) == lines
    assert list(keeper.entries.values_list("text", flat=True)) == ["Mine"]
    assert other.ticket_items.count() == other.watchers.count() == 1
    assert Attachment.objects.get().owner_id == other.pk
    merge = merge_tickets(keeper, other, reason="x", by=cast.tess.actor)
    add_reply(keeper, text="Since", by=cast.stu.actor)
    take_tickets_apart(merge, by=cast.tess.actor)
    assert list(keeper.entries.values_list("text", flat=True)) == ["Mine", "Since"]


def test_the_preview_shows_what_comes_along_and_does_nothing(cast: Cast) -> None:
    keeper, other = pair(cast)
    client = client_of(cast.tess)
    picked = client.get(reverse("helpdesk:merge_pick", args=[keeper.pk]), {"other": other.number})
    url = picked["Location"]
    page = client.get(url).content.decode()
    assert "2 ticket entries" in page
    other.refresh_from_db()
    assert other.state == S.NEW
    client.post(url, {"reason": "Same screen"})
    other.refresh_from_db()
    assert other.state == S.DUPLICATE
    assert client_of(cast.sam).get(url).status_code == 404


def test_what_stops_a_merge(cast: Cast) -> None:
    mine = make_ticket(cast.school, cast.stu.person)
    hers = make_ticket(cast.school, cast.tia.person)
    private = make_ticket(cast.school, cast.stu.person, is_private=True)
    walk_in = make_ticket(cast.school)
    done = make_ticket(cast.school, cast.stu.person)
    Ticket.objects.filter(pk=done.pk).update(state=S.CLOSED, closed_at=timezone.now())
    done.refresh_from_db()
    for keeper, other in ((mine, hers), (mine, private), (walk_in, mine), (mine, done), (mine, mine)):
        assert any(one.is_final for one in obstacles(Ticket.KIND_REF, keeper, other)), (keeper, other)
    with pytest.raises(Conflict):
        merge_tickets(mine, hers, reason="x", by=cast.tess.actor)
    merge_tickets(mine, walk_in, reason="x", by=cast.tess.actor)
    with pytest.raises(Forbidden):
        merge_tickets(mine, make_ticket(cast.school, cast.stu.person), reason="x", by=cast.lib.actor)


def test_a_reply_becomes_a_ticket_of_its_own_once(cast: Cast) -> None:
    ticket = make_ticket(cast.school, cast.stu.person)
    entry = add_reply(ticket, text="And the printer is out of toner", by=cast.stu.actor)
    new = split_reply(entry, title="Toner", by=cast.tess.actor)
    assert (new.requester, new.description, new.organisation) == (cast.stu.person, entry.text, cast.school)
    assert split_reply(TicketEntry.objects.get(pk=entry.pk), title="Toner", by=cast.tess.actor) == new
    assert [(how, other) for _, how, other in links_of(ticket, cast.tess.actor)] == [("Related to", new)]
    with pytest.raises(Conflict):
        split_reply(add_note(ticket, text="x", by=cast.tess.actor), title="x", by=cast.tess.actor)
    with pytest.raises(Forbidden):
        split_reply(entry, title="x", by=cast.stu.actor)


def test_a_private_ticket_s_reply_becomes_a_private_ticket_and_leaves_no_word(cast: Cast) -> None:
    private = make_ticket(cast.school, cast.stu.person, title="Bully", is_private=True)
    entry = add_reply(private, text="He took my charger", by=cast.dita.actor)
    new = split_reply(entry, title="Charger of a bully", by=cast.dita.actor)
    assert new.is_private
    link_tickets(private, make_ticket(cast.school, cast.stu.person), by=cast.dita.actor)
    told = str(list(AuditEntry.objects.values("summary", "note", "changes", "subject_label")))
    for word in ("Bully", "bully", "charger"):
        assert word not in told


def test_links_are_seen_from_both_ends_as_far_as_one_may_see(cast: Cast) -> None:
    here, there = make_ticket(cast.school), make_ticket(cast.school)
    private = make_ticket(cast.school, is_private=True)
    link = link_tickets(here, there, kind=TicketLink.Kind.BLOCKS, by=cast.tess.actor)
    link_tickets(here, private, by=cast.dita.actor)
    assert [how for _, how, _ in links_of(there, cast.tess.actor)] == ["Blocked by"]
    assert len(links_of(here, cast.dita.actor)) == 2
    assert len(links_of(here, cast.tess.actor)) == 1
    assert link_tickets(here, there, kind=TicketLink.Kind.BLOCKS, by=cast.tess.actor) == link
    with pytest.raises(Forbidden):
        link_tickets(here, private, by=cast.tess.actor)
    unlink_tickets(link, by=cast.tess.actor)
    assert links_of(there, cast.tess.actor) == []


def test_too_old_to_reopen_a_tap_opens_a_linked_one(cast: Cast) -> None:
    device = make_device(cast.school, "A-2", assigned_to=cast.stu.person)
    old = make_ticket(cast.school, cast.stu.person, items=[device])
    ended = timezone.now() - dt.timedelta(days=6)
    Ticket.objects.filter(pk=old.pk).update(state=S.CLOSED, resolved_at=ended, closed_at=ended)
    with pytest.raises(Conflict):
        follow_up(Ticket.objects.get(pk=old.pk), by=cast.stu.actor)
    Ticket.objects.filter(pk=old.pk).update(closed_at=ended - dt.timedelta(days=2))
    page = client_of(cast.stu).get(reverse("helpdesk:ticket", args=[old.pk])).content.decode()
    assert "Is it back?" in page
    answer = client_of(cast.stu).post(reverse("helpdesk:ticket_follow_up", args=[old.pk]))
    new = Ticket.objects.latest("pk")
    assert answer["Location"] == reverse("helpdesk:ticket", args=[new.pk])
    assert [one.item_id for one in new.ticket_items.all()] == [device.pk]
    assert TicketLink.objects.filter(ticket=new, other=old).exists()
    assert follow_up(Ticket.objects.get(pk=old.pk), by=cast.stu.actor) == new
    with pytest.raises(Forbidden):
        follow_up(Ticket.objects.get(pk=old.pk), by=cast.tess.actor)
