"""Whether the addresses of databases still answer: looked at once a week, a few at a time."""

from __future__ import annotations

import datetime as dt
from urllib.parse import urlsplit

import requests

from firstbell.core.actor import system_actor
from firstbell.core.schedule import every
from firstbell.library.actions.databases import note_link_check
from firstbell.library.models import ResearchDatabase
from firstbell.library.queries.research_databases import due_for_link_check

Check = ResearchDatabase.Check
TIMEOUT = (4, 8)  # seconds to connect, to answer
MOST_AT_ONCE = 40
MOST_HOPS = 5
#: The page is there, and wants to know who comes: as it should be.
_GUARDED = (401, 402, 403, 405, 407, 429)


@every(minutes=60, name="library.links", label="Look whether databases answer")
def check_links(now: dt.datetime) -> str:
    """Those not looked at for a week. Returns how many answer, do not, or could not be told."""
    by = system_actor("links", via="task")
    counted = dict.fromkeys(Check, 0)
    for database in due_for_link_check(now)[:MOST_AT_ONCE]:
        state, reason = look_at(database.url)
        note_link_check(database, state=state, reason=reason, at=now, by=by)
        counted[state] += 1
    return f"{counted[Check.PASS]} answer, {counted[Check.FAIL]} do not, {counted[Check.UNKNOWN]} not known"


def look_at(url: str) -> tuple[Check, str]:
    """The finding and why. What only this machine may not reach is not known, rather than broken."""
    try:
        session = requests.Session()
        session.max_redirects = MOST_HOPS
        with session.get(url, timeout=TIMEOUT, stream=True, headers={"User-Agent": "Firstbell link check"}) as answer:
            return _said(url, answer.status_code, answer.url)
    except requests.TooManyRedirects:
        return Check.FAIL, "It leads round in circles."
    except requests.exceptions.SSLError:
        return Check.FAIL, f"The certificate of {urlsplit(url).hostname} is not valid."
    except requests.Timeout:
        return Check.UNKNOWN, f"{urlsplit(url).hostname} did not answer in time."
    except requests.ConnectionError:
        return Check.UNKNOWN, f"{urlsplit(url).hostname} could not be reached from here."
    except (requests.RequestException, UnicodeError, ValueError):
        return Check.FAIL, "The address is not one that can be opened."


def _said(url: str, status: int, final: str) -> tuple[Check, str]:
    if status < 300:
        moved = urlsplit(final).hostname != urlsplit(url).hostname
        return Check.PASS, f"It has moved to {urlsplit(final).hostname}." if moved else ""
    if status in _GUARDED:
        return Check.PASS, "It answers, and asks who comes."
    if status >= 500:
        return Check.UNKNOWN, f"It has trouble of its own (answer {status})."
    return Check.FAIL, f"There is no such page any more (answer {status})."
