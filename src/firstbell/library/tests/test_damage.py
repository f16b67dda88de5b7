"""Damaged files: what becomes of each kind of damage, checked against other readers, and thousands of damages at random.

The verdicts in :data:`DAMAGES` say what we do, and what yaz-marcdump (where it is installed) makes of the same bytes: a reader
that nobody here has written. More cases than the suite has time for: ``FIRSTBELL_DAMAGES=10000 make test ARGS="-k test_damage"``.
"""

from __future__ import annotations

import io
import os
import random
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from firstbell.library.marc.checking import check_record
from firstbell.library.marc.codec import read_record
from firstbell.library.marc.framing import frames
from firstbell.library.marc.record import Form, Unreadable
from firstbell.library.marc.saying import derived
from firstbell.library.marc.writing import write_iso2709, write_json, write_mrk, write_xml
from firstbell.library.tests.records import book, codes, counted, load
from firstbell.people.tests.factories import make_cast

GOOD = write_iso2709(book("Hatchet /", leader="00000cam a2200000 a 4500"))
NEXT = write_iso2709(book("Brian's winter /", number="ocm00000002", isbn="0385321988"))
TITLE = GOOD.index(b"Hatchet")
BASE = int(GOOD[12:17])
CASES = int(os.environ.get("FIRSTBELL_DAMAGES", "50"))


class Damage(NamedTuple):
    """``ours``: the codes of what we remark of the first record, ``!`` before the code of one that is kept aside.

    ``yaz``: whether yaz-marcdump finds the titles of (the damaged record, the one behind it).
    """

    hurt: Callable[[bytes], bytes]
    ours: set[str]
    yaz: tuple[bool, bool]


def put(place: int, new: bytes) -> Callable[[bytes], bytes]:
    return lambda data: data[:place] + new + data[place + len(new) :]


def swapped(data: bytes) -> bytes:
    """The directory's numbers of the first two fields stand at one another's."""
    return data[:27] + data[39:48] + data[36:39] + data[27:36] + data[48:]


DAMAGES = {
    "nothing": Damage(bytes, set(), (True, True)),
    "a length below 24": Damage(put(0, b"00010"), {"wrong_length"}, (False, False)),
    "letters for a length": Damage(put(0, b"ABCDE"), {"wrong_length"}, (False, False)),
    "a length that is too long": Damage(put(0, b"00500"), {"wrong_length"}, (True, False)),
    "a base address below 24": Damage(put(12, b"00010"), {"salvaged"}, (False, True)),
    "letters for a base address": Damage(put(12, b"XXXXX"), {"salvaged"}, (False, True)),
    "a base address past the end": Damage(put(12, b"99999"), {"salvaged"}, (False, True)),
    "an indicator count of 9": Damage(put(10, b"9"), {"bad_value"}, (False, True)),
    "letters in the directory": Damage(put(27, b"x"), {"salvaged"}, (False, True)),
    "numbers of the directory exchanged": Damage(swapped, set(), (True, True)),
    "a field past the end": Damage(put(27, b"9999"), {"salvaged"}, (False, True)),
    "bytes that are no UTF-8": Damage(put(TITLE, b"\xc3\xa9\xff"), {"bad_bytes", "lost_letters"}, (False, True)),
    "one byte of Latin-1": Damage(put(TITLE, b"\xe9"), {"encoding"}, (False, True)),
    "a line end inside": Damage(lambda data: data[:TITLE] + b"\n" + data[TITLE:], {"repaired"}, (True, True)),
    "no end mark": Damage(lambda data: data[:-1], {"repaired"}, (True, False)),
    "cut in the middle": Damage(lambda data: data[: TITLE + 4], {"!broken"}, (False, False)),
    "cut within its leader": Damage(lambda data: data[:20], {"!broken"}, (False, False)),
    "an end mark inside a field": Damage(put(TITLE + 2, b"\x1d"), {"repaired"}, (False, True)),
    "no field mark at all": Damage(lambda data: data.replace(b"\x1e", b" "), {"!no_fields"}, (True, True)),
}  # fmt: skip


def outcome(data: bytes) -> tuple[set[str], list[str]]:
    """What is said of the first record, and the titles that can be read in the file."""
    said: set[str] = set()
    titles: list[str] = []
    first = True
    for frame in frames(io.BytesIO(data), Form.ISO2709):
        if frame.is_filler:
            continue
        if frame.problem:
            said |= {"!broken"} if first else set()
        else:
            try:
                record = read_record(frame.data, frame.form)
            except Unreadable as problem:
                said |= {f"!{problem.code}"} if first else set()
            else:
                found = {one.code for one in (*record.remarks, *check_record(record))}
                said |= (found | ({"repaired"} if frame.repaired else set())) if first else set()
                titles.append(derived(record).full_title)
        first = False
    return said, titles


