"""Bytes: golden frames that two independent implementations agree on, lenient reading, and pysip2's codec as a witness."""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import pysip2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pysip2.models import spec_for_id

from firstbell.connectors.sip2.codec import (
    RESEND,
    Splitter,
    Unreadable,
    checksum_of,
    dates,
    decode,
    encode,
    masked,
    read_frame,
    seal,
)
from firstbell.connectors.sip2.codec.charsets import bytes_of
from firstbell.connectors.sip2.codec.fields import Message, layout
from firstbell.connectors.sip2.codec.requests import (
    REQUESTS,
    Checkin,
    Checkout,
    ItemInformation,
    Login,
    PatronInformation,
    RenewAll,
    ScStatus,
)
from firstbell.connectors.sip2.codec.responses import (
    RESPONSES,
    AcsStatus,
    CheckoutResponse,
    ItemInformationResponse,
    LoginResponse,
    PatronInformationResponse,
    RenewResponse,
)
from firstbell.connectors.sip2.codec.wire import decode_response

ZONE = ZoneInfo("America/Chicago")
DAY = "20261124    003048"
#: Frames as an unlike client and server exchanged them, with the message they mean.
GOLDEN: list[tuple[str, Message]] = [
    ("9300CNsc1|COsecret|CPDESK1|AY0AZF5C0", Login(user="sc1", password="secret", location="DESK1")),
    ("941AY0AZFDFD", LoginResponse(ok="1")),
    ("9900802.00AY1AZFCA0", ScStatus()),
    (
        "98YYYYNY03000320261124    0030482.00AOMYLIB|BXYYYNYYYYYYYNNNYY|AY1AZEDF4",
        AcsStatus(
            online="Y", checkin_ok="Y", checkout_ok="Y", renewal_policy="Y", status_update_ok="N", offline_ok="Y",
            timeout="030", retries="003", at=DAY, institution="MYLIB", supported="YYYNYYYYYYYNNNYY",
        ),
    ),
    (
        "6300020261124    003048  Y       AOMYLIB|AAS1001|AD1234|BP1|BQ5|AY2AZEFFC",
        PatronInformation(
            at=DAY, summary="  Y       ", institution="MYLIB", patron="S1001", patron_password="1234", first="1", last="5"
        ),
    ),
    (
        (
            "64              00120261124    003048000100000002000000000000AOMYLIB|AAS1001|AEAna Núñez|BLY|CQY|BHUSD|BV0.00"
            "|AU30001|AU30002|AFGreetings|AY2AZD9E6"
        ),
        PatronInformationResponse(
            at=DAY, holds="0001", charged="0002", institution="MYLIB", patron="S1001", name="Ana Núñez",
            valid_patron="Y", valid_password="Y", currency="USD", fee_amount="0.00",
            charged_items=("30001", "30002"), screen=("Greetings",),
        ),
    ),
    ("1720261124    003048AOMYLIB|AB30001|AY4AZF672", ItemInformation(at=DAY, institution="MYLIB", item="30001")),
    (
        "1803010120261124    003048AB30001|AJHatchet|AY4AZF40D",
        ItemInformationResponse(status="03", security="01", fee_type="01", at=DAY, item="30001", title="Hatchet"),
    ),
    (
        "11NN20261124    00312420261124    003124AOMYLIB|AAS1001|AB30001|AC|AD1234|BON|BIN|AY5AZEB16",
        Checkout(
            at="20261124    003124", nb_due="20261124    003124", institution="MYLIB", patron="S1001", item="30001",
            patron_password="1234", fee_acknowledged="N", cancel="N",
        ),
    ),
    (
        "121NNY20261124    003124AOMYLIB|AAS1001|AB30001|AJHatchet|AH20261215    235900|AY5AZEB2F",
        CheckoutResponse(
            ok="1", desensitize="Y", at="20261124    003124", institution="MYLIB", patron="S1001", item="30001",
            title="Hatchet", due="20261215    235900",
        ),
    ),
    (
        "301YNY20261124    003124AOMYLIB|AAS1001|AB30001|AJHatchet|AH20261222    235900|AY6AZEB25",
        RenewResponse(
            ok="1", renewal_ok="Y", desensitize="Y", at="20261124    003124", institution="MYLIB", patron="S1001",
            item="30001", title="Hatchet", due="20261222    235900",
        ),
    ),
    (
        "09N20160419    12200820160419    122008APReading Room 1|AO830|AB830$28170815|AC|AY2AZEB80",
        Checkin(
            at="20160419    122008", returned_at="20160419    122008", location="Reading Room 1", institution="830",
            item="830$28170815",
        ),
    ),
]  # fmt: skip


