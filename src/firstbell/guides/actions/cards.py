"""Cards come with the program, are edited on screen, and keep every version."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone

from firstbell.core.actor import Actor
from firstbell.core.errors import Conflict, Invalid
from firstbell.core.events import change
from firstbell.core.scope import EVERYWHERE
from firstbell.guides.content import CardContent, read, read_text
from firstbell.guides.events import CardSaved, CardSwitched
from firstbell.guides.models import Card, CardVersion
from firstbell.guides.permissions import GuidesPermission
from firstbell.guides.shipped import digest_of, shipped_cards

_PROGRAM = "Firstbell"


@dataclass(frozen=True)
class Loaded:
    """``kept``: edited here, so the program's newer text waits to be looked at."""

    new: int = 0
    renewed: int = 0
    kept: int = 0


def load_shipped_cards(*, by: Actor) -> Loaded:
    """Take in what this version of the program ships. A card that was edited here stays as it is. Run as often as you like.

    Two queries when nothing is new.
    """
    by.require(GuidesPermission.CARD_EDIT)
    known = Card.objects.in_bulk(field_name="code")
    new, renewed, kept = [], [], []
    for content in shipped_cards():
        digest = digest_of(content)
        card = known.get(content.code)
        if card is None:
            new.append(_fill(Card(shipped_digest=digest), content))
        elif card.shipped_digest == digest:
            continue
        elif card.is_ours:
            card.shipped_digest, card.has_news = digest, True
            kept.append(card)
        else:
            card.version += 1
            card.shipped_digest = digest
            renewed.append(_fill(card, content))
    if new or renewed or kept:
        with change(by) as unit:
            Card.objects.bulk_create(new)
            for card in [*renewed, *kept]:
                card.save()
            CardVersion.objects.bulk_create(
                [_version(card, "Shipped with the program", _PROGRAM) for card in [*new, *renewed]]
            )
            for card in [*new, *renewed]:
                unit.publish(CardSaved(subject=card.ref, org_path=EVERYWHERE, note="Shipped with the program"))
    return Loaded(len(new), len(renewed), len(kept))


def save_card(card: Card, *, text: str, note: str = "", seen_version: int, by: Actor) -> Card:
    """Store an edited card as its next version.

    ``text``: YAML. ``seen_version``: the one that was on the author's screen. Raises Invalid with the line that is wrong,
    Conflict when somebody saved in between.
    """
    by.require(GuidesPermission.CARD_EDIT)
    content = read_text(text)
    if content.code != card.code:
        raise Invalid(
            f"The code {content.code} is not this card's.",
            remedy=f"Leave it {card.code}, or add a new card.",
            field="text",
        )
    _check_codes(content)
    with change(by) as unit:
        card = Card.objects.select_for_update().get(pk=card.pk)
        if card.version != seen_version:
            raise Conflict(
                f"Somebody saved version {card.version} meanwhile.",
                remedy="Copy your text, reload, and put your change into the new version.",
            )
        if digest_of(content) == card.digest:
            return card
        old = read(card.content)
        card.version += 1
        card.has_news = False
        _fill(card, content).save()
        _version(card, note, by.name).save()
        unit.publish(
            CardSaved(subject=card.ref, org_path=EVERYWHERE, changes=_differences(old, content), note=note.strip())
        )
    return card


def add_card(*, text: str, by: Actor) -> Card:
    """A card of one's own."""
    by.require(GuidesPermission.CARD_EDIT)
    content = read_text(text)
    if Card.objects.filter(code=content.code).exists():
        raise Conflict(f"There is already a card {content.code}.", remedy="Choose another code.", field="text")
    _check_codes(content)
    with change(by) as unit:
        card = _fill(Card(), content)
        card.save()
        _version(card, "", by.name).save()
        unit.publish(CardSaved(subject=card.ref, org_path=EVERYWHERE))
    return card


def switch_card(card: Card, *, is_active: bool, by: Actor) -> Card:
    """Offer a card, or stop offering it. Walks that are under way go on."""
    by.require(GuidesPermission.CARD_EDIT)
    with change(by) as unit:
        if card.is_active != is_active:
            card.is_active, card.changed_at = is_active, timezone.now()
            card.save(update_fields=["is_active", "changed_at"])
            changes = {"is_active": (not is_active, is_active)}
            unit.publish(CardSwitched(subject=card.ref, org_path=EVERYWHERE, changes=changes))
    return card


def _check_codes(content: CardContent) -> None:
    """Other cards it points at must exist."""
    wanted = {*content.related} | {
        aim
        for question in content.questions
        for answer in question.answers
        if answer.verb == "card"
        for aim in answer.aims
    }
    missing = wanted - {content.code} - set(Card.objects.filter(code__in=wanted).values_list("code", flat=True))
    if missing:
        raise Invalid(f"There is no card {min(missing)}.", remedy="Look at the list of cards.", field="text")


def _fill(card: Card, content: CardContent) -> Card:
    card.code = content.code
    card.title_en, card.title_es = content.title.en, content.title.es
    card.about, card.category, card.symptom = content.about, content.category, content.symptom
    card.is_daily = content.daily
    card.content = content.model_dump(mode="json")
    card.digest = digest_of(content)
    card.checked_on = content.checked
    card.changed_at = timezone.now()
    return card


def _version(card: Card, note: str, author: str) -> CardVersion:
    return CardVersion(
        card=card, number=card.version, content=card.content, note=note.strip()[:300], author=author, at=card.changed_at
    )


def _differences(old: CardContent, new: CardContent) -> dict[str, tuple[object, object]]:
    """For the trail: which parts changed, and how many pieces each has."""
    found: dict[str, tuple[object, object]] = {}
    for name in type(new).model_fields:
        before, after = getattr(old, name), getattr(new, name)
        if before != after:
            is_list = isinstance(after, list)
            found[name] = (
                (f"{len(before)} parts", f"{len(after)} parts") if is_list else (_short(before), _short(after))
            )
    return found


def _short(value: object) -> str:
    return str(getattr(value, "en", value))[:120]
