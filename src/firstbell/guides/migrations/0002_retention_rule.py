"""How long walks keep whose trouble it was: off until a district decides, like all that takes something from people."""

import datetime as dt
from typing import Any

from django.db import migrations


def add_rule(apps: Any, _schema_editor: Any) -> None:
    apps.get_model("core", "RetentionRule").objects.get_or_create(
        key="guides.walks",
        defaults={
            "days": 395,
            "is_on": False,
            "source": "This and one school year: person and words go, the counts stay. Firstbell's default",
            "last_checked": dt.date(2026, 11, 25),
        },
    )


class Migration(migrations.Migration):
    dependencies = [("guides", "0001_initial"), ("core", "0008_backups_and_retention")]

    operations = [migrations.RunPython(add_rule, migrations.RunPython.noop)]
