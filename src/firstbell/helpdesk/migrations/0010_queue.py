import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0006_record_access"),
        ("helpdesk", "0009_imported_tickets"),
    ]

    operations = [
        migrations.CreateModel(
            name="QueueVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("is_private", models.BooleanField()),
                ("number", models.PositiveBigIntegerField(default=0)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.organisation"
                    ),
                ),
            ],
            options={
                "db_table": "helpdesk_queueversion",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation", "is_private"), name="one_queue_version_per_school_and_kind"
                    )
                ],
            },
        ),
    ]