@pytest.mark.parametrize(("line", "message"), GOLDEN, ids=[line[:2] for line, _ in GOLDEN])
def test_golden_frames_both_ways(line: str, message: Message) -> None:
    data = line.encode()
    frame = read_frame(data)
    assert frame.is_intact
    read = decode if frame.command in REQUESTS else decode_response
    assert read(frame, charset="utf-8") == message
    assert seal(encode(message, charset="utf-8"), sequence=frame.sequence, has_checksum=True) == data + b"\r"


def test_golden_checksums() -> None:
    line = b"09N20160419    12171320160419    121713APReading Room 1|AO830|AB830$28170815|AC|AY2AZ"
    assert checksum_of(line) == "EB7C"
    assert (checksum_of(b"96AZ"), checksum_of(b"97AZ")) == ("FEF6", "FEF5")
    assert RESEND == b"96AZFEF6"
    assert read_frame(b"97AZfef5").is_intact  # lower case is accepted
    assert not read_frame(b"9900802.00AY1AZFCA1").is_intact


@pytest.mark.parametrize(
    ("line", "patron"),
    [
        ("65AOX|AAS1|AC|", "S1"),  # Sip2 1.1 leaves the date out
        ("6520261124    003048AOX|AAS1|", "S1"),
        ("6520261124    003048AAS1|ZZwhat|AOX|", "S1"),  # any order, unknown ids
        ("6520261124    003048AOX|AAS1", "S1"),  # the last bar is missing
        ("6520261124    003048AOX|AAS1AY3AZ0000", "S1"),
        ("6520261124    003048AOX|AAS1|AAS2|", "S1"),  # of one that comes twice the first counts
        ("65                  AOX|", ""),
    ],
)
def test_reads_leniently(line: str, patron: str) -> None:
    found = decode(read_frame(line.encode()))
    assert isinstance(found, RenewAll)
    assert (found.patron, found.institution) == (patron, "X")


def test_a_blank_due_date_and_a_date_that_is_none() -> None:
    found = decode(read_frame(b"11YN20261124    101112" + b" " * 18 + b"AOX|AAS1|AB1|AC|"))
    assert isinstance(found, Checkout)
    assert dates.read(found.nb_due, ZONE) is None
    assert dates.read("20261332    250000", ZONE) is None
    assert dates.read("20261124    101112", ZONE) == dt.datetime(2026, 11, 24, 16, 11, 12, tzinfo=dt.UTC)
    assert dates.read("20261124   Z101112", ZONE) == dt.datetime(2026, 11, 24, 10, 11, 12, tzinfo=dt.UTC)
    assert dates.written(dt.datetime(2026, 11, 24, 16, 11, 12, tzinfo=dt.UTC), ZONE) == "20261124    101112"


@pytest.mark.parametrize("line", [b"", b"9", b"x9", b"\xff\xff", b"77AOx|", b"1720261124", b"11YN"])
def test_what_is_no_message_is_said_to_be_none(line: bytes) -> None:
    with pytest.raises(Unreadable):
        decode(read_frame(line))


@pytest.mark.parametrize(
    ("text", "charset", "data"),
    [
        ("Ana Núñez", "cp850", b"Ana N\xa3\xa4ez"),
        ("Ana Núñez", "latin-1", b"Ana N\xfa\xf1ez"),
        ("Ana Núñez", "ascii", b"Ana Nunez"),
        ("Søren “Æ” – Łódź…", "ascii", b'Soren "AE" - Lodz...'),
        ("一", "latin-1", b"?"),
        ("this | that\r\n\x00", "utf-8", b"this   that   "),
        ("ñ" * 200, "utf-8", "ñ".encode() * 127),  # 255 bytes, and no half letter
    ],
)
def test_text_in_a_terminals_letters(text: str, charset: str, data: bytes) -> None:
    assert bytes_of(text, charset) == data


