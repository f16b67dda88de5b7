"""Merges of records that turned out to be one."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0005_lists")]

    operations = [
        migrations.CreateModel(
            name="Merge",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=60)),
                ("keeper_id", models.BigIntegerField()),
                ("keeper_label", models.CharField(max_length=200)),
                ("loser_id", models.BigIntegerField()),
                ("loser_label", models.CharField(max_length=200)),
                ("org_path", models.CharField(max_length=120)),
                ("reason", models.CharField(blank=True, max_length=200)),
                ("moved", models.JSONField(default=list)),
                ("values", models.JSONField(default=dict)),
                ("loser_state", models.JSONField(default=dict)),
                ("steps", models.JSONField(default=dict)),
                ("merged_at", models.DateTimeField()),
                ("merged_by", models.CharField(max_length=200)),
                ("split_at", models.DateTimeField(blank=True, null=True)),
                ("split_by", models.CharField(blank=True, max_length=200)),
            ],
            options={
                "indexes": [models.Index(fields=["kind", "keeper_id"], name="merge_by_keeper")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("split_at", None)),
                        fields=("kind", "loser_id"),
                        name="one_standing_merge_per_loser",
                    )
                ],
            },
        ),
    ]
