"""Reading mail from any bytes: a corpus of broken messages, and whatever hypothesis thinks of."""

from __future__ import annotations

from email import policy
from email.message import Message
from email.parser import BytesParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firstbell.connectors.mail.reading.authentication import findings_of
from firstbell.connectors.mail.reading.bounces import read_bounce
from firstbell.connectors.mail.reading.machines import why_a_machine
from firstbell.connectors.mail.reading.message import ReadMail, Unreadable, fingerprint, read_head, read_mail
from firstbell.connectors.mail.reading.replies import new_words
from firstbell.connectors.mail.reading.texts import decoded, text_of_html

NESTED = b"".join(b'Content-Type: multipart/mixed; boundary="%d"\r\n\r\n--%d\r\n' % (n, n) for n in range(400))
#: name -> (bytes, words that must be found in subject, text or files; None: it is kept aside)
CORPUS: dict[str, tuple[bytes, str | None]] = {
    "empty": (b"", ""),
    "one NUL": (b"\x00", ""),
    "no blank line": (b"Subject: hello", "hello"),
    "only a body": (b"\r\nhello", "hello"),
    "NUL in a header": (b"From: a@b.org\r\nSubject: be\x00fore\r\n\r\nx", "before"),
    "NUL in the body": (b"From: a@b.org\r\n\r\nbe\x00fore", "before"),
    "bare line feeds": (b"From: a@b.org\nSubject: hello\n\nbody", "hello"),
    "bare carriage returns": (b"From: a@b.org\rSubject: hello\r\rbody", ""),
    "raw Latin-1 in a header": (b"From: a@b.org\r\nSubject: Se\xf1or\r\n\r\nx", "Señor"),
    "Latin-1 called UTF-8": (b"Content-Type: text/plain; charset=utf-8\r\n\r\nSe\xf1or", "Señor"),
    "a charset nobody has": (b"Content-Type: text/plain; charset=martian-8\r\n\r\nSe\xc3\xb1or", "Señor"),
    "a charset that is a trap": (b"Content-Type: text/plain; charset=zlib\r\n\r\nhello", "hello"),
    "a charset of NULs": (b'Content-Type: text/plain; charset="\x00"\r\n\r\nhello', "hello"),
    "an encoded word cut off": (b"Subject: =?utf-8?B?SGVsbG8\r\n\r\nx", "=?utf-8"),
    "an encoded word of no charset": (b"Subject: =?martian?Q?Hello?=\r\n\r\nx", "Hello"),
    "encoded words of two charsets": (b"Subject: =?utf-8?Q?Se=C3=B1?= =?iso-8859-1?Q?or_=F1?=\r\n\r\nx", "Señor ñ"),
    "base64 that is none": (b"Content-Transfer-Encoding: base64\r\n\r\n!!!! no base64", ""),
    "base64 cut off": (b"Content-Transfer-Encoding: base64\r\n\r\naGVsbG8gd29ybG", "hello wor"),
    "quoted-printable cut off": (b"Content-Transfer-Encoding: quoted-printable\r\n\r\nhello=3", "hello"),
    "an encoding nobody has": (b"Content-Transfer-Encoding: x-none\r\n\r\nhello", "hello"),
    "multipart without a boundary": (b"Content-Type: multipart/mixed\r\n\r\nhello", ""),
    "multipart of nothing": (b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n', ""),
    "a boundary that never ends": (b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\n\r\nhello', "hello"),
    "a type that is none": (b"Content-Type: ////\r\n\r\nhello", "hello"),
    "nested too deep": (NESTED + b"\r\n\r\nhello", None),
    "a name with a path": (
        b'Content-Type: application/pdf; name="..\\..\\etc/passwd"\r\nContent-Disposition: attachment\r\n\r\nx',
        "passwd",
    ),
    "a name of dots": (b'Content-Disposition: attachment; filename="..."\r\n\r\nx', "file.plain"),
    "a name of percent signs": (b"Content-Disposition: attachment; filename*=utf-8''%E2%82\r\n\r\nx", ""),
    "a name in pieces": (b'Content-Disposition: attachment; filename*0="a"; filename*2="b"\r\n\r\nx', ""),
    "a mail in a mail": (b"Content-Type: message/rfc822\r\n\r\nSubject: inner\r\n\r\nhello", "mail.eml"),
    "a mail in a mail, encoded": (
        b"Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\naGVsbG8=",
        "mail.eml",
    ),
    "a thousand From": (b"From: a@b.org\r\n" * 1000 + b"\r\nhello", "hello"),
    "From without an address": (b"From: the boss\r\n\r\nhello", "hello"),
    "From that never ends": (b"From: " + b"(" * 5000 + b"\r\n\r\nhello", "hello"),
    "a header of a megabyte": (b"Subject: " + b"x" * 1_000_000 + b"\r\n\r\nhello", "xxxx"),
    "a date that is none": (b"Date: yesterday\r\nFrom: a@b.org\r\n\r\nhello", "hello"),
    "direction marks": ("Subject: a\u202egpj.exe\r\n\r\nx".encode(), "agpj.exe"),
    "html without end": (b"Content-Type: text/html\r\n\r\n<div><p>hello<table><td", "hello"),
    "html of scripts": (b"Content-Type: text/html\r\n\r\n<script>hello</script>", ""),
    "html in UTF-16": (b"Content-Type: text/html; charset=utf-16\r\n\r\n" + "<p>hello".encode("utf-16"), "hello"),
}  # fmt: skip


def all_of(read: ReadMail) -> str:
    return "\n".join((read.subject, read.text, *(file.name for file in read.files)))


@pytest.mark.parametrize("name", CORPUS)
def test_broken_mail_is_read_or_refused_in_words(name: str) -> None:
    raw, expected = CORPUS[name]
    assert len(fingerprint(raw)) == 64
    if expected is None:
        with pytest.raises(Unreadable) as refused:
            read_mail(raw, most_files=20)
        assert refused.value.remedy
        return
    read = read_mail(raw, most_files=20)
    assert expected in all_of(read)
    assert "\x00" not in all_of(read)
    all_of(read).encode()  # a lone surrogate would be refused by the database


def broken() -> st.SearchStrategy[bytes]:
    """Pieces of mails in any order, with bytes of any kind between them."""
    pieces = st.sampled_from(
        [
            b"From: ", b"Subject: ", b"a@b.org", b"\r\n", b"\r\n\r\n", b"\n", b"\r", b'Content-Type: multipart/mixed; boundary="b"',
            b"--b", b"--b--", b"Content-Type: text/html", b"Content-Type: message/rfc822", b"Content-Type: multipart/report",
            b"Content-Transfer-Encoding: base64", b"Content-Transfer-Encoding: quoted-printable", b"; charset=", b"utf-7", b"hz",
            b"=?utf-8?B?", b"?=", b"=?", b"Content-Disposition: attachment; filename*0*=", b"Message-ID: <", b">", b"References: <x@y>",
            b"Authentication-Results: mx; dmarc=pass", b"\x00", b"<blockquote>", b"<a href=", b"Content-Type: message/delivery-status",
            b"Action: failed", b"(", b'"', b"\\",
        ]
    )  # fmt: skip
    return st.lists(st.one_of(pieces, st.binary(max_size=40)), max_size=60).map(b"".join)


@settings(max_examples=400, deadline=None)
@given(broken())
def test_no_bytes_crash_the_reading(raw: bytes) -> None:
    head = read_head(raw)
    try:
        read = read_mail(raw, most_files=3)
    except Unreadable:
        return  # kept aside
    assert "\x00" not in all_of(read)
    all_of(read).encode()
    why_a_machine(read.message, sender=read.sender, own=set())
    findings_of(head, server="mx", sender=read.sender)
    read_bounce(read.message)
    new_words(read.text)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=300))
