"""Backups by plan, rules of retention, legal holds; all rules are defaults for a district to change."""

import datetime as dt
from typing import Any

import django.core.validators
from django.db import migrations, models

CHECKED = dt.date(2026, 11, 25)
PLAN = "Firstbell's default: 35 days of backups at most, so that what was let go does not come back for long"
OURS = "Firstbell's default; set your district's own"
# (kind of record, days, on from the start, source). Whatever takes something away from people is off until decided.
RULES = (
    ("core.undo_offers", 1, True, OURS),
    ("core.idempotent_replies", 1, True, OURS),
    ("core.sessions", 1, True, OURS),
    ("core.import_files", 90, True, OURS),
    ("core.task_runs", 90, True, OURS),
    ("helpdesk.attachments", 730, False, "With their tickets: two school years"),
    ("core.audit", 1095, False, "Access log of sensitive data: three years; ask your counsel"),
    ("helpdesk.tickets", 730, False, "Two school years: names are taken out, category and time stay"),
    (
        "circulation.loans",
        395,
        False,
        "This and one school year; equipment of the Emergency Connectivity Fund ten years",
    ),
    ("counter.swaps", 730, False, "With their tickets: two school years"),
    ("people.withdrawn", 395, False, "While enrolled and one year"),
)


def load(apps: Any, _schema_editor: Any) -> None:
    rules = apps.get_model("core", "RetentionRule")
    for key, days, is_on, source in RULES:
        rules.objects.get_or_create(
            key=key, defaults={"days": days, "is_on": is_on, "source": source, "last_checked": CHECKED}
        )
    apps.get_model("core", "BackupPlan").objects.get_or_create(pk=1, defaults={"source": PLAN, "last_checked": CHECKED})


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0007_notifications_webhooks_and_schedule"),
    ]

    operations = [
        migrations.CreateModel(
            name="BackupRun",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(choices=[("backup", "Backup"), ("proof", "Restore test")], max_length=6)),
                ("started_at", models.DateTimeField()),
                ("finished_at", models.DateTimeField()),
                ("is_good", models.BooleanField()),
                ("file", models.CharField(blank=True, max_length=400)),
                ("size", models.PositiveBigIntegerField(default=0)),
                ("rows", models.PositiveBigIntegerField(default=0)),
                ("message", models.CharField(blank=True, max_length=500)),
                ("by", models.CharField(max_length=200)),
            ],
            options={
                "ordering": ("-id",),
            },
        ),
        migrations.CreateModel(
            name="RetentionRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=60, unique=True)),
                (
                    "days",
                    models.PositiveIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(36500),
                        ]
                    ),
                ),
                ("is_on", models.BooleanField(default=False)),
                ("source", models.CharField(blank=True, max_length=300)),
                ("last_checked", models.DateField(blank=True, null=True)),
                ("last_run_at", models.DateTimeField(blank=True, null=True)),
                ("last_count", models.PositiveBigIntegerField(default=0)),
            ],
            options={
                "ordering": ("key",),
            },
        ),
        migrations.CreateModel(
            name="BackupPlan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("is_on", models.BooleanField(default=True)),
                ("folder", models.CharField(blank=True, max_length=300)),
                ("with_media", models.BooleanField(default=True)),
                (
                    "daily",
                    models.PositiveSmallIntegerField(
                        default=7,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(366),
                        ],
                    ),
                ),
                (
                    "weekly",
                    models.PositiveSmallIntegerField(
                        default=4, validators=[django.core.validators.MaxValueValidator(104)]
                    ),
                ),
                (
                    "monthly",
                    models.PositiveSmallIntegerField(
                        default=0, validators=[django.core.validators.MaxValueValidator(120)]
                    ),
                ),
                (
                    "verify_days",
                    models.PositiveSmallIntegerField(
                        default=30,
                        help_text="Days between two restore tests",
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(366),
                        ],
                    ),
                ),
                ("source", models.CharField(blank=True, max_length=300)),
                ("last_checked", models.DateField(blank=True, null=True)),
            ],
            options={
                "constraints": [models.CheckConstraint(condition=models.Q(("pk", 1)), name="one_backup_plan")],
            },
        ),
        migrations.CreateModel(
            name="LegalHold",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("person_id", models.BigIntegerField(db_index=True)),
                ("reason", models.CharField(max_length=300)),
                ("set_by", models.CharField(max_length=200)),
                ("set_at", models.DateTimeField()),
                ("lifted_by", models.CharField(blank=True, max_length=200)),
                ("lifted_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ("-id",),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("lifted_at", None)),
                        fields=("person_id",),
                        name="one_standing_hold_per_person",
                    )
                ],
            },
        ),
        migrations.RunPython(load, migrations.RunPython.noop),
    ]
