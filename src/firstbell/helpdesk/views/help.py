"""Help: say what is wrong, try what usually helps, get a person when it does not. For everybody who can sign in."""

from __future__ import annotations

from functools import partial
from typing import Any
from urllib.parse import urlencode

import segno
from django.conf import settings
from django.http import Http404, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from firstbell.core.actor import Actor
from firstbell.core.answers import go_after, refused
from firstbell.core.errors import FirstbellError
from firstbell.core.http import Request, page, redirect_with_toast
from firstbell.core.scan import normalise
from firstbell.core.ui.shapes import Crumb
from firstbell.core.ui.toasts import Toast
from firstbell.guides.actions.article_readers import count_missed_search
from firstbell.guides.actions.walks import answer_question, go_on, record_step, reopen_walk, start_walk
from firstbell.guides.models import Article, Card, Walk
from firstbell.guides.queries import (
    Ask,
    CardContent,
    Do,
    Elsewhere,
    Out,
    Stop,
    common_cards,
    content_of,
    equipment_of,
    item_named,
    kind_of_item,
    meant_by,
    own_items,
    own_unknown,
    place_named,
    screen_of,
    suggestions,
)
from firstbell.guides.queries.articles import fitting_articles
from firstbell.helpdesk.actions.help import ticket_from_walk
from firstbell.helpdesk.actions.incidents import say_me_too
from firstbell.helpdesk.actions.tickets import open_ticket
from firstbell.helpdesk.models import Ticket
from firstbell.helpdesk.permissions import HelpdeskPermission as May
from firstbell.helpdesk.queries import coming_lesson, known_incidents, open_incidents, urgency_of
from firstbell.helpdesk.views import words
from firstbell.inventory.models import Item
from firstbell.people.models import Person
from firstbell.rooms.models import Place
from firstbell.rooms.queries import rooms_of

_RELATED = ("card", "organisation", "person__organisation", "place__organisation", "item__product", "item__item_type")


@page(May.TICKET_OPEN, May.TICKET_OPEN_FOR_OTHERS)
def start(request: Request) -> HttpResponseBase:
    """“What is wrong?” ``q``: what was typed; ``place`` and ``item``: codes, as a card on the wall or a label gives them."""
    actor = request.actor
    me = _me(actor)
    place = place_named(request.GET.get("place", ""), me, actor)
    equipment = equipment_of(place) if place is not None else []
    item = item_named(request.GET.get("item", ""), me, actor, equipment)
    said = request.GET.get("q", "").strip()[:500]
    language = words.language_of(request, me)
    found = suggestions(said, item=item) if said else []
    about = kind_of_item(item) if item is not None else ""
    articles = _articles(actor, said, language, item, about or (found[0].card.about if found else ""))
    if said and not found and not articles and not request.htmx:
        count_missed_search(said, organisation=me.organisation, by=actor)
    incidents = _incidents(me, found, place, said)
    lesson = coming_lesson(me, place, timezone.now()) if place is not None else None
    context = {
        "page_title": words.say(language, "title"),
        "language": language,
        "t": words.all_of(language),
        "said": said,
        "place": place,
        "item": item,
        "own_items": own_items(me) if item is None and not equipment else [],
        "equipment": equipment if item is None else [],
        "own_rooms": rooms_of(me) if place is None and me.kind == Person.Kind.STAFF else [],
        "cards": [(one.card, one.card.title(language)) for one in found],
        "articles": articles,
        "common": [] if said else [(one, one.title(language)) for one in common_cards(about)],
        "incidents": incidents,
        "lesson": lesson,
        "has_begun": lesson is not None and lesson.starts_at <= timezone.now(),
    }
    template = "helpdesk/help_found.html" if request.htmx else "helpdesk/help.html"
    return render(request, template, context)


@page(May.TICKET_OPEN, May.TICKET_OPEN_FOR_OTHERS)
def at_place(request: Request, code: str) -> HttpResponseBase:
    """What the card on a room's wall opens."""
    if place_named(code, _me(request.actor), request.actor) is None:
        raise Http404
    return redirect(f"{reverse('helpdesk:help')}?{urlencode({'place': code})}")


@page(May.TICKET_OPEN, May.TICKET_OPEN_FOR_OTHERS)
def with_device(_request: Request, code: str) -> HttpResponseBase:
    """What the label on a device opens; who holds it is nobody's business, so only one's own device is named."""
    return redirect(f"{reverse('helpdesk:help')}?{urlencode({'item': code})}")


@require_POST
@page(May.TICKET_OPEN, May.TICKET_OPEN_FOR_OTHERS)
def walk_start(request: Request) -> HttpResponseBase:
    actor, me = request.actor, _me(request.actor)
    card = get_object_or_404(Card.objects.in_use(), code=request.POST.get("card", ""))
    place = place_named(request.POST.get("place", ""), me, actor)
    equipment = equipment_of(place) if place is not None else []
    item = item_named(request.POST.get("item", ""), me, actor, equipment)
    language = words.language_of(request, me)
    if item is None and "which" not in request.POST:
        meant = meant_by(card, equipment)
        if len(meant) > 1:
            return render(request, "helpdesk/help_which.html", _which(request, card, meant, language))
        item = meant[0] if meant else None
    walk = start_walk(
        card,
        organisation=(place.organisation if place is not None else me.organisation),
        person=me,
        place=place,
        item=item,
        language=language,
        said=request.POST.get("q", ""),
        by=actor,
    )
    return redirect("helpdesk:help_walk", walk.pk)


