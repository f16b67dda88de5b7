import django.db.models.deletion
from django.db import migrations, models


def add_rule(apps, _schema_editor):  # type: ignore[no-untyped-def]
    rule = apps.get_model("helpdesk", "OutageRule")
    if not rule.objects.exists():
        source = "Ours: three in a quarter of an hour is more than chance at a school of 500. No measurement."
        rule.objects.create(organisation=None, tickets=3, minutes=15, source=source)


class Migration(migrations.Migration):
    dependencies = [
        ("guides", "0001_initial"),
        ("helpdesk", "0003_first_symptoms"),
        ("people", "0006_record_access"),
        ("rooms", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="ticket",
            name="incident",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="reports",
                to="helpdesk.ticket",
            ),
        ),
        migrations.AddField(
            model_name="ticket",
            name="is_incident",
            field=models.BooleanField(default=False, help_text="One trouble of many people; theirs hang on it"),
        ),
        migrations.AddField(
            model_name="ticket",
            name="walk",
            field=models.OneToOneField(
                blank=True,
                help_text="What was tried before",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="ticket",
                to="guides.walk",
            ),
        ),
        migrations.AlterField(
            model_name="ticket",
            name="origin",
            field=models.CharField(
                choices=[
                    ("counter", "Counter"),
                    ("portal", "Portal"),
                    ("on_behalf", "On somebody's behalf"),
                    ("api", "API"),
                    ("qr", "Code on a room or device"),
                    ("email", "E-mail"),
                    ("monitor", "Alarm"),
                ],
                max_length=10,
            ),
        ),
        migrations.CreateModel(
            name="OutageRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("tickets", models.PositiveSmallIntegerField(default=3)),
                ("minutes", models.PositiveSmallIntegerField(default=15)),
                ("is_active", models.BooleanField(default=True)),
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
        migrations.CreateModel(
            name="TicketWatcher",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "why",
                    models.CharField(
                        choices=[("me_too", "Has the same trouble"), ("watches", "Watches")], max_length=8
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="watched_tickets", to="people.person"
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="rooms.place",
                    ),
                ),
                (
                    "ticket",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="watchers", to="helpdesk.ticket"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("ticket", "person"), name="one_watch_per_ticket_and_person")
                ],
            },
        ),
        migrations.RunPython(add_rule, migrations.RunPython.noop),
    ]
