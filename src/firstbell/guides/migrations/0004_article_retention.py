"""How long readers' words about articles and vain searches stay: off until a district decides."""

import datetime as dt
from typing import Any

from django.db import migrations

RULES = (
    (
        "guides.article_feedback",
        395,
        "This and one school year: the words go, yes and no stay counted. Firstbell's default",
    ),
    ("guides.missed_searches", 395, "This and one school year since last searched for. Firstbell's default"),
)


def add_rules(apps: Any, _schema_editor: Any) -> None:
    for key, days, source in RULES:
        apps.get_model("core", "RetentionRule").objects.get_or_create(
            key=key,
            defaults={"days": days, "is_on": False, "source": source, "last_checked": dt.date(2026, 11, 25)},
        )


class Migration(migrations.Migration):
    dependencies = [("guides", "0003_articles"), ("core", "0008_backups_and_retention")]

    operations = [migrations.RunPython(add_rules, migrations.RunPython.noop)]
