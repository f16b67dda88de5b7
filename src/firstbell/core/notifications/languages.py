"""In which language somebody is written to, and how days, moments and money read in it.

English and Spanish are shipped. Whoever would rather have another language gets English and is told so.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from zoneinfo import ZoneInfo

from django.conf.locale import LANG_INFO
from django.utils.translation import get_language_info

from firstbell.core.folding import fold

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


#: What school systems write instead of a tag: ISO 639-2 (CEDS), and languages of families that Django does not know.
_CODES = {
    "eng": "en", "spa": "es", "ara": "ar", "ben": "bn", "bos": "bs", "bur": "my", "mya": "my", "chi": "zh", "zho": "zh",
    "dut": "nl", "nld": "nl", "fas": "fa", "per": "fa", "fre": "fr", "fra": "fr", "ger": "de", "deu": "de", "guj": "gu",
    "hat": "ht", "hau": "ha", "hin": "hi", "hmn": "hmn", "ita": "it", "jpn": "ja", "khm": "km", "kor": "ko", "kur": "ku",
    "lao": "lo", "nep": "ne", "nav": "nv", "pan": "pa", "pol": "pl", "por": "pt", "pus": "ps", "rus": "ru", "som": "so",
    "swa": "sw", "tgl": "tl", "tir": "ti", "tur": "tr", "ukr": "uk", "urd": "ur", "vie": "vi", "yor": "yo", "amh": "am",
}  # fmt: skip
_NAMES = {
    "am": "አማርኛ", "gu": "ગુજરાતી", "ha": "Hausa", "hmn": "Hmoob", "ht": "Kreyòl ayisyen", "ku": "Kurdî", "lo": "ລາວ",
    "my": "မြန်မာ", "nv": "Diné bizaad", "pa": "ਪੰਜਾਬੀ", "ps": "پښتو", "so": "Soomaali", "ti": "ትግርኛ", "tl": "Tagalog",
    "yo": "Yorùbá", "zh": "中文",
}  # fmt: skip
_ENGLISH = {
    "amharic": "am", "burmese": "my", "chinese": "zh", "gujarati": "gu", "haitian creole": "ht", "hmong": "hmn",
    "lao": "lo", "mandarin": "zh", "cantonese": "zh", "navajo": "nv", "pashto": "ps", "punjabi": "pa", "somali": "so",
    "tagalog": "tl", "tigrinya": "ti", "yoruba": "yo",
}  # fmt: skip


@cache
def _known() -> dict[str, str]:
    """Tags by what may stand for them: folded names in English and their own, and codes of three letters."""
    found: dict[str, str] = {}
    for tag, info in LANG_INFO.items():
        if "name" in info and "-" not in tag:
            found |= {fold(info["name"]): tag, fold(info["name_local"]): tag}
    return found | {fold(name): tag for tag, name in _NAMES.items()} | _ENGLISH | _CODES


def tag_of(said: str) -> str:
    """The BCP 47 tag of what a school system says of a language: “spa”, “Spanish” and “Español” are “es”, “es-MX” stays.
    What nobody knows stays as it is."""
    return _known().get(fold(said).strip(), said.strip())


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
    """The first of these tags (as ``tag_of`` takes them) that we have; English, with the first as wanted, when there is none."""
    asked = [tag_of(tag) for tag in tags if tag]
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
            if wish in _NAMES:
                return _NAMES[wish]
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
