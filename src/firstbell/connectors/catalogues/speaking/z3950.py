"""Asking by Z39.50, through ``zoomsh`` of YAZ (https://www.indexdata.com/resources/software/yaz/) where it is installed.

The program is started without a shell and fed line by line: nothing secret stands in the list of processes. It reads
lines of 1,000 bytes and has a command that runs others, so a line that is too long or not printable is never sent: no line
that somebody else thought of can begin in it.
"""

from __future__ import annotations

import os
import re
import select
import shutil
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

from firstbell.connectors.catalogues.speaking.places import address_of
from firstbell.connectors.catalogues.speaking.problems import Unanswered
from firstbell.connectors.catalogues.speaking.sru_answers import marcxml_of
from firstbell.connectors.catalogues.speaking.web import MOST_BYTES, Access
from firstbell.connectors.catalogues.speaking.words import Indexes, by_isbn, by_words, pqf
from firstbell.library.ports import CatalogueQuery

PROGRAM = "zoomsh"
HOW_TO_INSTALL = "Install YAZ on the server: “apt install yaz” on Debian and Ubuntu, “dnf install yaz” on Fedora."
_MOST_LINE = 900
_HITS = re.compile(rb"^[^\n]*: (\d{1,12}) hits$", re.MULTILINE)
_ERROR = re.compile(rb"^[^\n]* error: ([^\n]*)$", re.MULTILINE)
_RECORD = re.compile(rb"^(\d{1,6}) database=[^\n]* syntax=(\S+) schema=[^\n]*\n", re.MULTILINE)
_MARC_END = b"\x1d"


@dataclass(frozen=True, slots=True)
class ZPlace:
    """``syntax`` as YAZ calls it: ``usmarc``, ``xml``."""

    host: str
    port: int
    database: str
    syntax: str
    indexes: Indexes


@dataclass(frozen=True, slots=True)
class ZAnswer:
    """``records``: place in the answer, and the bytes as they came."""

    total: int | None = None
    records: list[tuple[int, bytes]] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


def is_installed() -> bool:
    return shutil.which(PROGRAM) is not None


def search(place: ZPlace, query: CatalogueQuery, access: Access) -> ZAnswer:
    """Ask by ISBN; when that finds nothing, by words. Raises Unanswered."""
    program = shutil.which(PROGRAM)
    if program is None:
        raise Unanswered("Z39.50 needs the program zoomsh, which is not on this server.", HOW_TO_INSTALL)
    questions = [
        pqf(pairs, joined)
        for pairs, joined in ((by_isbn(query, place.indexes), "or"), (by_words(query, place.indexes), "and"))
        if pairs
    ]
    if not questions:
        raise Unanswered(
            "This catalogue is not asked for that: the target names no index for it.",
            "Add one to the target, if it has one.",
        )
    deadline, answer = time.monotonic() + access.seconds, ZAnswer()
    for question in questions:
        if not answer.total:
            answer = read_answer(_run(program, _lines(place, question, query.limit, access), access, deadline))
    return answer


def _lines(place: ZPlace, question: str, limit: int, access: Access) -> bytes:
    address = address_of(place.host, place.port, private=access.private)
    where = f"[{address}]" if ":" in address else address
    lines = [f"set timeout {max(1, int(access.seconds))}", f"set preferredRecordSyntax {place.syntax}"]
    if access.username:
        lines += [f"set user {access.username}", f"set password {access.password}"]
    lines += [f"connect tcp:{where}:{place.port}/{place.database}", f"search {question}", f"show 0 {limit} raw", "quit"]
    for line in lines:
        if not line.isprintable() or len(line.encode()) > _MOST_LINE:
            raise Unanswered("That cannot be asked by Z39.50.", "Look for fewer words.")
    return "".join(f"{line}\n" for line in lines).encode()


def _run(program: str, lines: bytes, access: Access, deadline: float) -> bytes:
    surroundings = {"PATH": os.defpath, "HOME": "/nonexistent", "LC_ALL": "C.UTF-8"}
    process = subprocess.Popen(  # noqa: S603  found on PATH by its fixed name; no shell; lines were judged
        [program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=surroundings, cwd="/"
    )
    try:
        assert process.stdin is not None
        process.stdin.write(lines)
        process.stdin.close()
        return b"".join(_read(process, access, deadline))
    except BrokenPipeError as error:
        raise Unanswered("zoomsh stopped at once.", HOW_TO_INSTALL) from error
    finally:
        process.kill()
        process.wait()


def _read(process: subprocess.Popen[bytes], access: Access, deadline: float) -> Iterator[bytes]:
    assert process.stdout is not None
    size, pipe = 0, process.stdout.fileno()
    while True:
        left = deadline - time.monotonic()
        if left <= 0 or not select.select([pipe], [], [], left)[0]:
            raise Unanswered(
                f"It did not answer within {round(access.seconds, 1):g} seconds.", "Try again, or give it more time."
            )
        block = os.read(pipe, 65536)
        if not block:
            return
        size += len(block)
        if size > MOST_BYTES:
            raise Unanswered(f"It sends more than {MOST_BYTES // 1024 // 1024} MB.", "Ask for fewer records.")
        yield block


def read_answer(said: bytes) -> ZAnswer:
    """What zoomsh printed, as an answer. Raises Unanswered when the catalogue could not be searched."""
    heads = list(_RECORD.finditer(said))
    before = said[: heads[0].start()] if heads else said
    hits = _HITS.search(before)
    problems = list(dict.fromkeys(_words(one) for one in _ERROR.findall(before)))
    if hits is None:
        raise Unanswered("; ".join(problems[:3]) or "It gave no answer.", "Check host, port, database and attributes.")
    answer = ZAnswer(int(hits.group(1)), [], problems)
    at = 0
    for head in heads:
        if head.start() < at:
            continue  # part of a record that only looks like the beginning of one
        place = int(head.group(1)) + 1
        data, at = _record(said, head, head.group(2).lower())
        if data:
            answer.records.append((place, data))
        else:
            answer.errors.append(f"Record {place} is {_words(head.group(2))}, not MARC: choose another record syntax.")
    return answer


def _record(said: bytes, head: re.Match[bytes], syntax: bytes) -> tuple[bytes, int]:
    """The record after its head, and where it ends; empty when it is none."""
    start = head.end()
    if syntax in (b"xml", b"application-xml", b"text-xml"):
        following = _RECORD.search(said, start)
        end = following.start() if following else len(said)
        return marcxml_of(said[start:end].strip()) or b"", end
    length = said[start : start + 5]
    if length.isdigit() and said[start + int(length) - 1 : start + int(length)] == _MARC_END:
        return said[start : start + int(length)], start + int(length)
    end = said.find(_MARC_END, start)
    return (said[start : end + 1], end + 1) if end >= 0 else (b"", start)


def _words(said: bytes) -> str:
    return " ".join(said.decode("utf-8", "replace").replace("\x00", "").split())[:200]
