"""Tickets that came from another help desk: where from, under which number, and what it said of them."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("helpdesk", "0008_table_stamps"),
    ]

    operations = [
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
                    ("import", "Brought from another help desk"),
                ],
                max_length=10,
            ),
        ),
        migrations.CreateModel(
            name="ImportedTicket",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("system", models.CharField(help_text="osticket, zammad, or table: and a name", max_length=40)),
                ("system_name", models.CharField(help_text="As people call it, e.g. osTicket", max_length=60)),
                ("origin_id", models.BigIntegerField(default=0)),
                ("number", models.CharField(max_length=60)),
                (
                    "number_norm",
                    models.CharField(help_text="Upper case without white space, as codes are compared", max_length=60),
                ),
                ("said", models.JSONField(default=list)),
                (
                    "with_talk",
                    models.BooleanField(default=False, help_text="The file had the conversation, not only a list"),
                ),
                ("row_hash", models.BigIntegerField(default=0)),
                ("result_hash", models.BigIntegerField(default=0)),
                ("left_hash", models.BigIntegerField(default=0)),
                ("import_run", models.BigIntegerField(default=0)),
                ("imported_at", models.DateTimeField()),
                (
                    "ticket",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="imported", to="helpdesk.ticket"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["number_norm"], name="imported_ticket_number")],
                "constraints": [
                    models.UniqueConstraint(fields=("system", "origin_id", "number"), name="one_ticket_per_old_number")
                ],
            },
        ),
    ]