def test_html_never_leaves_a_tag_that_acts(text: str) -> None:
    said = text_of_html(f"<div onclick='x'>{text}<script>evil()</script></div>")
    assert (
        "evil()" not in said or "<" in text
    )  # a tag begun in the text may make words of the next one; words do not act


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(["Yes.", "> quoted", "", "-- ", "On May 1 Tess wrote:", "From: a@b.org", "Sent: now", "____________"]), max_size=12))  # fmt: skip
def test_a_reply_with_words_never_becomes_empty(lines: list[str]) -> None:
    text = "\n".join(lines)
    assert bool(new_words(text)) == bool(text.strip())


REPLIES = {
    "above": ("It works.\n\nOn Mon, May 4, 2026 at 8:15 AM Tess Torres <tess@example.org> wrote:\n> Is it on?\n> T.", "It works."),
    "broken over two lines": ("It works.\n\nOn Mon, May 4, 2026 at 8:15 AM Tess Torres\n<tess@example.org> wrote:\n\n> Is it on?", "It works."),
    "Spanish": ("Funciona.\n\nEl lun, 4 may 2026 a las 8:15, Tess (<tess@example.org>) escribió:\n\n> ¿Está encendido?", "Funciona."),
    "Outlook": ("It works.\n\n________________________________\nFrom: Tess Torres <tess@example.org>\nSent: Monday\nTo: Tia\nSubject: x\n\nIs it on?", "It works."),
    "Outlook in Spanish": ("Funciona.\n\nDe: Tess Torres <tess@example.org>\nEnviado: lunes\nPara: Tia\nAsunto: x\n\n¿?", "Funciona."),
    "original message": ("It works.\n-----Original Message-----\nFrom: Tess\n\nIs it on?", "It works."),
    "below": ("On Monday Tess Torres wrote:\n> Is it on?\n\nIt works.", "It works."),
    "between": ("On Monday Tess wrote:\n> On?\nYes.\n> Lamp?\nGreen.", "> On?\nYes.\n> Lamp?\nGreen."),
    "signature": ("It works.\n-- \nTia Chalk\nRoom 12", "It works."),
    "phone": ("It works.\n\nSent from my iPhone", "It works."),
    "phone in Spanish": ("Funciona.\n\nEnviado desde mi iPhone", "Funciona."),
    "a list with dashes": ("I need:\n--\n- a cable", "I need:"),
    "nothing but history": ("> Is it on?", "> Is it on?"),
    "a name broken over two lines": ("On it.\nOn Mon, May 4, 2026, Tess\nTorres <tess@example.org> wrote:\n> Is it on?", "On it."),
    "an answer that names somebody who wrote": ("Yes.\nTess <tess@example.org> wrote:\n> Is it on?", "Yes."),
    "a From in the middle": ("The label says\nFrom: Acme\nand it is dark.", "The label says\nFrom: Acme\nand it is dark."),
}  # fmt: skip


