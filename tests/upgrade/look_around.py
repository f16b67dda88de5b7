"""Run in a process of its own, on a database that was upgraded: does the program find its way in it? Says it as JSON."""

from __future__ import annotations

import json
import sys
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402  Django first
from django.db import DatabaseError, connection, transaction  # noqa: E402
from django.db.models import Sum  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import reverse  # noqa: E402

from firstbell.circulation.models import FeeEntry, Loan  # noqa: E402
from firstbell.core.scope import Scope  # noqa: E402
from firstbell.core.search import matching_ids, words  # noqa: E402
from firstbell.inventory.models import Item  # noqa: E402
from firstbell.people.models import Account, Person  # noqa: E402

PASSWORD = "correct horse battery"


def refuses_to_rewrite(table: str) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE {table} SET id = id")
    except DatabaseError as refused:
        return "append-only" in str(refused)
    return False


def administrator() -> Account:
    return Account.objects.filter(is_active=True, role_grants__role="district_it").order_by("pk")[0]


def pages(client: Client) -> dict[str, int]:
    person, item = Person.objects.filter(kind="student").order_by("pk")[0], Item.objects.order_by("pk")[0]
    addresses = [
        reverse("home"), reverse("people:persons"), reverse("people:person", args=[person.pk]),
        reverse("inventory:items"), reverse("inventory:item", args=[item.pk]), reverse("circulation:loans"),
        reverse("helpdesk:tickets"), reverse("core:audit"), reverse("core:imports"), reverse("core:disclosures"),
    ]  # fmt: skip
    return {address: client.get(address).status_code for address in addresses}


def look() -> dict[str, Any]:
    settings.ALLOWED_HOSTS.append("testserver")
    account = administrator()
    account.set_password(PASSWORD)
    account.save()
    client = Client()
    signed_in = client.post(
        reverse("account_login"), {"login": account.username, "password": PASSWORD}, REMOTE_ADDR="127.0.0.1"
    )
    student = Person.objects.filter(kind="student").order_by("pk")[0]
    return {
        "signed_in": signed_in.status_code,
        "pages": pages(client),
        "found": student.pk in matching_ids(Person.KIND_REF, words(student.family_name), Scope(("",)), limit=1000),
        "open_loans": Loan.objects.open().count(),
        "holders": Item.objects.filter(holder__isnull=False).count(),
        "cents": FeeEntry.objects.aggregate(cents=Sum("cents"))["cents"] or 0,
        "append_only": {table: refuses_to_rewrite(table) for table in ("core_auditentry", "circulation_feeentry")},
    }


if __name__ == "__main__":
    json.dump(look(), sys.stdout)