def _which(request: Request, card: Card, meant: list[Item], language: str) -> dict[str, Any]:
    """The room has several such things: ask once, so that the technician goes to the right one."""
    return {
        "page_title": card.title(language),
        "breadcrumbs": [Crumb(words.say(language, "title"), reverse("helpdesk:help"))],
        "language": language,
        "t": words.all_of(language),
        "given": [(name, request.POST.get(name, "")) for name in ("card", "place", "q")],
        "meant": meant,
    }


@page()
def walk(request: Request, pk: int) -> HttpResponseBase:
    """The one thing to do now."""
    found = _walk(request, pk)
    content = content_of(found)
    screen = screen_of(found, content)
    if isinstance(screen, Elsewhere) and found.is_open:
        return redirect("helpdesk:help_walk", go_on(found, by=request.actor).pk)
    return render(request, "helpdesk/help_walk.html", _walk_context(found, content, screen))


def _walk_context(found: Walk, content: CardContent, screen: Ask | Do | Stop | Elsewhere | Out) -> dict[str, Any]:
    language = found.language
    tries = {one.step: one.outcome for one in found.tries.all()}
    ticket = Ticket.objects.filter(walk=found).first()
    base = {
        "page_title": content.title.in_(language),
        "breadcrumbs": [Crumb(words.say(language, "title"), reverse("helpdesk:help"))],
        "language": language,
        "t": words.all_of(language),
        "walk": found,
        "ticket": ticket,
        "safety": [words.say(language, f"safety_{one}") for one in content.safety],
        "done": [(content.step(key).do.in_(language), outcome) for key, outcome in tries.items() if _has(content, key)],
    }
    if not found.is_open:
        return base | {"kind": found.state}
    if isinstance(screen, Ask):
        answers = [(one.key, one.say.in_(language)) for one in screen.question.answers]
        return base | {
            "kind": "ask", "question": screen.question, "text": screen.question.ask.in_(language), "answers": answers,
            "number": screen.number, "of": screen.of, "has_unknown": own_unknown(screen.question) is None,
        }  # fmt: skip
    if isinstance(screen, Do):
        return base | {
            "kind": "do", "step": screen.step, "text": screen.step.do.in_(language), "number": screen.number,
            "of": screen.of, "risk": words.say(language, f"risk_{screen.step.risk}") if screen.step.risk else "",
        }  # fmt: skip
    stop = screen.escalation if isinstance(screen, Stop) else None
    asked = [] if stop is not None and stop.urgent else [one for one in content.evidence if not one.is_known]
    return base | {
        "kind": "stop",
        "stop": stop,
        "why": stop.when.in_(language) if stop is not None else "",
        "first": [one.do.in_(language) for one in screen.first] if isinstance(screen, Stop) else [],
        "escalations": [] if stop is not None else [(one.key, one.when.in_(language)) for one in content.escalate],
        "asked": [_evidence(one.key, one.what.in_(language), one.kind) for one in asked],
        "photo": next((one.what.in_(language) for one in asked if one.kind == "photo"), ""),
        "is_safety": content.category == "safety",
        "tried": bool(tries),
    }


def _evidence(key: str, what: str, kind: str) -> dict[str, Any]:
    sort, _, rest = kind.partition(":")
    return {"key": key, "what": what, "kind": sort, "choices": rest.split("|") if sort == "choice" else []}


@require_POST
@page()
def walk_answer(request: Request, pk: int) -> HttpResponseBase:
    found = _walk(request, pk)
    question, answer = request.POST.get("question", ""), request.POST.get("answer", "")
    act = partial(answer_question, found, question=question, answer=answer, by=request.actor)
    return refused(request, _of(pk), act) or redirect(_of(pk))


@require_POST
@page()
def walk_step(request: Request, pk: int) -> HttpResponseBase:
    found = _walk(request, pk)
    step, outcome = request.POST.get("step", ""), request.POST.get("outcome", "")
    act = partial(record_step, found, step=step, outcome=outcome, by=request.actor)
    return refused(request, _of(pk), act) or redirect(_of(pk))


@require_POST
@page()
def walk_again(request: Request, pk: int) -> HttpResponseBase:
    """“It came back.”"""
    act = partial(reopen_walk, _walk(request, pk), by=request.actor)
    return refused(request, _of(pk), act) or redirect(_of(pk))


