"""The jobs of e-mail in, and what our mails about tickets carry so that answers find their way."""

from __future__ import annotations

import datetime as dt

from firstbell.connectors.mail.addresses import headers_of_notice
from firstbell.connectors.mail.polling import fetch_all
from firstbell.core.notifications.mail import register_headers
from firstbell.core.schedule import every
from firstbell.helpdesk.models import Ticket

register_headers(Ticket.KIND_REF, headers_of_notice)


@every(minutes=2, name="mail.fetch", label="Fetch mail for the help desk")
def fetch_mail(now: dt.datetime) -> str:
    return fetch_all(now)
