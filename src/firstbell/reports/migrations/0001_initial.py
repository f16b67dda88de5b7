import datetime as dt

import django.db.models.deletion
from django.db import migrations, models

SOURCE = "Ours. NCES 2011-603 (SLDS Technical Brief 3, 2010): States hide groups under 5 to 30, most under 10. The days: our guess"


def add_first(apps, _schema_editor):  # type: ignore[no-untyped-def]
    rule = apps.get_model("reports", "ReportRule")
    rule.objects.create(organisation=None, source=SOURCE, last_checked=dt.date(2026, 11, 25))


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("people", "0006_record_access"),
    ]

    operations = [
        migrations.CreateModel(
            name="ReportRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "smallest_group",
                    models.PositiveSmallIntegerField(default=5, help_text="A smaller group is “fewer than” this"),
                ),
                (
                    "repeat_days",
                    models.PositiveSmallIntegerField(
                        default=14, help_text="The same person with the same symptom within so many days comes again"
                    ),
                ),
                ("source", models.CharField(blank=True, max_length=200)),
                ("last_checked", models.DateField(blank=True, null=True)),
                (
                    "organisation",
                    models.OneToOneField(
                        blank=True,
                        help_text="Empty: everywhere",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.organisation",
                    ),
                ),
            ],
        ),
        migrations.RunPython(add_first, migrations.RunPython.noop),
    ]
