"""Terminals to test with, and a terminal's side of the line without a socket."""

from __future__ import annotations

from itertools import count
from typing import Any

from firstbell.connectors.sip2.actions import NewPassword, add_terminal
from firstbell.connectors.sip2.codec import checksum_of, read_frame
from firstbell.connectors.sip2.codec.fields import Message
from firstbell.connectors.sip2.codec.wire import decode_response, encode
from firstbell.connectors.sip2.conversation import Conversation
from firstbell.connectors.sip2.models import Terminal
from firstbell.connectors.sip2.office import Office
from firstbell.core.actor import system_actor
from firstbell.people.models import Organisation

_number = count(1)
NOW = "20261126    101500"


def make_terminal(organisation: Organisation, **values: Any) -> NewPassword:
    """Speaks UTF-8, may do what terminals may by default, asks the PIN of whoever has one."""
    number = next(_number)
    others = values.pop("other_types", ())
    given = {"name": f"Self-check {number}", "uid": f"sc{number}", "encoding": "utf-8", **values}
    return add_terminal(organisation, values=given, other_types=others, by=system_actor("tests"))


def sent(body: bytes, sequence: int) -> bytes:
    """A message with its trailer, without the line's end."""
    data = body + b"AY%dAZ" % sequence
    return data + checksum_of(data).encode()


class Machine:
    """Signed in; ``ask(request)`` sends a message as a machine would and gives the answer typed."""

    def __init__(self, made: NewPassword, *, office: Office | None = None, sign_in: bool = True) -> None:
        self.terminal: Terminal = made.terminal
        self.office = office or Office()
        self.talk = Conversation(self.office, "192.0.2.7")
        self.sequence = -1
        if sign_in:
            assert self.say(b"9300CN%b|CO%b|CPdoor|" % (made.terminal.uid.encode(), made.password.encode())) == b"941"

    def say(self, body: bytes) -> bytes:
        """The answer's bytes without trailer and line end."""
        self.sequence = (self.sequence + 1) % 10
        reply = self.talk.reply(sent(body, self.sequence))
        assert reply.data.endswith(b"\r"), reply
        frame = read_frame(reply.data.rstrip(b"\r\n"))
        assert frame.is_intact
        assert frame.sequence == str(self.sequence)
        return frame.command.encode() + frame.body

    def ask(self, request: Message) -> Any:
        charset = self.terminal.encoding
        answer = self.say(encode(request, charset=charset))
        return decode_response(read_frame(answer), charset=charset)