def test_lines_out_of_a_stream() -> None:
    splitter = Splitter()
    assert [line for byte in b"17a|\r" for line in splitter.feed(bytes([byte]))] == [b"17a|"]
    assert splitter.feed(b"\n97AZFEF5\r\n23x|\r\n\r09") == [b"97AZFEF5", b"23x|"]
    assert splitter.is_within_line
    assert splitter.feed(b"N|\n") == [b"09N|"]
    assert splitter.feed(b"x" * 10_000) == []
    assert splitter.skipped == 10_000 - 1
    assert splitter.feed(b"\r17b|\r") == [b"", b"17b|"]


def test_a_log_names_nobody_and_nothing() -> None:
    line = b"11NN20261124    00312420261124    003124AOMYLIB|AAS1001|AB30001|AC|AD1234|AY5AZEB16"
    assert masked(line) == "11 (83 bytes) .. AA AB AC AD AY"


@settings(max_examples=80, deadline=None)
@given(st.binary(max_size=200), st.sampled_from(["cp850", "latin-1", "utf-8", "ascii"]))
def test_no_bytes_break_the_reader(data: bytes, charset: str) -> None:
    for line in Splitter().feed(data + b"\r"):
        masked(line)
        try:
            decode(read_frame(line), charset=charset)
        except Unreadable:
            pass


VALUE = st.text(st.characters(codec="cp850", exclude_categories=["C"], exclude_characters="|"), max_size=40)
LATER_THAN_PYSIP2 = {"CR", "CS", "CT", "CV"}


@cache
def taken_by_pysip2(code: str) -> dict[str, str]:
    """By our place or id of a field, the pattern that pysip2 wants; it is narrower than the protocol."""
    spec = spec_for_id(code)
    info: Any = msgspec.inspect.type_info(spec.struct_type)
    types = {field.name: field.type for field in info.fields}
    found, place = {}, 0
    for field in spec.fields:
        kind: Any = types[field.name]
        kinds = getattr(kind, "types", (kind,))
        pattern = next((one.pattern for one in kinds if getattr(one, "pattern", None)), None)
        if field.field_id is None:
            found[str(place)] = pattern or f"[A-Z0-9]{{{field.width}}}"
            place += 1
        elif pattern:
            found[field.field_id] = pattern
    return found


@st.composite
def messages(draw: st.DrawFn) -> Message:
    kind = draw(st.sampled_from([one for one in (*REQUESTS.values(), *RESPONSES.values()) if one.code != "97"]))
    places, names = layout(kind)
    wanted = taken_by_pysip2(kind.code)
    values: dict[str, Any] = {place.name: draw(_matching(wanted[str(number)])) for number, place in enumerate(places)}
    for name in names:
        if name.id in LATER_THAN_PYSIP2:
            continue
        one = _matching(wanted[name.id]) if name.id in wanted else VALUE
        if name.is_many:
            values[name.name] = tuple(draw(st.lists(VALUE, max_size=3)))
        elif name.is_required or draw(st.booleans()):
            values[name.name] = draw(one)
    return kind(**values)


@cache
def _matching(pattern: str) -> st.SearchStrategy[str]:
    return st.from_regex(
        pattern.removeprefix("^").removesuffix("$"), fullmatch=True, alphabet=st.characters(codec="ascii")
    )


@settings(max_examples=80, deadline=None)
@given(messages(), st.integers(0, 9))
def test_pysip2_reads_what_we_write_and_writes_what_we_read(message: Message, sequence: int) -> None:
    data = seal(encode(message, charset="cp850"), sequence=str(sequence), has_checksum=True)
    theirs = pysip2.decode_message(data, encoding="cp850")
    assert theirs.sequence_number == sequence
    back = pysip2.encode_message(theirs.message, sequence_number=sequence, checksum=True, encoding="cp850")
    frame = read_frame(back.rstrip(b"\r"))
    assert frame.is_intact
    read = decode if message.code in REQUESTS else decode_response
    assert read(frame, charset="cp850") == message