@require_POST
@page(May.TICKET_OPEN, May.TICKET_OPEN_FOR_OTHERS)
def walk_ticket(request: Request, pk: int) -> HttpResponseBase:
    """One tap: the ticket with everything that is known."""
    found = _walk(request, pk)
    given = {key: str(value) for key, value in request.POST.items()}
    evidence = {key.removeprefix("evidence_"): value for key, value in given.items() if key.startswith("evidence_")}
    act = partial(
        ticket_from_walk, found, escalation=given.get("escalation", ""), words=given.get("words", "")[:4000],
        evidence=evidence, files=request.FILES.getlist("photos"), by=request.actor,
    )  # fmt: skip
    wrong = refused(request, _of(pk), act)
    if wrong is not None:
        return wrong
    ticket = Ticket.objects.get(walk=found)
    toast = Toast(words.say(found.language, "sent").format(number=ticket.number))
    return redirect_with_toast(request, reverse("helpdesk:ticket", args=[ticket.pk]), toast)


@require_POST
@page(May.TICKET_OPEN, May.TICKET_OPEN_FOR_OTHERS)
def direct(request: Request) -> HttpResponseBase:
    """No card fits: a ticket in the person's own words."""
    actor, me = request.actor, _me(request.actor)
    place = place_named(request.POST.get("place", ""), me, actor)
    item = item_named(request.POST.get("item", ""), me, actor, equipment_of(place) if place is not None else [])
    said = request.POST.get("q", "").strip()[:4000]
    back = reverse("helpdesk:help")
    language = words.language_of(request, me)
    if not said:
        return redirect_with_toast(request, back, Toast(words.say(language, "say_first"), tone="warn"))
    lesson = coming_lesson(me, place, timezone.now())
    try:
        ticket = open_ticket(
            place.organisation if place is not None else me.organisation,
            title=said.splitlines()[0][:120],
            description=said if len(said) > 120 or "\n" in said else "",
            requester=me,
            place=place,
            items=[item] if item is not None else [],
            urgency=urgency_of(lesson, timezone.now()),
            origin=Ticket.Origin.PORTAL,
            by=actor,
        )
    except FirstbellError as error:
        return redirect_with_toast(request, back, Toast(str(error), tone="bad"))
    toast = Toast(words.say(language, "sent").format(number=ticket.number))
    return redirect_with_toast(request, reverse("helpdesk:ticket", args=[ticket.pk]), toast)


@require_POST
@page(May.TICKET_OPEN, May.TICKET_OPEN_FOR_OTHERS)
def me_too(request: Request, pk: int) -> HttpResponseBase:
    """“I have it too”: no second ticket, told when it ends."""
    actor, me = request.actor, _me(request.actor)
    incident = get_object_or_404(known_incidents(me.organisation).select_related("organisation"), pk=pk)
    place = place_named(request.POST.get("place", ""), me, actor)
    text = words.say(words.language_of(request, me), "me_too_done")
    back = reverse("helpdesk:help")
    return go_after(request, back, partial(say_me_too, incident, person=me, place=place, by=actor), text)


def _of(pk: int) -> str:
    return reverse("helpdesk:help_walk", args=[pk])


def _walk(request: Request, pk: int) -> Walk:
    return get_object_or_404(Walk.objects.visible_to(request.actor).select_related(*_RELATED), pk=pk)


def _has(content: CardContent, key: str) -> bool:
    return any(one.key == key for one in content.steps)


def _me(actor: Actor) -> Person:
    return get_object_or_404(Person.objects.select_related("organisation"), pk=actor.person_id)


def _articles(actor: Actor, said: str, language: str, item: Item | None, about: str) -> list[Article]:
    product_id = item.product_id if item is not None else None
    readable = Article.objects.visible_to(actor)
    return fitting_articles(said, readable, language=language, about=about, product_id=product_id)


def _incidents(me: Person, found: list[Any], place: Place | None, said: str) -> list[Ticket]:
    if not said and place is None:
        return []
    category = found[0].card.category if found else ""
    organisation = place.organisation if place is not None else me.organisation
    return open_incidents(organisation, category=category, place=place)


@page(May.TICKET_OPEN_FOR_OTHERS)
def room_cards(request: Request) -> HttpResponseBase:
    """Cards for the walls: one code a room, which opens help with the room filled in. ``?place=`` picks one room."""
    rooms = (
        Place.objects.visible_to(request.actor).current().filter(kind=Place.Kind.ROOM).select_related("organisation")
    )
    chosen = request.GET.get("place", "")
    rooms = rooms.filter(code_norm=normalise(chosen)[:60]) if chosen else rooms
    cards = [
        (room, qr_image(_public(reverse("helpdesk:help_at", args=[room.code]))))
        for room in rooms.order_by("organisation", "name")[:400]
    ]
    context = {"page_title": "Room cards", "cards": cards, "print_back_url": reverse("rooms:places")}
    return render(request, "helpdesk/room_cards.html", context)


def _public(path: str) -> str:
    return f"{settings.FIRSTBELL_URL.rstrip('/')}{path}"


def qr_image(text: str) -> str:
    """A QR code as a data address for an <img>."""
    return str(segno.make(text, error="m", micro=False).svg_data_uri(scale=4, border=2))
