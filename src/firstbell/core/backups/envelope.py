"""An encrypted envelope around a file: passphrase → scrypt → AES-256-GCM in chunks, streamed both ways.

Layout: one line ``FIRSTBELL-ENVELOPE 1``, one line of JSON (scrypt's parameters and salt, the chunk size, a nonce prefix
and a check value), then chunks. Each chunk is ``chunk`` bytes of plain text (the last may be shorter) and a tag of 16. A
chunk's nonce is the prefix, its number and whether it is the last (the STREAM construction, https://eprint.iacr.org/2015/189),
so a chunk that is missing, moved or cut off is noticed. The header is authenticated with every chunk. The check value is
a hash of key material that encrypts nothing: it tells a wrong passphrase from damage.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import struct
from typing import IO, Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from firstbell.core.errors import Invalid

MAGIC = b"FIRSTBELL-ENVELOPE 1\n"
CHUNK = 1024 * 1024
TAG = 16
_PREFIX = 7
#: 64 MB and a fraction of a second for one guess (RFC 7914 names the parameters).
COST = 2**16
#: What a header may ask of us; a forged one must not fill the memory.
MOST_COST, MOST_HEADER = 2**18, 4096
SHORTEST_PASSPHRASE = 12


def is_envelope(head: bytes) -> bool:
    return head.startswith(MAGIC)


def checked_passphrase(passphrase: str) -> str:
    """Raises Invalid when it is too short to keep anything."""
    if len(passphrase) < SHORTEST_PASSPHRASE:
        raise Invalid(
            f"The passphrase has fewer than {SHORTEST_PASSPHRASE} characters.",
            remedy="Take four random words; write them down somewhere else.",
        )
    return passphrase


class SealingWriter:
    """A file to write to: what is written comes out encrypted. ``close()`` writes the last chunk."""

    def __init__(self, target: IO[bytes], passphrase: str, *, cost: int = COST) -> None:
        salt, self._prefix = os.urandom(16), os.urandom(_PREFIX)
        key, check = _keys(passphrase, salt, cost)
        header = {
            "n": cost,
            "r": 8,
            "p": 1,
            "salt": _text(salt),
            "nonce": _text(self._prefix),
            "chunk": CHUNK,
            "check": check,
        }
        self._head = MAGIC + json.dumps(header, sort_keys=True).encode() + b"\n"
        target.write(self._head)
        self._target, self._cipher, self._waiting, self._number = target, AESGCM(key), bytearray(), 0

    def write(self, data: bytes) -> int:
        self._waiting += data
        while len(self._waiting) > CHUNK:  # the last chunk is written by close(), which knows it for the last
            self._seal(bytes(self._waiting[:CHUNK]), is_last=False)
            del self._waiting[:CHUNK]
        return len(data)

    def flush(self) -> None:
        """Chunks go out as they fill."""

    def close(self) -> None:
        self._seal(bytes(self._waiting), is_last=True)
        self._waiting.clear()

    def _seal(self, plain: bytes, *, is_last: bool) -> None:
        nonce = _nonce(self._prefix, self._number, is_last)
        self._target.write(self._cipher.encrypt(nonce, plain, self._head))
        self._number += 1


def open_envelope(source: IO[bytes], target: IO[bytes], passphrase: str) -> None:
    """Decrypt ``source`` into ``target``. Raises Invalid: wrong passphrase, damaged, or cut off."""
    head, header = _header(source)
    key, check = _keys(passphrase, header["salt"], header["n"])
    if check != header["check"]:
        raise Invalid("The passphrase is not the one this backup was made with.", remedy="Try again; case counts.")
    cipher, prefix, size = AESGCM(key), header["nonce"], int(header["chunk"])
    number, sealed = 0, source.read(size + TAG)
    while True:
        following = source.read(size + TAG)
        try:
            target.write(cipher.decrypt(_nonce(prefix, number, not following), sealed, head))
        except InvalidTag:
            raise Invalid(
                f"The backup is damaged or cut off, at about {number * size / 1e6:,.0f} MB.",
                remedy="Take another copy of the file, or an older backup.",
            ) from None
        if not following:
            return
        number, sealed = number + 1, following


def _header(source: IO[bytes]) -> tuple[bytes, dict[str, Any]]:
    magic, line = source.read(len(MAGIC)), source.readline(MOST_HEADER)
    header: dict[str, Any] = {}
    try:
        header = json.loads(line)
        header |= {name: base64.b64decode(header[name], validate=True) for name in ("salt", "nonce")}
        fits = (
            magic == MAGIC
            and header.keys() == {"n", "r", "p", "salt", "nonce", "chunk", "check"}
            and (header["r"], header["p"]) == (8, 1)
            and 2 <= header["n"] <= MOST_COST
            and header["n"].bit_count() == 1
            and len(header["nonce"]) == _PREFIX
            and 0 < header["chunk"] <= 64 * CHUNK
        )
    except (ValueError, AttributeError, TypeError, KeyError):
        fits = False
    if not fits:
        raise Invalid("The head of this backup is damaged.", remedy="Take another copy of the file.")
    return magic + line, header


def _keys(passphrase: str, salt: bytes, cost: int) -> tuple[bytes, str]:
    material = Scrypt(salt=salt, length=64, n=cost, r=8, p=1).derive(passphrase.encode())
    return material[:32], hashlib.sha256(material[32:]).hexdigest()[:32]


def _nonce(prefix: bytes, number: int, is_last: bool) -> bytes:
    return prefix + struct.pack(">I?", number, is_last)


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()
