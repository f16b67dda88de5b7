"""What a card says, as typed data: questions, steps, when to hand over, what to hand over.

The shape of the files in ``cards/`` and of ``CardVersion.content``. :func:`read` is the one way in: it says where a
document is wrong, by the line of the text where there is one.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from firstbell.core.errors import Invalid

Language = Literal["en", "es"]
LANGUAGES: tuple[Language, ...] = ("en", "es")
Who = Literal["student", "teacher", "technician"]
#: Who may do a step may do those of the ones before as well.
AUDIENCES: tuple[Who, ...] = ("student", "teacher", "technician")

About = Literal[
    "chromebook", "ipad", "laptop", "projector", "panel", "board", "doc_camera", "audio", "network", "account", "app",
    "printer", "cart", "test_app", "room", "mail",
]  # fmt: skip
Category = Literal[
    "power", "screen", "input", "touch", "sound", "camera", "network", "filter", "sign_in", "app", "print", "test",
    "update", "damage", "battery", "charge", "cart", "accessibility", "safety", "display", "storage", "room",
]  # fmt: skip
Safety = Literal[
    "battery", "liquid", "ladder", "lamp", "password", "photo", "power", "accommodation", "test_data", "safeguarding"
]
Picture = Literal[
    "", "input_button", "hdmi_cable", "usb_cable", "usb_c_port", "charger", "power_button", "wall_outlet", "volume_keys",
    "headphone_jack", "privacy_switch", "refresh_power", "trackpad", "ethernet_port", "wifi_bars", "remote_batteries",
    "lens", "panel_touch_cable", "frame_edge", "printer_tray", "sd_card", "swollen_case", "cart_switch", "sign_in_screen",
    "address_bar", "quick_settings", "ipad_top_button", "ipad_port", "microphone", "access_point",
]  # fmt: skip
Fixes = Literal[
    "", "user_guidance", "restart", "reenrolled", "cable", "part_replaced", "device_replaced", "account_fixed",
    "policy_changed", "network_fixed", "vendor_fixed",
]  # fmt: skip
Risk = Literal["", "loses_files", "ends_test", "irreversible"]
Team = Literal[
    "technician", "repair", "network", "district", "vendor", "security", "test_coordinator", "safeguarding",
    "facilities", "privacy",
]  # fmt: skip
AtOnce = Literal["", "quarantine", "hold_test", "lost_device"]
Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]
Code = Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9-]{1,9}$")]


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class Words(Part):
    """The same sentence in both languages."""

    en: Annotated[str, Field(min_length=1, max_length=600)]
    es: Annotated[str, Field(min_length=1, max_length=600)]

    def in_(self, language: str) -> str:
        return self.es if language == "es" else self.en


class Sayings(Part):
    """How people put it, for the matcher."""

    en: Annotated[list[str], Field(min_length=1, max_length=60)]
    es: Annotated[list[str], Field(min_length=1, max_length=60)]


class Answer(Part):
    """``then``: next | step:<key> | skip:<key>,… | card:<code> | stop:<escalation>.

    ``unsure``: this is also what “I do not know” means, so that the page does not offer that a second time.
    """

    key: Key
    say: Words
    then: Annotated[str, Field(pattern=r"^(next|(step|stop):[a-z0-9_]+|skip:[a-z0-9_,]+|card:[A-Z0-9-]+)$")] = "next"
    unsure: bool = False

    @property
    def verb(self) -> str:
        return self.then.partition(":")[0]

    @property
    def aims(self) -> list[str]:
        return [one for one in self.then.partition(":")[2].split(",") if one]


class Question(Part):
    key: Key
    ask: Words
    answers: Annotated[list[Answer], Field(min_length=2, max_length=6)]


class Step(Part):
    """``fixes``: what it was, when this helped; "" for a step that prepares or protects and can mend nothing."""

    key: Key
    who: Who
    do: Words
    picture: Picture = ""
    keys: list[Annotated[str, Field(max_length=20)]] = []
    fixes: Fixes = "user_guidance"
    minutes: Annotated[int, Field(ge=0, le=120)] = 1
    risk: Risk = ""


class Escalation(Part):
    key: Key
    when: Words
    to: Team
    urgent: bool = False
    do: AtOnce = ""


class Evidence(Part):
    """``kind``: text | photo | number | yes_no | choice:a|b | auto:<fact the program knows>."""

    key: Key
    what: Words
    kind: Annotated[str, Field(pattern=r"^(text|photo|number|yes_no|choice:.+|auto:[a-z_]+)$")] = "text"

    @property
    def is_known(self) -> bool:
        return self.kind.startswith("auto:")


class CardContent(Part):
    """One card, whole."""

    code: Code
    title: Words
    about: About
    category: Category
    symptom: Annotated[str, Field(max_length=30)] = ""
    daily: bool = False
    """Offered first as long as nothing was counted here."""
    says: Sayings
    safety: list[Safety] = []
    questions: Annotated[list[Question], Field(max_length=3)] = []
    steps: Annotated[list[Step], Field(min_length=1, max_length=10)]
    escalate: Annotated[list[Escalation], Field(min_length=1, max_length=4)]
    evidence: Annotated[list[Evidence], Field(max_length=8)] = []
    related: list[Code] = []
    source: Annotated[str, Field(max_length=300)]
    checked: dt.date
    unsure: list[str] = []
    note: Annotated[str, Field(max_length=2000)] = ""
    """For authors."""

    @model_validator(mode="after")
    def _points_at_what_is_there(self) -> CardContent:
        for name, parts in (("questions", self.questions), ("steps", self.steps), ("escalate", self.escalate),
                            ("evidence", self.evidence)):  # fmt: skip
            keys = [part.key for part in parts]
            twice = sorted({key for key in keys if keys.count(key) > 1})
            if twice:
                raise ValueError(f"{name}: “{twice[0]}” is used twice")
        known = {"step": {s.key for s in self.steps}, "stop": {e.key for e in self.escalate}}
        known["skip"] = known["step"]
        for question in self.questions:
            for answer in question.answers:
                missing = [aim for aim in answer.aims if answer.verb in known and aim not in known[answer.verb]]
                if missing:
                    raise ValueError(f"question {question.key}, answer {answer.key}: there is no “{missing[0]}”")
        return self

    def step(self, key: str) -> Step:
        return next(one for one in self.steps if one.key == key)

    def question(self, key: str) -> Question:
        return next(one for one in self.questions if one.key == key)

    def escalation(self, key: str) -> Escalation:
        return next(one for one in self.escalate if one.key == key)

    def texts(self, language: str) -> Iterator[str]:
        """Everything a person reads, for the reading grade and for search."""
        yield self.title.in_(language)
        for question in self.questions:
            yield question.ask.in_(language)
            yield from (answer.say.in_(language) for answer in question.answers)
        yield from (step.do.in_(language) for step in self.steps)
        yield from (one.when.in_(language) for one in self.escalate)
        yield from (one.what.in_(language) for one in self.evidence)


def read(document: Any) -> CardContent:
    """A card from what a file or the database held. Raises Invalid naming the place that is wrong."""
    try:
        return CardContent.model_validate(document)
    except ValidationError as error:
        raise Invalid(
            _first_fault(error), remedy="Mend it and save again; nothing was changed.", field="text"
        ) from None


def read_text(text: str) -> CardContent:
    """A card from YAML typed on screen. Raises Invalid with the line."""
    if len(text) > 60_000:
        raise Invalid("The card is longer than 60,000 characters.", remedy="Make two cards of it.", field="text")
    try:
        document = yaml.safe_load(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f" Line {mark.line + 1}, column {mark.column + 1}." if mark else ""
        raise Invalid(
            f"This is not YAML: {getattr(error, 'problem', None) or 'it cannot be read'}.{where}",
            remedy="Look for a missing quote, colon or indent there.",
            field="text",
        ) from None
    except RecursionError:
        raise Invalid("The text nests too deeply.", remedy="Start again from the last version.", field="text") from None
    try:
        return CardContent.model_validate(document)
    except ValidationError as error:
        line = _line_of(text, error.errors()[0]["loc"])
        where = f"Line {line}: " if line else ""
        raise Invalid(where + _first_fault(error), remedy="Mend it and save again.", field="text") from None


def as_text(content: CardContent) -> str:
    """YAML as an author likes to read it."""
    document = content.model_dump(mode="json")
    return yaml.safe_dump(document, allow_unicode=True, sort_keys=False, width=110)


def _first_fault(error: ValidationError) -> str:
    first = error.errors()[0]
    where = ".".join(str(part) for part in first["loc"]) or "card"
    said = re.sub(r"^Value error, ", "", str(first["msg"]))
    value = first.get("input")
    shown = f" (it is {str(value)[:60]!r})" if isinstance(value, str | int | float | bool) else ""
    return f"{where}: {said}{shown}."


def _line_of(text: str, path: tuple[int | str, ...]) -> int | None:
    """The line where a path of keys and positions begins, as far as the text has it."""
    node = yaml.compose(text, Loader=yaml.SafeLoader)
    for part in path:
        if isinstance(node, yaml.MappingNode):
            found = next((pair for pair in node.value if pair[0].value == part), None)
            if found is None:
                break
            node = found[1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            node = node.value[part]
        else:
            break
    return None if node is None else int(node.start_mark.line) + 1
