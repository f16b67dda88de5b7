"""What is new in a reply: the quoted history and the signature are cut. The source keeps them.

When in doubt a line stays: an answer between the quoted lines, or below them, is never cut.
"""

from __future__ import annotations

import re

_ON = re.compile(r"^(?:On\b.{4,200}\bwrote:|El\b.{4,200}\bescribió:)\s*$", re.IGNORECASE)
_NAMED = re.compile(r"^.{2,120}<[^<>\s]+@[^<>\s]+>\s*(?:wrote|escribió|schrieb|a écrit)\s*:\s*$", re.IGNORECASE)
_ORIGINAL = re.compile(
    r"^\s*-{2,}\s*(?:Original Message|Mensaje original|Mensaje reenviado|Original-Nachricht|Message d'origine)\s*-{2,}\s*$",
    re.IGNORECASE,
)
_FROM = re.compile(r"^\s*\*?(?:From|De)\s*:\*?\s*\S", re.IGNORECASE)
_SENT = re.compile(r"^\s*\*?(?:Sent|Date|Enviado(?: el)?|Fecha)\s*:\*?\s*\S", re.IGNORECASE)
_RULE = re.compile(r"^\s*_{8,}\s*$")
_PHONE = re.compile(
    r"^\s*(?:Sent from my\b|Enviado desde mi\b|Get Outlook for\b|Obtener Outlook para\b|Sent from (?:Mail|Outlook|Yahoo)\b)",
    re.IGNORECASE,
)


def new_words(text: str) -> str:
    """The reply alone; the whole text when nothing would be left."""
    lines = text.replace("\r\n", "\n").split("\n")
    lines = _without_history(lines)
    lines = _without_signature(lines)
    kept = "\n".join(lines).strip()
    return kept or text.strip()


def _without_history(lines: list[str]) -> list[str]:
    for number, line in enumerate(lines):
        if _ORIGINAL.match(line) or _is_outlook_head(lines, number):
            return lines[:number]
        span = _wrote(lines, number)
        if span:
            rest = lines[number + span :]
            after = _after_quotation(rest)
            # Without quote marks nothing tells where the history ends, so it goes to the end.
            return lines[:number] + after if _begins_quoted(rest) else lines[:number]
    return lines[: len(lines) - _quoted_tail(lines)]


def _wrote(lines: list[str], number: int) -> int:
    """How many lines "On Monday Tess wrote:" takes here; mail programs break it into up to three. 0: it is none."""
    for span in (1, 2, 3):
        parts = [part.strip() for part in lines[number : number + span]]
        if len(parts) < span or not all(parts) or any(part.startswith(">") for part in parts):
            return 0
        if _says_wrote(parts):
            return span
    return 0


def _says_wrote(parts: list[str]) -> bool:
    """Broken over lines it has its date in the first: "Yes." above "Tess <t@x.org> wrote:" is an answer and no part of it."""
    joined = " ".join(parts)
    if len(joined) >= 400:
        return False
    if len(parts) == 1:
        return bool(_ON.match(joined) or _NAMED.match(joined))
    later = any(_ON.match(" ".join(parts[number:])) for number in range(1, len(parts)))
    return bool(_ON.match(joined)) and not later and any(char.isdigit() for char in parts[0])


def _is_outlook_head(lines: list[str], number: int) -> bool:
    if _RULE.match(lines[number]):
        following = [line for line in lines[number + 1 : number + 4] if line.strip()]
        return bool(following) and bool(_FROM.match(following[0]))
    return bool(_FROM.match(lines[number])) and any(_SENT.match(line) for line in lines[number + 1 : number + 3])


def _begins_quoted(lines: list[str]) -> bool:
    first = next((line for line in lines if line.strip()), "")
    return first.lstrip().startswith(">")


def _after_quotation(lines: list[str]) -> list[str]:
    """What was written below or between the quoted lines; empty when the quotation goes to the end."""
    own = [line for line in lines if not line.lstrip().startswith(">")]
    if not any(line.strip() for line in own):
        return []
    first = next(n for n, line in enumerate(lines) if line.strip() and not line.lstrip().startswith(">"))
    inline = any(line.lstrip().startswith(">") for line in lines[first:])
    # Answers between the lines make sense only with the lines; below them they stand alone.
    return ["", *(lines if inline else lines[first:])]


def _quoted_tail(lines: list[str]) -> int:
    count = quoted = 0
    for line in reversed(lines):
        if line.lstrip().startswith(">"):
            quoted += 1
        elif line.strip():
            break
        count += 1
    return count if quoted else 0


def _without_signature(lines: list[str]) -> list[str]:
    for number, line in enumerate(lines):
        if line.rstrip("\r") in {"-- ", "--"} and number and any(one.strip() for one in lines[:number]):
            return lines[:number]
    last = len(lines)
    while last and not lines[last - 1].strip():
        last -= 1
    if last > 1 and _PHONE.match(lines[last - 1]):
        return lines[: last - 1]
    return lines
