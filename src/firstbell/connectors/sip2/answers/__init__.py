"""A request comes in typed, an answer goes out typed. Works on the database, in a thread; knows no socket.

``answer(request, terminal, session)`` is the door; each message has its function in a module named after its noun.
"""

from firstbell.connectors.sip2.answers.answering import answer, no
from firstbell.connectors.sip2.answers.session import Session
from firstbell.connectors.sip2.answers.status import supports

__all__ = ["Session", "answer", "no", "supports"]
