from django.db import migrations, models

from firstbell.core.schema import stamped, stamping


class Migration(migrations.Migration):
    dependencies = [("core", "0009_audit_place")]

    operations = [
        migrations.CreateModel(
            name="TableStamp",
            fields=[
                ("name", models.CharField(max_length=60, primary_key=True, serialize=False)),
                ("stamp", models.CharField(max_length=32)),
            ],
            options={"db_table": "core_tablestamp", "managed": False},
        ),
        stamping(),
        stamped("core_kindswitch", "core_wording", "core_webhook"),
    ]
