"""Drawn faces for some of the demo's children: nobody real, and friendly enough to tap at a class visit."""

from __future__ import annotations

import io
import random

from PIL import Image, ImageDraw

from firstbell.core.actor import Actor
from firstbell.people.actions.photos import set_photo, set_photo_rule
from firstbell.people.models import Organisation, Person, Section

SKINS = ("#f6d7bf", "#e8b992", "#c98f62", "#a06a43", "#7a4c2e", "#5a3621")
HAIRS = ("#1f1a17", "#3d2a1d", "#6b4423", "#a5682a", "#d7a45a", "#8c2f1b")
SHIRTS = ("#2f7d6d", "#c2573a", "#3c6fb0", "#8a5aa3", "#d09a2b", "#4d7c3a", "#b2476b")
WALLS = ("#dfe8e6", "#efe3cc", "#e4deef", "#f1deda", "#e0e9d2", "#dbe4f0")
#: Every so many children has none, as in life.
WITHOUT = 6
#: Homerooms that have faces; enough for a visit to each grade.
CLASSES = 4
SOURCE = "The demo's school board; the faces are drawn"


def make_portraits(*, by: Actor) -> None:
    """Photos are kept at the elementary school (or the first one), and its homerooms' children have drawn faces."""
    schools = list(Organisation.objects.schools().order_by("name"))
    school = next((one for one in schools if "Elementary" in one.name), schools[0] if schools else None)
    if school is None:
        return
    set_photo_rule(school, keeps=True, source=SOURCE, by=by)
    homerooms = Section.objects.filter(organisation=school, kind=Section.Kind.HOMEROOM, closed_at=None)
    children = Person.objects.current().filter(homeroom__in=homerooms.order_by("title", "pk")[:CLASSES])
    for number, child in enumerate(children.select_related("organisation").order_by("homeroom__title", "pk")):
        if number % WITHOUT != WITHOUT - 1:
            set_photo(child, drawn_face(child.pk), source="drawn", by=by)


def drawn_face(seed: int) -> bytes:
    """A PNG of 480 × 640: a head, hair, eyes, a mouth, a shirt. The same seed is the same face."""
    dice = random.Random(seed)
    face = Image.new("RGB", (480, 640), dice.choice(WALLS))
    pen = ImageDraw.Draw(face)
    skin, hair, shirt = dice.choice(SKINS), dice.choice(HAIRS), dice.choice(SHIRTS)
    wide, tall, ink = dice.randint(116, 136), dice.randint(146, 168), "#2a211c"
    middle = 285
    if dice.random() < 0.45:  # long hair falls behind the head
        pen.rounded_rectangle((240 - wide - 26, middle - tall, 240 + wide + 26, middle + tall + 70), 120, fill=hair)
    pen.rounded_rectangle((60, 500, 420, 760), 120, fill=shirt)
    pen.rounded_rectangle((195, 400, 285, 545), 45, fill=skin)
    for side in (-1, 1):
        pen.ellipse((240 + side * wide - 24, middle - 20, 240 + side * wide + 24, middle + 44), fill=skin)
    pen.ellipse((240 - wide, middle - tall, 240 + wide, middle + tall), fill=skin)
    _hair(pen, dice, hair, (240 - wide, middle - tall, 240 + wide, middle + tall))
    apart = dice.randint(46, 56)
    for side in (-1, 1):
        x = 240 + side * apart
        pen.ellipse((x - 13, middle - 8, x + 13, middle + 18), fill=ink)
        pen.ellipse((x - 8, middle - 4, x, middle + 4), fill="#ffffff")
        pen.arc((x - 24, middle - 48, x + 24, middle - 14), 200, 340, fill=hair, width=8)
    if dice.random() < 0.3:
        for side in (-1, 1):
            x = 240 + side * apart
            pen.ellipse((x - 36, middle - 30, x + 36, middle + 40), outline=ink, width=6)
        pen.line((240 - apart + 36, middle + 2, 240 + apart - 36, middle + 2), fill=ink, width=6)
    smile = dice.randint(38, 58)
    pen.chord((240 - smile, middle + 40, 240 + smile, middle + 40 + smile + 20), 10, 170, fill="#8f2f2f")
    out = io.BytesIO()
    face.save(out, "PNG")
    return out.getvalue()


def _hair(pen: ImageDraw.ImageDraw, dice: random.Random, hair: str, head: tuple[int, int, int, int]) -> None:
    """A cap, a side parting or curls along the top of the head."""
    left, top, right, bottom = head
    line = top + (bottom - top) // dice.choice((3, 4))
    style = dice.choice(("cap", "parting", "curls"))
    pen.chord((left - 14, top - 24, right + 14, 2 * line - top + 40), 180, 360, fill=hair)
    if style == "parting":
        pen.polygon([(left - 10, line - 20), (left + 60, top - 30), (right - 60, line - 30)], fill=hair)
    elif style == "curls":
        for x in range(left, right + 20, 34):
            size = dice.randint(28, 40)
            pen.ellipse((x - size, line - 60 - size // 2, x + size, line - 60 + size), fill=hair)
