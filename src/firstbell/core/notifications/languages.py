"""In which language somebody is written to, and how days, moments and money read in it.

English and Spanish are shipped. Whoever would rather have another language gets English and is told so.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.utils.translation import get_language_info

SHIPPED = {"en": "English", "es": "Español"}
FALLBACK = "en"

_DAYS = {
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "es": ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"),
}
_MONTHS = {
    "en": (
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    ),
    "es": (
        "enero", "febrero", "marzo", "abril", "mayo", "junio",
        "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre",
    ),
}  # fmt: skip

#: What a mail says below its text. ``language`` is the name of the language we do not have.
FOOT = {
    "en": {
        "why": "You get this message because the school has this address for you.",
        "stop": "No more messages of this kind:",
        "sorry": "We can write in English and Spanish only. Please ask the school if you need this in {language}.",
        "open": "Open it in Firstbell:",
    },
    "es": {
        "why": "Recibe este mensaje porque la escuela tiene esta dirección como suya.",
        "stop": "No recibir más mensajes de este tipo:",
        "sorry": "Solo podemos escribir en inglés y español. Si lo necesita en {language}, pregunte en la escuela.",
        "open": "Ábralo en Firstbell:",
    },
}


@dataclass(frozen=True, slots=True)
class Cents:
    """An amount of money."""

    amount: int


@dataclass(frozen=True, slots=True)
class Said:
    """A word of ours in each language."""

    en: str
    es: str


Value = str | dt.date | dt.datetime | Cents | Said


@dataclass(frozen=True, slots=True)
class Spoken:
    """The language to write in, and the tag that was wanted when we do not have it."""

    code: str
    wanted: str = ""


def spoken(tags: Iterable[str]) -> Spoken:
    """The first of these BCP 47 tags that we have; English, with the first tag as wanted, when there is none."""
    asked = [tag for tag in tags if tag]
    for tag in asked:
        base = tag.replace("_", "-").split("-")[0].lower()
        if base in SHIPPED:
            return Spoken(base)
    return Spoken(FALLBACK, asked[0] if asked else "")


def language_name(tag: str) -> str:
    """The language's own name for itself ("Tiếng Việt"), or the tag when nobody knows it."""
    for wish in (tag.lower(), tag.split("-", maxsplit=1)[0].lower()):
        try:
            return str(get_language_info(wish)["name_local"])
        except KeyError:
            continue
    return tag


def written(value: Value, code: str, zone: ZoneInfo) -> str:
    """A value as text in the language. Moments are of the recipient's clock."""
    if isinstance(value, Cents):
        return f"${value.amount / 100:,.2f}"
    if isinstance(value, Said):
        return value.es if code == "es" else value.en
    if isinstance(value, dt.datetime):
        local = value.astimezone(zone)
        return f"{day_text(local.date(), code)}, {time_text(local.time(), code)}"
    if isinstance(value, dt.date):
        return day_text(value, code)
    return value


def day_text(day: dt.date, code: str) -> str:
    """ "Friday, December 4" or "viernes 4 de diciembre"; with the year when it is another one."""
    weekday, month = _DAYS[code][day.weekday()], _MONTHS[code][day.month - 1]
    if code == "es":
        return f"{weekday} {day.day} de {month}" + ("" if _is_near(day) else f" de {day.year}")
    return f"{weekday}, {month} {day.day}" + ("" if _is_near(day) else f", {day.year}")


def time_text(time: dt.time, code: str) -> str:
    hour, half = time.hour % 12 or 12, time.hour >= 12
    mark = ("p. m." if half else "a. m.") if code == "es" else ("PM" if half else "AM")
    return f"{hour}:{time.minute:02} {mark}"


def _is_near(day: dt.date) -> bool:
    """Within half a year a day needs no year."""
    return abs((day - dt.datetime.now(dt.UTC).date()).days) < 183
