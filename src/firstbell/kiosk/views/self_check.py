"""The self-check: card, perhaps PIN, then scan after scan, in English or Spanish; by keyboard, scanner and finger.

Between two scans the session keeps who stands here and nothing of what they take; the end of a turn throws it away.
"""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from firstbell.core.errors import FirstbellError
from firstbell.kiosk.actions.self_check import (
    Said,
    borrow_by_scan,
    bring_back_by_scan,
    identify_reader,
    renew_for_reader,
)
from firstbell.kiosk.content import LANGUAGES
from firstbell.kiosk.forms import CodeForm
from firstbell.kiosk.models import Kiosk
from firstbell.kiosk.queries.self_check import actor_of_kiosk, card_holder, library_item, own_things
from firstbell.kiosk.queries.texts import texts_at
from firstbell.kiosk.views.cookie import kiosk_of
from firstbell.people.models import Person

CARD, READER, LANGUAGE = "firstbell_self_check_card", "firstbell_self_check_reader", "firstbell_self_check_language"
IDLE_SECONDS = 60
"""So long a reader may look at the screen; a warning comes before."""
GOODBYE_SECONDS = 20
"""So long what they have stays on the screen after “Done”."""
_TONES = {True: "good", False: "info"}


def _self_check(request: HttpRequest) -> Kiosk:
    """The self-check this browser is; for every other browser there is nothing here."""
    found = kiosk_of(request)
    if found is None or not found.is_self_check:
        raise Http404
    return found


@never_cache
def start(request: HttpRequest) -> HttpResponse:
    """Waits for a card. Whoever stood here is forgotten."""
    kiosk = _self_check(request)
    if request.method != "POST":
        _forget(request)
        return _show(request, kiosk, "start")
    return _begin(request, kiosk, _code(request))


def _begin(request: HttpRequest, kiosk: Kiosk, card: str) -> HttpResponse:
    """A book in place of a card is no attempt at somebody's card, and does not count as one."""
    if library_item(kiosk, card) is not None:
        return _show(request, kiosk, "start", said=Said("card_first"))
    if kiosk.pin_rule == Kiosk.PinRule.NEVER:
        return _come_in(request, kiosk, card, "")
    request.session[CARD] = card
    request.session.set_expiry(IDLE_SECONDS)
    return HttpResponseRedirect(reverse("kiosk:self_check_pin"))


@never_cache
def pin(request: HttpRequest) -> HttpResponse:
    """The PIN; no name is shown before it is right."""
    kiosk = _self_check(request)
    card = str(request.session.get(CARD, ""))
    if not card:
        return HttpResponseRedirect(reverse("kiosk:self_check"))
    if request.method == "POST":
        return _come_in(request, kiosk, card, _code(request))
    return _show(request, kiosk, "pin")


def _come_in(request: HttpRequest, kiosk: Kiosk, card: str, typed: str) -> HttpResponse:
    request.session.pop(CARD, None)
    try:
        person = identify_reader(kiosk, card=card, pin=typed, by=actor_of_kiosk(kiosk))
    except FirstbellError:
        return _show(request, kiosk, "start", said=Said("paused"), status=422)
    if person is None:
        return _show(request, kiosk, "start", said=Said("unknown_card"), status=422)
    language = _language(request)
    _forget(request)  # and with it the key of the session
    request.session[READER] = person.pk
    spoken = person.language.split("-")[0].lower()
    request.session[LANGUAGE] = spoken if spoken in LANGUAGES else language
    request.session.set_expiry(IDLE_SECONDS + 10)
    return HttpResponseRedirect(reverse("kiosk:self_check_turn"))


@never_cache
def turn(request: HttpRequest) -> HttpResponse:
    """A scan borrows. The answer is the page itself, so that nothing of it has to be remembered."""
    kiosk = _self_check(request)
    person = _reader(request, kiosk)
    if person is None:
        return HttpResponseRedirect(reverse("kiosk:self_check"))
    said = None
    if request.method == "POST" and (code := _code(request)):
        if card_holder(kiosk, code) is not None:  # the one before has walked away, and the next one scans a card
            _forget(request)
            return _begin(request, kiosk, code)
        said = borrow_by_scan(kiosk, person, code=code, language=_language(request), by=actor_of_kiosk(kiosk))
    return _show(request, kiosk, "turn", person=person, said=said)


