"""A solved ticket becomes an article in one step, and tells nothing of the people in it."""

from __future__ import annotations

import pytest
from django.urls import reverse

from firstbell.core.errors import Conflict, Forbidden, NotFound
from firstbell.guides.actions.articles import change_article_state
from firstbell.guides.models import Article
from firstbell.guides.tests.factories import make_article
from firstbell.helpdesk.actions.articles import article_from_ticket
from firstbell.helpdesk.actions.conversation import add_note, add_reply
from firstbell.helpdesk.actions.states import change_state
from firstbell.helpdesk.models import Ticket, TicketEntry, TicketState
from firstbell.helpdesk.queries.articles import Known, without
from firstbell.helpdesk.templatetags.helpdesk import with_article_links
from firstbell.helpdesk.tests.factories import make_ticket, symptom
from firstbell.inventory.tests.factories import make_device
from firstbell.people.tests.factories import Cast, make_badge, make_cast, make_person, signed_in
from firstbell.rooms.tests.factories import make_place

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def solved(cast: Cast, **values: object) -> Ticket:
    make_person(cast.school, "María José", "Quispe")
    badge = make_badge(cast.stu.person, "B7700123")
    device = make_device(cast.school, barcode="EHS-1042", serial="5CD9123XYZ")
    ticket = make_ticket(
        cast.school,
        cast.stu.person,
        **{
            "title": "Stu's Chromebook EHS-1042 will not print",
            "description": f"Hello Tess,\nit stays black since Quispe dropped it. My number is 001234, badge {badge.value}.",
            "items": [device],
            "place": make_place(cast.school, "Room 12", code="EHS-R12"),
            "symptom": symptom(),
            **values,
        },
    )
    add_reply(ticket, text="It was me, Stu, sorry!", by=cast.stu.actor)
    TicketEntry.objects.create(
        ticket=ticket, kind="note", text="Ladder", author_key="system:rules", author_name="Black ones and reset go to Tess",
        at=ticket.opened_at,
    )  # fmt: skip
    add_note(ticket, text="Third time for this family", by=cast.tess.actor)
    add_reply(
        ticket,
        text="Hi Stu, I reset the battery of EHS-1042 (5cd9123xyz) in Room 12. Ask María or lib@example.org, or see T-7.\n"
        "Hold *refresh* and power.",
        by=cast.tess.actor,
    )
    known = {"symptom": symptom(), "place": ticket.place, "impact": "one", "urgency": "slowed"}
    change_state(ticket, to=TicketState.TRIAGED, details=known, by=cast.tess.actor)
    ticket = change_state(
        ticket, to=TicketState.IN_PROGRESS, details={"assignee": cast.tess.account}, by=cast.tess.actor
    )
    details = {"resolution": "restart", "text": "Battery reset, thanks to Stu Dent"}
    change_state(ticket, to=TicketState.RESOLVED, details=details, by=cast.tess.actor)
    ticket.refresh_from_db()
    return ticket


def test_the_draft_says_what_helped_and_names_nobody(cast: Cast) -> None:
    ticket = solved(cast)
    article = article_from_ticket(ticket, by=cast.tess.actor)
    assert (article.state, article.audience, article.organisation) == ("draft", "technicians", cast.school)
    assert article.title == "[name] Chromebook [tag] will not print"
    for words in (
        "it stays black",
        "I reset the battery",
        "Hold \\*refresh\\* and power",
        "Battery reset",
        "Restart or reset",
    ):
        assert words in article.body, words
    whole = f"{article.title} {article.summary} {article.body}".lower()
    for secret in (
        "stu", "dent", "tess", "torres", "quispe", "maría", "1042", "5cd9123xyz", "001234", "7700123", "example.org", "room 12",
        "t-7", "third time", "sorry",
    ):  # fmt: skip
        assert secret not in whole, secret
    assert "will not print" in article.title, "an ordinary word stays one"
    assert "[tag]" in article.body
    assert article.product == ticket.ticket_items.get().item.product
    assert article.about == "chromebook"


