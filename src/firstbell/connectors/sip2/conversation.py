"""One connection's side of the protocol: lines in, lines out. Knows no socket; works in a thread, one line at a time.

Sign-in comes first. A line that came twice in a row is answered twice and done once; 97 repeats the last answer byte for byte;
a line that does not add up is asked for again (96). Where something is wrong with us, the terminal gets a plain no.
"""

from __future__ import annotations

import hmac
import logging
import time
import traceback
from dataclasses import dataclass

from django.db import DatabaseError, InterfaceError

from firstbell.connectors.sip2.actions import note_problem
from firstbell.connectors.sip2.actions._digests import digest_of
from firstbell.connectors.sip2.answers import Session, answer, no
from firstbell.connectors.sip2.codec import RESEND, Frame, Unreadable, decode, encode, masked, read_frame, seal
from firstbell.connectors.sip2.codec.requests import Login, Request
from firstbell.connectors.sip2.codec.responses import LoginResponse, Response
from firstbell.connectors.sip2.models import DayCount, Terminal
from firstbell.connectors.sip2.office import WAIT_SECONDS, Office
from firstbell.core.actor import system_actor
from firstbell.core.errors import FirstbellError
from firstbell.core.kept import kept
from firstbell.core.single import single

log = logging.getLogger("firstbell.sip2")

#: Messages that change something: sent again over a new connection, they are not done again.
CHANGES = frozenset({"01", "09", "11", "15", "19", "25", "29", "37", "65"})
MOST_UNREADABLE = 20
"""In a row; then the line is broken, or somebody plays, and we hang up."""
READ_AGAIN_SECONDS = 60.0
_TERMINALS = Terminal.objects.select_related("organisation", "place")
_BEFORE_SIGN_IN = "latin-1"
_PLAIN = "0"


def changes(line: bytes) -> bool:
    """Whether a line is likely to write: by its number, which may stand behind rubbish that is skipped later."""
    return line.lstrip(b"\r\n\x00 ")[:2].decode("latin-1") in CHANGES


@dataclass(frozen=True, slots=True)
class Reply:
    """What goes back, and whether we hang up afterwards."""

    data: bytes
    is_last: bool = False