@never_cache
@require_POST
def renew(request: HttpRequest) -> HttpResponse:
    kiosk = _self_check(request)
    person = _reader(request, kiosk)
    if person is None:
        return HttpResponseRedirect(reverse("kiosk:self_check"))
    code = _code(request)
    loan = int(code) if code.isascii() and code.isdigit() and len(code) < 18 else 0
    language = _language(request)
    said = renew_for_reader(kiosk, person, loan_id=loan, language=language, by=actor_of_kiosk(kiosk))
    return _show(request, kiosk, "turn", person=person, said=said)


@never_cache
def back(request: HttpRequest) -> HttpResponse:
    """Bringing back takes no card, and says nothing of who had it."""
    kiosk = _self_check(request)
    said = None
    if request.method != "POST":
        spoken = _language(request)
        _forget(request)
        request.session[LANGUAGE] = spoken
        request.session.set_expiry(IDLE_SECONDS + 10)
    elif code := _code(request):
        said = bring_back_by_scan(kiosk, code=code, by=actor_of_kiosk(kiosk))
    return _show(request, kiosk, "back", said=said)


@never_cache
@require_POST
def done(request: HttpRequest) -> HttpResponse:
    """What they have, once more; the session is gone already."""
    kiosk = _self_check(request)
    person, spoken = _reader(request, kiosk), _language(request)
    _forget(request)
    if person is None:
        return HttpResponseRedirect(reverse("kiosk:self_check"))
    return _show(request, kiosk, "done", person=person, spoken=spoken)


@never_cache
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """The other language, until the next reader."""
    kiosk = _self_check(request)
    other = "en" if _language(request) == "es" else "es"
    request.session[LANGUAGE] = other
    there = "self_check_turn" if _reader(request, kiosk) is not None else "self_check"
    if there == "self_check":
        return _show(request, kiosk, "start")
    return HttpResponseRedirect(reverse(f"kiosk:{there}"))


def _reader(request: HttpRequest, kiosk: Kiosk) -> Person | None:
    """Who stands here. Every sign of life gives them another minute."""
    pk = request.session.get(READER)
    if pk is None:
        return None
    request.session.set_expiry(IDLE_SECONDS + 10)
    here = Person.objects.visible_to(actor_of_kiosk(kiosk)).current().select_related("organisation")
    return here.filter(pk=pk).first()


def _forget(request: HttpRequest) -> None:
    """Nothing of the last reader is left, not even the language."""
    if request.session.session_key is not None or not request.session.is_empty():
        request.session.flush()


def _code(request: HttpRequest) -> str:
    form = CodeForm(request.POST)
    return str(form.cleaned_data["code"]).strip() if form.is_valid() else ""


def _language(request: HttpRequest) -> str:
    kept = request.session.get(LANGUAGE)
    if kept in LANGUAGES:
        return str(kept)
    return "es" if request.headers.get("Accept-Language", "").lower().startswith("es") else "en"


def _show(
    request: HttpRequest,
    kiosk: Kiosk,
    step: str,
    *,
    person: Person | None = None,
    said: Said | None = None,
    spoken: str = "",
    status: int = 200,
) -> HttpResponse:
    spoken = spoken or _language(request)
    texts = texts_at(kiosk.organisation)
    name = (person.preferred_given_name or person.given_name) if person is not None else ""
    context: dict[str, Any] = {
        "kiosk": kiosk,
        "step": step,
        "language": spoken,
        "LANGUAGE_CODE": spoken,
        "t": texts.words(spoken),
        "hello": texts.say("hello", spoken, name=name),
        "goodbye": texts.say("goodbye", spoken, name=name),
        "own": own_things(kiosk, person, spoken, texts) if person is not None else None,
        "said": texts.say(said.key, spoken, **({"day": said.day} if said.day else {})) if said is not None else "",
        "said_title": said.title if said is not None else "",
        "tone": _TONES[said.is_done] if said is not None else "",
        "idle_seconds": {"start": 0, "done": GOODBYE_SECONDS}.get(step, IDLE_SECONDS),
    }
    return render(request, f"kiosk/self_check_{step}.html", context, status=status)
