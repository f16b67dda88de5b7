"""SIP2 as bytes: frames, typed messages, dates and character sets. Knows no database, no network and no clock."""

from firstbell.connectors.sip2.codec.frames import (
    RESEND,
    Frame,
    Splitter,
    Unreadable,
    checksum_of,
    masked,
    read_frame,
    seal,
)
from firstbell.connectors.sip2.codec.wire import decode, encode

__all__ = [
    "RESEND",
    "Frame",
    "Splitter",
    "Unreadable",
    "checksum_of",
    "decode",
    "encode",
    "masked",
    "read_frame",
    "seal",
]
