"""How long the roster may stay silent, as data. To begin with what the program did before."""

import datetime as dt
from typing import Any

from django.db import migrations, models

SOURCE = "Firstbell's default: a bad export of one night proposes nobody"
LAST_CHECKED = dt.date(2026, 11, 25)


def add_default(apps: Any, _schema_editor: Any) -> None:
    apps.get_model("people", "GracePeriod").objects.get_or_create(
        pk=1, defaults={"runs": 3, "hours": 72, "source": SOURCE, "last_checked": LAST_CHECKED}
    )


class Migration(migrations.Migration):
    dependencies = [("people", "0003_lists_of_the_few")]

    operations = [
        migrations.CreateModel(
            name="GracePeriod",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "runs",
                    models.PositiveSmallIntegerField(
                        default=3, help_text="Complete imports in a row that do not name them"
                    ),
                ),
                (
                    "hours",
                    models.PositiveSmallIntegerField(default=72, help_text="Hours since they were first not named"),
                ),
                ("source", models.CharField(blank=True, max_length=200)),
                ("last_checked", models.DateField(blank=True, null=True)),
            ],
        ),
        migrations.RunPython(add_default, migrations.RunPython.noop),
    ]
