"""Photos of people: where they are kept (nowhere, until somebody decides), the pictures, and who wants none."""

from __future__ import annotations

import datetime as dt
from typing import Any

import django.db.models.deletion
from django.db import migrations, models

import firstbell.people.models.photos

CHECKED = dt.date(2026, 11, 26)
SOURCE = "Firstbell's default: who left may come back within a month; after that nobody at a counter needs the face"


def load(apps: Any, _schema_editor: Any) -> None:
    # On from the start: there is nothing to let go until somebody decides to keep photos, and then it should be.
    apps.get_model("core", "RetentionRule").objects.get_or_create(
        key="people.photos", defaults={"days": 30, "is_on": True, "source": SOURCE, "last_checked": CHECKED}
    )


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0008_backups_and_retention"),
        ("people", "0006_record_access"),
    ]

    operations = [
        migrations.CreateModel(
            name="PersonPhoto",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("file", models.FileField(upload_to=firstbell.people.models.photos.photo_file)),
                ("small", models.FileField(upload_to=firstbell.people.models.photos.photo_file)),
                ("sha256", models.CharField(help_text="Of the picture as it is kept", max_length=64)),
                ("source", models.CharField(help_text="How it came: by hand, zip, REST", max_length=60)),
                ("kept_at", models.DateTimeField()),
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="photo", to="people.person"
                    ),
                ),
            ],
            options={
                "verbose_name": "photo",
            },
        ),
        migrations.CreateModel(
            name="PhotoRefusal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("asked_by", models.CharField(help_text="Whose wish it is: a guardian, the person", max_length=100)),
                ("note", models.CharField(blank=True, max_length=200)),
                ("recorded_at", models.DateTimeField()),
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="photo_refusal", to="people.person"
                    ),
                ),
            ],
            options={
                "verbose_name": "wish for no photo",
                "verbose_name_plural": "wishes for no photo",
            },
        ),
        migrations.CreateModel(
            name="PhotoRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("is_on", models.BooleanField(default=False, verbose_name="photos are kept")),
                (
                    "source",
                    models.CharField(blank=True, help_text="Who decided it, or where it is written", max_length=200),
                ),
                ("last_checked", models.DateField(blank=True, null=True)),
                (
                    "organisation",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="photo_rule", to="people.organisation"
                    ),
                ),
            ],
            options={
                "ordering": ("organisation__path",),
            },
        ),
        migrations.RunPython(load, migrations.RunPython.noop),
    ]