@pytest.mark.parametrize("name", REPLIES)
def test_a_reply_is_cut_to_what_is_new(name: str) -> None:
    text, expected = REPLIES[name]
    assert new_words(text).strip() == expected


def message(*headers: str) -> Message:
    return BytesParser(policy=policy.compat32).parsebytes("\r\n".join([*headers, "", "x"]).encode())


@pytest.mark.parametrize(
    ("header", "verdict"),
    [
        ("mx.elm; spf=pass; dkim=pass header.d=elm.org; dmarc=pass header.from=elm.org", "passed"),
        ("MX.Elm; dmarc=pass (p=REJECT) header.from=elm.org", "passed"),
        ("mx.elm 1; dkim=pass header.d=elm.org", "passed"),
        ("mx.elm; dkim=pass header.i=@mail.evil.org", "unknown"),
        ("mx.elm; spf=fail; dkim=fail; dmarc=fail header.from=elm.org", "failed"),
        ("mx.elm; spf=softfail", "failed"),
        ("mx.elm; spf=pass smtp.mailfrom=evil.org", "unknown"),
        ("mx.elm; dmarc=pass header.from=evil.org", "unknown"),
        ("mx.evil; dmarc=pass header.from=elm.org", "unknown"),
        ('mx.elm; spf=none smtp.mailfrom="x; dmarc=pass"@evil.org', "unknown"),
        ("mx.elm (mx.elm; dmarc=pass); spf=none", "unknown"),
        ("mx.elm; none", "unknown"),
        ("", "unknown"),
    ],
)
def test_only_the_trusted_server_s_word_counts(header: str, verdict: str) -> None:
    said = message(f"Authentication-Results: {header}")
    assert findings_of(said, server="mx.elm", sender="tia@elm.org").verdict == verdict


def test_only_its_first_word_counts_and_no_word_without_a_server() -> None:
    forged = message(
        "Authentication-Results: mx.elm; dmarc=fail header.from=elm.org",
        "Authentication-Results: mx.elm; dmarc=pass header.from=elm.org",
    )
    assert findings_of(forged, server="mx.elm", sender="tia@elm.org").verdict == "failed"
    assert findings_of(forged, server="", sender="tia@elm.org").verdict == "unknown"


def test_a_thousand_files_and_thirty_megabytes() -> None:
    part = b"--b\r\nContent-Type: image/png\r\nContent-Disposition: attachment; filename=%d.png\r\n\r\n%s\r\n"
    filling = b"x" * 30_000
    raw = b'From: a@b.org\r\nContent-Type: multipart/mixed; boundary="b"\r\n\r\n'
    raw += b"".join(part % (number, filling) for number in range(1000)) + b"--b--\r\n"
    read = read_mail(raw, most_files=20)
    assert (len(read.files), len(read.left_out), len(raw) > 30_000_000) == (20, 980, True)


def test_a_logo_is_left_out_and_a_screenshot_kept() -> None:
    part = b"--b\r\nContent-Type: image/png\r\nContent-ID: <%d>\r\nContent-Disposition: inline; filename=%d.png\r\n\r\n%s\r\n"
    raw = b'Content-Type: multipart/related; boundary="b"\r\n\r\n' + part % (1, 1, b"x") + part % (2, 2, b"x" * 20_000)
    assert [file.name for file in read_mail(raw + b"--b--", most_files=20).files] == ["2.png"]


def test_any_bytes_are_some_text() -> None:
    assert decoded(bytes(range(256)), "ascii")
    assert decoded("ñ".encode(), "latin-1") == "Ã±"
