"""How often titles are read, for the order of hits: counts without persons, taken over from circulation's."""

from __future__ import annotations

import datetime as dt

from django.db import connection
from django.utils import timezone

from firstbell.circulation.models import ProductUse
from firstbell.core.actor import Actor
from firstbell.library.models import TitleDocument
from firstbell.library.permissions import LibraryPermission

#: What was read longer ago says little about what is wanted.
DAYS = 730


def count_popularity(*, by: Actor) -> int:
    """Loans and uses in the house of two years, written to the index. How many titles changed. Raises Forbidden."""
    by.require(LibraryPermission.CATALOGUE_WORK)
    documents, uses = TitleDocument._meta.db_table, ProductUse._meta.db_table
    count = (
        f"COALESCE((SELECT SUM(u.loans + u.in_house) FROM {uses} u WHERE u.product_id = title_id AND u.month >= %s), 0)"  # noqa: S608  tables' names
    )
    since = timezone.localdate() - dt.timedelta(days=DAYS)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {documents} SET popularity = {count} WHERE popularity <> {count}",  # noqa: S608  no value in it
            [since, since],
        )
        return int(cursor.rowcount)
