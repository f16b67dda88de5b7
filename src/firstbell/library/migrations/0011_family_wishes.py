"""What families ask for their own child, and age limits; none of either to begin with."""

from __future__ import annotations

import datetime as dt
from typing import Any

import django.db.models.deletion
from django.db import migrations, models

CHECKED = dt.date(2026, 11, 26)
SOURCE = (
    "Firstbell's default: a school year and a summer, so that who comes back in the fall has the family's wishes again"
)


def load(apps: Any, _schema_editor: Any) -> None:
    apps.get_model("core", "RetentionRule").objects.get_or_create(
        key="library.family_wishes", defaults={"days": 400, "is_on": False, "source": SOURCE, "last_checked": CHECKED}
    )


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0008_backups_and_retention"),
        ("inventory", "0010_past_events"),
        ("library", "0010_lending_rules"),
        ("people", "0006_record_access"),
    ]

    operations = [
        migrations.CreateModel(
            name="AgeLimit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=100)),
                (
                    "interest_from",
                    models.SmallIntegerField(blank=True, null=True, verbose_name="meant for readers from grade"),
                ),
                ("lowest_grade", models.SmallIntegerField(verbose_name="lent from grade")),
                ("is_on", models.BooleanField(default=False, verbose_name="counts")),
                ("source", models.CharField(blank=True, max_length=200)),
                ("last_checked", models.DateField(blank=True, null=True)),
                (
                    "item_type",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="age_limits",
                        to="inventory.itemtype",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        help_text="Empty: all schools",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.organisation",
                    ),
                ),
                (
                    "shelving_place",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="age_limits",
                        to="library.shelvingplace",
                    ),
                ),
            ],
            options={
                "ordering": ("name", "pk"),
            },
        ),
        migrations.CreateModel(
            name="FamilyRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField(max_length=1000)),
                (
                    "state",
                    models.CharField(
                        choices=[("asked", "Asked"), ("recorded", "Recorded"), ("answered", "Answered")],
                        default="asked",
                        max_length=8,
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                ("answer", models.CharField(blank=True, max_length=500)),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                (
                    "guardian",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="asked_family_requests",
                        to="people.person",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="family_requests", to="people.person"
                    ),
                ),
            ],
            options={
                "ordering": ("asked_at", "pk"),
            },
        ),
        migrations.CreateModel(
            name="AgeException",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("first_day", models.DateField()),
                ("last_day", models.DateField()),
                ("note", models.CharField(blank=True, max_length=100)),
                ("given_by", models.CharField(max_length=200)),
                ("given_by_key", models.CharField(db_index=True, max_length=60)),
                ("given_at", models.DateTimeField()),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="age_exceptions", to="people.person"
                    ),
                ),
            ],
            options={
                "ordering": ("-last_day", "pk"),
                "indexes": [models.Index(fields=["person", "last_day"], name="age_exception_by_person")],
            },
        ),
        migrations.CreateModel(
            name="FamilyWish",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "about",
                    models.CharField(
                        choices=[
                            ("title", "A title, in every edition"),
                            ("series", "A series"),
                            ("author", "An author or illustrator"),
                            ("subject", "A subject or genre"),
                            ("level", "Titles for older readers"),
                            ("all", "Everything, until the family has agreed"),
                        ],
                        max_length=8,
                    ),
                ),
                ("is_welcome", models.BooleanField(default=False)),
                ("words", models.CharField(blank=True, max_length=400)),
                ("norm", models.CharField(blank=True, editable=False, max_length=400)),
                ("author_norm", models.CharField(blank=True, editable=False, max_length=120)),
                ("grade_from", models.SmallIntegerField(blank=True, null=True)),
                ("asked_by", models.CharField(max_length=100)),
                ("asked_on", models.DateField()),
                ("source", models.CharField(max_length=100)),
                ("note", models.CharField(blank=True, max_length=300)),
                ("until", models.DateField(blank=True, null=True)),
                ("recorded_at", models.DateTimeField()),
                ("recorded_by", models.CharField(max_length=200)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "ended_why",
                    models.CharField(
                        blank=True,
                        choices=[("family", "The family took it back"), ("left", "The student left")],
                        max_length=8,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="family_wishes", to="people.person"
                    ),
                ),
                (
                    "title",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="family_wishes",
                        to="library.title",
                    ),
                ),
            ],
            options={
                "ordering": ("pk",),
                "indexes": [
                    models.Index(condition=models.Q(("ended_at", None)), fields=["person"], name="family_wish_standing")
                ],
            },
        ),
        migrations.RunPython(load, migrations.RunPython.noop),
    ]