@pytest.mark.parametrize("name", list(DAMAGES))
def test_a_damaged_record_is_named_and_the_next_one_lands(name: str) -> None:
    damage = DAMAGES[name]
    said, titles = outcome(damage.hurt(GOOD) + NEXT)
    assert said == damage.ours
    assert titles[-1] == "Brian's winter"
    assert len(titles) == (1 if any(code.startswith("!") for code in said) else 2)


@pytest.mark.skipif(shutil.which("yaz-marcdump") is None, reason="yaz is not installed")
def test_another_reader_finds_no_more_than_we_do(tmp_path: Path) -> None:
    """Where yaz reads a title, it is the one we read; what it makes of each damage stands in the table."""
    path = tmp_path / "damaged.mrc"
    for name, damage in DAMAGES.items():
        path.write_bytes(damage.hurt(GOOD) + NEXT)
        told = subprocess.run(
            ["yaz-marcdump", "-f", "utf-8", "-t", "utf-8", str(path)], capture_output=True, check=False
        )
        text = told.stdout.decode("utf-8", "replace")
        assert ("chet" in text, "winter" in text) == damage.yaz, name
        _, titles = outcome(path.read_bytes())
        if name != "no field mark at all":  # yaz shows it as one field of rubbish
            assert not damage.yaz[0] or "Hatchet" in titles, name


@pytest.mark.django_db
def test_a_load_says_where_the_damage_is_and_what_to_do() -> None:
    """Each with its file, the number of its record, the byte where it begins, what and what now."""
    cast = make_cast()
    hurt = (DAMAGES[name].hurt(GOOD) for name in ("bytes that are no UTF-8", "no field mark at all"))
    run = load(NEXT + b"".join(hurt), cast, filename="gift.mrc")
    assert (run.state, counted(run)) == ("applied", {"new": 2, "quarantined": 1})
    assert {"bad_bytes", "no_fields"} <= set(codes(run))
    letters, fields = run.issues.get(code="bad_bytes"), run.issues.get(code="no_fields")
    assert (letters.file, letters.line, letters.column, letters.value) == ("gift.mrc", 2, "245", f"byte {len(NEXT):,}")
    start = len(NEXT) + len(GOOD)
    assert (fields.file, fields.line, fields.value) == ("gift.mrc", 3, f"byte {start:,}")
    assert all(one.message and one.todo for one in run.issues.all())


def mutated(draw: random.Random, data: bytes) -> bytes:
    """One to four damages of the kinds that happen to files."""
    bent = bytearray(data)
    for _ in range(draw.randrange(1, 5)):
        at = draw.randrange(len(bent)) if bent else 0
        kind = draw.randrange(9)
        if kind == 0 and bent:
            bent[at] ^= 1 << draw.randrange(8)
        elif kind == 1:
            del bent[at:]
        elif kind == 2:
            bent[at:at] = draw.choice((b"\n", b"\r\n", b"\x00", b"\x1a"))
        elif kind == 3:
            bent[at:at] = draw.choice((b"\x1d", b"\x1e", b"\x1f"))
        elif kind == 4 and len(bent) > 17:
            bent[0:5], bent[12:17] = bent[12:17], bent[0:5]
        elif kind == 5 and len(bent) > 10:
            bent[9] = draw.choice(b"a #b\xff")
        elif kind == 6:
            del bent[at : at + draw.randrange(1, 30)]
        elif kind == 7:
            bent[at:at] = bytes(draw.randrange(256) for _ in range(draw.randrange(1, 30)))
        elif len(bent) > 60:
            bent[27:36], bent[39:48] = bent[39:48], bent[27:36]
    return bytes(bent)


def files() -> dict[Form, bytes]:
    record, other = read_record(GOOD), read_record(NEXT)
    return {
        Form.ISO2709: GOOD + NEXT,
        Form.MARCXML: f"<collection>{write_xml(record)}{write_xml(other)}</collection>".encode(),
        Form.JSON: f"[{write_json(record)},{write_json(other)}]".encode(),
        Form.MRK: f"{write_mrk(record)}\n{write_mrk(other)}".encode(),
    }


def test_no_damage_crashes_a_reader_and_every_byte_is_accounted_for() -> None:
    draw = random.Random(20261126)
    whole = files()
    for case in range(CASES):
        form = draw.choice(list(whole))
        data = mutated(draw, whole[form])
        found = list(frames(io.BytesIO(data), form))
        assert b"".join(one.original for one in found) == data, case
        assert [one.offset for one in found] == [sum(len(x.original) for x in found[:n]) for n in range(len(found))]
        for one in found:
            if not one.is_filler and not one.problem:
                try:
                    record = read_record(one.data, one.form)
                except Unreadable:
                    continue
                check_record(record)
                derived(record)
