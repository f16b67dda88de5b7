"""What goes along with the Chromebooks, a camera kit and a microphone kit, a cart that is out, and reservations."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from firstbell.circulation.actions import lend_cart, lend_item, reserve, return_item
from firstbell.circulation.models import Loan
from firstbell.core.actor import Actor
from firstbell.core.errors import FirstbellError
from firstbell.demo.generator import DistrictManifest
from firstbell.inventory.actions import (
    Intake,
    add_item,
    add_kit,
    put_into_kit,
    save_accessory,
    set_model_accessory,
)
from firstbell.inventory.models import DeviceModel, Item, ItemType, Product, Status
from firstbell.people.models import Account, Organisation, Person
from firstbell.people.queries import actor_of_account
from firstbell.rooms.actions.places import add_place
from firstbell.rooms.models import Place
from firstbell.rooms.queries import school_days_of

# (name, kind, price in cents), as the district fee lists of the domain notes 3.4 have them
ACCESSORIES = (
    ("45 W USB-C charger", "charger", 2900),
    ("Sleeve, 11 inch", "case", 1500),
    ("Stylus", "stylus", 2500),
)
# (kit, tag, its parts as (what, role, tag))
KITS = (
    (
        "Camera kit",
        "KIT-0001",
        (
            ("Canon EOS R50 body", "Body", "CAM-0001"),
            ("Lens 18-45 mm", "Lens", "CAM-0002"),
            ("Camera bag", "Bag", "CAM-0003"),
        ),
    ),
    (
        "Podcast kit",
        "KIT-0002",
        (
            ("USB microphone", "Microphone", "POD-0001"),
            ("Table stand", "Stand", "POD-0002"),
            ("Headphones", "", "POD-0003"),
        ),
    ),
)


def make_lending(manifest: DistrictManifest, *, by: Actor) -> None:
    """At the cast's school; the desk's work is Tess's."""
    tess = Account.objects.select_related("person__organisation").get(username=manifest.cast["tess"]["username"])
    assert tess.person is not None
    school, desk = tess.person.organisation, actor_of_account(tess)
    _goes_along(by)
    _kits(school, by)
    cart = _cart(school, by)
    teachers = list(
        Person.objects.filter(organisation=school, memberships__role="teacher").distinct().order_by("pk")[:4]
    )
    _missing_charger(school, desk)
    _promises(school, teachers, cart, desk)


def _goes_along(by: Actor) -> None:
    """Every Chromebook has its charger and sleeve; the convertible ones a stylus."""
    kinds = {one.code: one for one in ItemType.objects.all()}
    made: dict[str, Product] = {}
    for name, kind, cents in ACCESSORIES:
        values = {"name": name, "item_type": kinds[kind], "replacement_cents": cents}
        made[kind] = save_accessory(None, values=values, by=by)
    for model in DeviceModel.objects.filter(category="chromebook"):
        set_model_accessory(model, made["charger"], by=by)
        set_model_accessory(model, made["case"], by=by)
        if "x360" in model.name or "Spin" in model.name or "300e" in model.name:
            set_model_accessory(model, made["stylus"], by=by)


def _kits(school: Organisation, by: Actor) -> None:
    shelf = Place.objects.filter(organisation=school, kind="cabinet").first()
    kind = ItemType.objects.get(code="room-device")
    for name, tag, parts in KITS:
        kit = add_kit(school, name=name, barcode=tag, place=shelf, by=by)
        for what, role, part_tag in parts:
            product, _ = Product.objects.get_or_create(name=what, item_type=kind)
            part = add_item(product, barcode=part_tag, intake=Intake(organisation=school, home=shelf), by=by)
            put_into_kit(kit, part, role=role, by=by)


def _cart(school: Organisation, by: Actor) -> Place:
    """A cart of document cameras, each in its slot."""
    room = Place.objects.filter(organisation=school, room_type="lab").first()
    values = {"name": "Science cart", "kind": "cart", "code": f"{school.identifier[-4:]}-CART-SCI", "capacity": 12}
    cart = add_place(school, values=values | {"parent": room}, by=by)
    kind = ItemType.objects.get(code="cart-device")
    product, _ = Product.objects.get_or_create(name="Document camera", item_type=kind, replacement_cents=8900)
    for slot in range(1, 11):
        intake = Intake(organisation=school, home=cart, home_slot=str(slot))
        add_item(product, barcode=f"SCI-{slot:04}", intake=intake, by=by)
    return cart


def _missing_charger(school: Organisation, desk: Actor) -> None:
    """A loaner that came back without its charger last week."""
    loaner = Item.objects.filter(organisation=school, status=Status.LOANER_AVAILABLE).order_by("-barcode_norm").first()
    student = (
        Person.objects.filter(organisation=school, kind=Person.Kind.STUDENT, held_items=None).order_by("pk").first()
    )
    if loaner is None or student is None:
        return
    try:
        loan = lend_item(
            loaner, to=student, purpose=Loan.Purpose.LOANER, accessories=["charger", "case"],
            override_reason="Demo", by=desk,
        )  # fmt: skip
        return_item(loan, accessories_missing=["charger"], by=desk)
    except FirstbellError:
        return  # e.g. past its update date: the rest of the story is told without it


def _promises(school: Organisation, teachers: list[Person], cart: Place, desk: Actor) -> None:
    """The camera kit waits to be collected today; testing week wants loaners; the science cart is out and promised."""
    today = timezone.localdate()
    days = school_days_of(school, first=today, last=today + dt.timedelta(days=60))
    first = days.next_open(today) or today

    def day(ahead: int) -> dt.date:
        return days.add_open_days(first, ahead) or first

    kits = {one.barcode: one for one in Item.objects.filter(item_type__purpose="kit", organisation=school)}
    lend_cart(cart, to=teachers[0], by=desk)
    reserve(teachers[1], item=kits["KIT-0001"], first_day=day(0), last_day=day(3), reason="Film project", by=desk)
    reserve(teachers[2], item=kits["KIT-0002"], first_day=day(4), last_day=day(6), reason="School radio", by=desk)
    reserve(
        teachers[3],
        item_type=ItemType.objects.get(code="loaner"),
        count=4,
        first_day=day(5),
        last_day=day(9),
        reason="Testing week",
        organisation=school,
        by=desk,
    )
    reserve(teachers[1], cart=cart, first_day=day(7), last_day=day(8), reason="Dissection unit", by=desk)
