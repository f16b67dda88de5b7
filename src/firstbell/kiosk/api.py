"""REST for kiosks: list, read, change, revoke; a student's PIN; what self-checks say. A browser becomes one only itself."""

from __future__ import annotations

from typing import Any

from ninja import Query, Status

from firstbell.core.api import ApiRequest, Page, Paging, Router, found, given, paginate
from firstbell.kiosk.actions.kiosks import change_kiosk, revoke_kiosk
from firstbell.kiosk.actions.pins import remove_pin, set_pin
from firstbell.kiosk.actions.texts import save_self_check_words
from firstbell.kiosk.content import LANGUAGES, TEXTS
from firstbell.kiosk.models import Kiosk, Pin
from firstbell.kiosk.permissions import KioskPermission as May
from firstbell.kiosk.queries.texts import texts_at
from firstbell.kiosk.schemas import KioskFilter, KioskOut, KioskPatch, KioskPinIn, SelfCheckTextIn, SelfCheckTextOut
from firstbell.people.models import Organisation, Person
from firstbell.people.queries import schools_for

router = Router(tags=["Kiosks"])


@router.get("/kiosks", response=Page[KioskOut])
def list_kiosks(request: ApiRequest, paging: Query[Paging], asked: Query[KioskFilter]) -> Any:
    """Standing kiosks, or those that are revoked, by name."""
    request.actor.require(May.KIOSK_EDIT)
    rows = Kiosk.objects.visible_to(request.actor).filter(**asked.equals("organisation_id", "use"))
    return paginate(rows.filter(revoked_at__isnull=not asked.is_revoked), paging, order=("name", "pk"))


@router.get("/kiosks/{pk}", response=KioskOut)
def read_kiosk(request: ApiRequest, pk: int) -> Any:
    """One kiosk and when it was last used."""
    return _kiosk(request, pk)


@router.patch("/kiosks/{pk}", response=KioskOut)
def edit_kiosk(request: ApiRequest, pk: int, body: KioskPatch) -> Any:
    """What it is for, and what readers show at a self-check; the browser follows with its next click."""
    kiosk = _kiosk(request, pk)
    named = {name: value for name, value in given(body).items() if value is not None}
    wanted = {"use": kiosk.use, "pin_rule": kiosk.pin_rule} | named
    return change_kiosk(kiosk, **wanted, by=request.actor)


@router.post("/kiosks/{pk}/revoke", response=KioskOut)
def revoke_one_kiosk(request: ApiRequest, pk: int) -> Any:
    """It is an ordinary browser again."""
    return revoke_kiosk(_kiosk(request, pk), by=request.actor)


@router.put("/people/{pk}/kiosk-pin", response={204: None})
def put_kiosk_pin(request: ApiRequest, pk: int, body: KioskPinIn) -> Any:
    """A student's new PIN; a lock is off. It is never told again."""
    set_pin(_student(request, pk), pin=body.pin, by=request.actor)
    return Status(204, None)


@router.delete("/people/{pk}/kiosk-pin", response={204: None})
def delete_kiosk_pin(request: ApiRequest, pk: int) -> Any:
    """Their badge opens nothing at kiosks."""
    pins = Pin.objects.filter(person=_student(request, pk)).select_related("person__organisation")
    for pin in pins:
        remove_pin(pin, by=request.actor)
    return Status(204, None)


@router.get("/organisations/{pk}/self-check-texts", response=list[SelfCheckTextOut])
def list_self_check_texts(request: ApiRequest, pk: int) -> Any:
    """All that readers read at its self-checks, in each language, with whose words they are."""
    where = _place(request, pk)
    said = texts_at(where)
    return [
        {
            "key": key,
            "language": language,
            "text": said.text(key, language),
            "organisation_id": said.said_by.get((key, language)),
        }
        for key in TEXTS
        for language in LANGUAGES
    ]


@router.put("/organisations/{pk}/self-check-texts/{name}", response=list[SelfCheckTextOut])
def put_self_check_text(request: ApiRequest, pk: int, name: str, body: SelfCheckTextIn) -> Any:
    """Say it so at this organisation and below; both languages or neither. The words in braces stay what they are."""
    save_self_check_words(_place(request, pk), name, words={"en": body.en, "es": body.es}, by=request.actor)
    return [one for one in list_self_check_texts(request, pk) if one["key"] == name]


def _kiosk(request: ApiRequest, pk: int) -> Kiosk:
    request.actor.require(May.KIOSK_EDIT)
    kiosk: Kiosk = found(Kiosk.objects.visible_to(request.actor).select_related("organisation", "place"), pk)
    return kiosk


def _student(request: ApiRequest, pk: int) -> Person:
    """Among those the actor sees; whoever is no student gets 409 from the action."""
    request.actor.require(May.PIN_SET)
    scope = request.actor.scope(May.PIN_SET).q("organisation__path")
    people = Person.objects.visible_to(request.actor).filter(scope).select_related("organisation")
    person: Person = found(people, pk)
    return person


def _place(request: ApiRequest, pk: int) -> Organisation:
    request.actor.require(May.TEXT_EDIT)
    where: Organisation = found(schools_for(request.actor, May.TEXT_EDIT), pk)
    return where