def test_only_what_is_solved_public_and_one_s_own(cast: Cast) -> None:
    ticket = solved(cast)
    for actor in (cast.sam.actor, cast.lib.actor, cast.stu.actor):
        with pytest.raises(Forbidden):
            article_from_ticket(ticket, by=actor)
    with pytest.raises(Conflict):
        article_from_ticket(make_ticket(cast.school, cast.stu.person), by=cast.tess.actor)
    Ticket.objects.filter(pk=ticket.pk).update(is_private=True)
    ticket.refresh_from_db()
    with pytest.raises(NotFound):
        article_from_ticket(ticket, by=cast.dita.actor)
    page = signed_in(cast.dita).get(reverse("helpdesk:ticket", args=[ticket.pk])).content.decode()
    assert "Write an article from it" not in page
    assert not Article.objects.exists()


def test_one_tap_opens_the_editor_and_a_second_makes_no_second(cast: Cast) -> None:
    ticket = solved(cast)
    client = signed_in(cast.tess)
    own = reverse("helpdesk:ticket", args=[ticket.pk])
    assert "Write an article from it" in client.get(own).content.decode()
    make = reverse("helpdesk:ticket_article", args=[ticket.pk])
    first = client.post(make)
    article = Article.objects.get()
    assert first["Location"] == reverse("guides:article_edit", args=[article.pk])
    assert "Read it before anybody else does" in client.get(first["Location"]).content.decode()
    client.post(make)
    assert Article.objects.count() == 1
    assert "was made from this ticket" in client.get(own).content.decode()


def test_made_from_is_for_those_who_see_the_ticket(cast: Cast) -> None:
    ticket = solved(cast)
    article = article_from_ticket(ticket, by=cast.tess.actor)
    Article.objects.filter(pk=article.pk).update(audience="everybody", review_on="2030-01-01")
    change_article_state(article, to="published", by=cast.tess.actor)
    page = reverse("guides:article", args=[article.pk])
    said = f'Made from <a href="{reverse("helpdesk:ticket", args=[ticket.pk])}">{ticket.number}</a>'
    assert said in signed_in(cast.tess).get(page).content.decode()
    assert said not in signed_in(cast.tia).get(page).content.decode()


def test_words_of_ours_and_ordinary_words_stay() -> None:
    known = Known(frozenset({"stu"}), frozenset({"will", "grant", "zoe"}), frozenset({"EHS1", "778899"}))
    assert without("It will not charge. Zoe's charger, and Zoe Will said so.", known) == (
        "It will not charge. [name] charger, and [name] said so."
    )
    assert (
        without("Dear Ms. Stu, please see #12 and call 555-123-4567.\nThanks!\n", known).startswith("Stu, please")
        is False
    )
    assert without("tag 778899 and [tag]", known) == "tag [tag] and [tag]"
    assert without("ask @tess.torres", known) == "ask [name]"


def test_the_link_to_an_article_goes_into_the_reply(cast: Cast, settings: object) -> None:
    settings.FIRSTBELL_URL = "https://desk.example.org"  # type: ignore[attr-defined]
    ticket = make_ticket(cast.school, cast.stu.person, title="Chromebook will not print")
    fits = make_article(cast.school, "Print from a Chromebook", audience="students")
    inside = make_article(cast.school, "Print queue of the Chromebook", audience="technicians")
    client = signed_in(cast.tess)
    page = client.get(reverse("helpdesk:ticket", args=[ticket.pk]), {"article": fits.pk}).content.decode()
    link = f"https://desk.example.org{reverse('guides:article', args=[fits.pk])}"
    assert f"Print from a Chromebook: {link}</textarea>" in page
    assert inside.title not in page, "the requester could not read it"
    text = client.get(reverse("helpdesk:article_link", args=[ticket.pk, fits.pk]))
    assert text.content.decode() == f"Print from a Chromebook: {link}"
    assert client.get(reverse("helpdesk:article_link", args=[ticket.pk, inside.pk])).status_code == 404
    assert signed_in(cast.sam).get(reverse("helpdesk:article_link", args=[ticket.pk, fits.pk])).status_code == 404


def test_only_addresses_of_our_articles_become_links(settings: object) -> None:
    settings.FIRSTBELL_URL = "https://desk.example.org"  # type: ignore[attr-defined]
    html = with_article_links(
        "See https://desk.example.org/guides/articles/3/\n<b>https://evil.example/guides/articles/3/"
    )
    assert '<a href="/guides/articles/3/">https://desk.example.org/guides/articles/3/</a><br>' in html
    assert html.count("<a ") == 1
    assert "&lt;b&gt;" in html
