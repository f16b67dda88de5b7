"""How long mail to the help desk is kept as it came: off until a district decides, like all that takes something from people."""

import datetime as dt
from typing import Any

from django.db import migrations


def add_rule(apps: Any, _schema_editor: Any) -> None:
    apps.get_model("core", "RetentionRule").objects.get_or_create(
        key="mail.sources",
        defaults={
            "days": 180,
            "is_on": False,
            "source": "Half a year after the ticket took it in: long enough to look at what went wrong. Firstbell's default",
            "last_checked": dt.date(2026, 11, 25),
        },
    )


class Migration(migrations.Migration):
    dependencies = [("mail", "0001_initial"), ("core", "0008_backups_and_retention")]

    operations = [migrations.RunPython(add_rule, migrations.RunPython.noop)]