class Conversation:
    """``reply(line)`` for each line of this connection, then ``close()``."""

    def __init__(self, office: Office, address: str) -> None:
        self._office = office
        self._address = address
        self._session = Session()
        self._terminal: Terminal | None = None
        self._last_line = b""
        self._last_reply = b""
        self._unreadable = 0
        self._mark: object = None
        self._read_at = 0.0

    @property
    def is_signed_in(self) -> bool:
        return self._terminal is not None

    def close(self) -> None:
        if self._terminal is not None:
            self._office.leave(self._terminal.pk)
            self._terminal = None

    def reply(self, line: bytes) -> Reply:
        """The answer to a line. An empty line is one that was too long. Never raises for anything a terminal can send."""
        log.debug("%s: %s", self._address, masked(line))
        try:
            return self._reply(line)
        except (DatabaseError, InterfaceError, OSError) as error:
            # Hanging up has the terminal go offline, and send again later: better than a no that is none.
            log.error("The database is away: %s", type(error).__name__)
            return Reply(b"", is_last=True)

    def _reply(self, line: bytes) -> Reply:
        try:
            frame = read_frame(line)
            if not frame.is_intact:
                raise Unreadable("its checksum does not add up")
            if frame.command == "97":
                return self._repeat()
            if self._is_repeated(line, frame):
                return Reply(self._last_reply)
            if not self._is_still_welcome():
                return Reply(b"", is_last=True)
            request = self._read(frame)
        except Unreadable as problem:
            return self._ask_again(str(problem))
        self._unreadable = 0
        return self._handled(request, frame, line)

    def _handled(self, request: Request, frame: Frame, line: bytes) -> Reply:
        if isinstance(request, Login):
            return self._sign_in(request, frame, line)
        if self._terminal is None:
            log.warning("%s sent message %s before it signed in", self._address, request.code)
            return Reply(b"", is_last=True)
        return self._sealed(self._answer(request, frame), frame, line)

    def _read(self, frame: Frame) -> Request:
        terminal = self._terminal
        if terminal is None:
            return decode(frame, charset=_BEFORE_SIGN_IN)
        if terminal.error_detection == Terminal.ErrorDetection.REQUIRED and not frame.checksum:
            raise Unreadable("it has no checksum")
        return decode(frame, charset=terminal.encoding)

    def _is_repeated(self, line: bytes, frame: Frame) -> bool:
        """The same sequence and the same bytes as just before: the terminal did not get our answer."""
        return bool(frame.sequence and frame.checksum and self._last_reply) and line == self._last_line

    def _repeat(self) -> Reply:
        self._unreadable += 1
        self._count("97")
        if not self._last_reply:
            return Reply(RESEND + self._line_end, is_last=self._unreadable >= MOST_UNREADABLE)
        return Reply(self._last_reply, is_last=self._unreadable >= MOST_UNREADABLE)

    def _ask_again(self, problem: str) -> Reply:
        self._unreadable += 1
        self._count(DayCount.UNREADABLE, is_refused=True)
        is_last = self._unreadable >= MOST_UNREADABLE
        if is_last and self._terminal is not None:
            text = f"The line was closed after {MOST_UNREADABLE} unreadable messages; of the last, {problem}."
            note_problem(self._terminal.pk, text=text, by=system_actor("sip2"))
        return Reply(RESEND + self._line_end, is_last=is_last)

    def _sign_in(self, request: Login, frame: Frame, line: bytes) -> Reply:
        self.close()
        found = _TERMINALS.filter(uid__iexact=request.user.strip()).first()
        is_plain = request.uid_algorithm == request.password_algorithm == _PLAIN
        digest = found.digest if found is not None else "-" * 64
        is_right = hmac.compare_digest(digest_of(request.password), digest) and is_plain
        if found is None or not is_right or not found.is_on or not self._office.enter(found):
            self._tell_refusal(found, is_plain=is_plain, is_right=is_right)
            return Reply(self._seal(LoginResponse(ok="0"), frame), is_last=True)
        self._terminal, self._session = found, Session()
        self._count("93")
        return self._sealed(LoginResponse(ok="1"), frame, line)

    def _tell_refusal(self, found: Terminal | None, *, is_plain: bool, is_right: bool) -> None:
        log.warning("%s could not sign in", self._address)
        if found is None:
            return
        if not is_plain:
            why = "it encrypts its password in a way nobody has described; set it to plain"
        elif not is_right:
            why = "the password is wrong"
        else:
            why = "it is switched off here" if not found.is_on else "it has too many connections"
        note_problem(found.pk, text=f"Could not sign in from {self._address}: {why}.", by=system_actor("sip2"))

    def _is_still_welcome(self) -> bool:
        """Looked at for every message: a changed switch holds at once, and a new password ends the old line.

        Read again when some terminal has changed, and once a minute: its school may have another name.
        """
        old = self._terminal
        if old is None:
            return True
        mark, now = kept("sip2.terminals", [Terminal], object), time.monotonic()
        if mark is self._mark and now - self._read_at < READ_AGAIN_SECONDS:
            return True
        new = single(_TERMINALS.filter(pk=old.pk))
        if new is None or not new.is_on or new.digest != old.digest:
            return False
        self._terminal, self._mark, self._read_at = new, mark, now
        return True

    def _answer(self, request: Request, frame: Frame) -> Response:
        terminal = self._terminal
        assert terminal is not None
        if request.code not in CHANGES:
            said = self._answer_safely(request, terminal)
        else:
            said = self._change(request, frame, terminal)
        self._count(request.code, is_refused=_is_no(said))
        return said

    def _change(self, request: Request, frame: Frame, terminal: Terminal) -> Response:
        body = frame.command.encode() + frame.body
        change, is_known = self._office.begin(terminal.pk, body, id(self))
        if is_known:
            change.done.wait(WAIT_SECONDS)
            if change.answer is not None:
                return change.answer
        try:
            change.answer = self._answer_safely(request, terminal)
            return change.answer
        finally:
            change.done.set()

    def _answer_safely(self, request: Request, terminal: Terminal) -> Response:
        try:
            return answer(request, terminal, self._session)
        except (DatabaseError, InterfaceError, OSError):
            raise
        except FirstbellError as refused:
            log.info("Message %s was refused: %s", request.code, refused.code)
        except Exception as error:
            # The words of an error may name people and things; the lines of the program do not.
            lines = "".join(traceback.format_tb(error.__traceback__))
            log.error("Message %s failed with %s\n%s", request.code, type(error).__name__, lines)
            text = f"Message {request.code} failed here; the log says where."
            note_problem(terminal.pk, text=text, by=system_actor("sip2"))
        return no(request, terminal)

    @property
    def _line_end(self) -> bytes:
        terminal = self._terminal
        return b"\r\n" if terminal is not None and terminal.line_end == Terminal.LineEnd.CRLF else b"\r"

    def _seal(self, message: Response, frame: Frame) -> bytes:
        charset = self._terminal.encoding if self._terminal is not None else _BEFORE_SIGN_IN
        data = encode(message, charset=charset)
        return seal(data, sequence=frame.sequence, has_checksum=bool(frame.checksum), line_end=self._line_end)

    def _sealed(self, message: Response, frame: Frame, line: bytes) -> Reply:
        self._last_line, self._last_reply = line, self._seal(message, frame)
        return Reply(self._last_reply)

    def _count(self, kind: str, *, is_refused: bool = False) -> None:
        if self._terminal is not None:
            self._office.count(self._terminal.pk, kind, address=self._address, is_refused=is_refused)


def _is_no(message: Response) -> bool:
    values = [getattr(message, name, None) for name in ("ok", "accepted", "valid_patron")]
    return "0" in values or "N" in values
