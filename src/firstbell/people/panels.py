"""What the people room says on other pages: the first one, a person's, and an entry of the disclosure log."""

from __future__ import annotations

from typing import Any

from firstbell.core.actor import Actor
from firstbell.core.disclosures import disclosures_about, people_of
from firstbell.core.models import Disclosure
from firstbell.core.panels import Context, Panel, register
from firstbell.core.permissions import CorePermission
from firstbell.people.models import Person
from firstbell.people.permissions import PeoplePermission
from firstbell.people.queries import proposed_withdrawals
from firstbell.people.queries.holds import standing_holds
from firstbell.people.queries.photos import own_photos
from firstbell.people.queries.records import records_in_reach

#: Names shown of an export's people; the rest is a number.
_SHOWN = 50


def home_people(_today: Any, actor: Actor) -> Context | None:
    """People entered by hand and people the roster no longer names, if there are any."""
    provisional = Person.objects.visible_to(actor).filter(is_provisional=True, withdrawn_on=None).count()
    gone = proposed_withdrawals(actor).count()
    return {"provisional": provisional, "gone": gone} if provisional or gone else None


def person_disclosures(person: Person, actor: Actor) -> Context | None:
    """Who got what about this person, the record to hand out or to take, and a hold on it."""
    is_self, path = actor.person_id == person.pk, person.organisation.scope_path
    may_open = actor.can(CorePermission.DISCLOSURE_VIEW, at=path)
    may_hand_out = actor.can(PeoplePermission.RECORD_HAND_OUT, at=path)
    may_hold = actor.can(PeoplePermission.HOLD_SET, at=path)
    if not (is_self or may_open or may_hand_out or may_hold):
        return None
    return {
        "person": person,
        "records": records_in_reach(actor) if is_self else [],
        "may_hand_out": may_hand_out,
        "may_hold": may_hold,
        "hold": standing_holds(person).first() if may_hold else None,
        "title": "Who got data about me" if is_self else "Who got data about this person",
        "whom": "you" if is_self else person.name,
        "disclosures": disclosures_about(person.pk) if is_self or may_open else [],
        "shows_log": is_self or may_open,
        "may_open": may_open,
    }


def family_photos(person: Person, actor: Actor) -> Context | None:
    """On one's own page: whether a photo of oneself or of one's child is kept, and the button for "please not"."""
    if actor.person_id != person.pk:
        return None
    photos = own_photos(actor)
    return {"photos": photos, "me": person, "es": person.language.lower().startswith("es")} if photos else None


def disclosed_people(disclosure: Disclosure, actor: Actor) -> Context | None:
    """The first of the people an export was about, as far as the reader may see them."""
    if not disclosure.people:
        return None
    ids = people_of(disclosure, limit=_SHOWN)
    people = list(Person.objects.visible_to(actor).filter(pk__in=ids))
    return {"people": people, "others": disclosure.people - len(people)}


register(Panel("people.person", "people.disclosures", "people/panel_disclosures.html", person_disclosures, order=90))
register(Panel("people.person", "people.photos", "people/panel_photos.html", family_photos, order=85))
register(Panel("core.disclosure", "people", "people/panel_disclosed.html", disclosed_people))
register(
    Panel("core.home", "people", "people/panel_home.html", home_people, PeoplePermission.PERSON_WITHDRAW, order=40)
)
