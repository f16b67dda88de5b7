"""What several notices about tickets can say."""

from __future__ import annotations

import datetime as dt

from firstbell.core.notifications.kinds import Variable

TICKET = Variable("ticket", "Number and title; a private one's number", en="T-12 Screen: Chromebook EHS-1042")
NUMBER = Variable("number", "The number", en="T-12")
RATE = Variable("rate", "Link to say whether it was good; works once", en="https://desk.example.org/helpdesk/rate/abc/")
DAY = Variable("day", "The day", en=dt.date(2026, 11, 24))
WHO = Variable("who", "Who wrote", en="Tess Okafor")
PERIOD = Variable("period", "The period", en="4")
