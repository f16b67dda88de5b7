"""The disclosure log, append-only, and the grounds it names."""

import datetime as dt
from typing import Any

import django.db.models.deletion
from django.db import migrations, models

from firstbell.core.schema import append_only

CHECKED = dt.date(2026, 11, 25)
#: Cited without the text at hand: shown as never checked until somebody has read it.
UNCHECKED = "From memory of the rule; check it"
# (key, label, where it stands, read in, offered when a record is handed out)
GROUNDS = (
    ("guardian", "Asked for by a parent or guardian", "FERPA, 34 CFR 99.10", UNCHECKED, True),
    ("self", "Asked for by the person", "FERPA, 34 CFR 99.5 and 99.10 (students of 18 and over)",
     UNCHECKED, True),
    ("consent", "Written consent", "FERPA, 34 CFR 99.30", UNCHECKED, True),
    ("school_official", "School official with a legitimate educational interest", "FERPA, 34 CFR 99.31(a)(1)",
     "https://nces.ed.gov/pubs2004/privacy/section_6i.asp", True),
    ("contract", "Contractor under the school's direct control", "FERPA, 34 CFR 99.31(a)(1)(i)(B)",
     "https://nces.ed.gov/pubs2004/privacy/section_6i.asp", True),
    ("transfer", "School to which the student transfers", "FERPA, 34 CFR 99.31(a)(2)",
     UNCHECKED, True),
    ("audit", "Audit or evaluation of a programme", "FERPA, 34 CFR 99.31(a)(3)", UNCHECKED, True),
    ("court", "Court order or subpoena", "FERPA, 34 CFR 99.31(a)(9)", UNCHECKED, True),
    ("emergency", "Health or safety emergency", "FERPA, 34 CFR 99.31(a)(10) and 99.36",
     UNCHECKED, True),
    ("directory", "Directory information, not opted out of", "FERPA, 34 CFR 99.31(a)(11) and 99.37",
     "https://nces.ed.gov/pubs2004/privacy/section_6i.asp", True),
)  # fmt: skip


def load(apps: Any, _schema_editor: Any) -> None:
    ground = apps.get_model("core", "DisclosureGround")
    for number, (key, label, cite, source, offered) in enumerate(GROUNDS):
        ground.objects.get_or_create(
            key=key,
            defaults={
                "label": label, "cite": cite, "source": source, "last_checked": None if source == UNCHECKED else CHECKED,
                "is_offered": offered, "position": 10 * (number + 1),
            },
        )  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0003_imports"),
    ]

    operations = [
        migrations.CreateModel(
            name="Disclosure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                (
                    "what",
                    models.CharField(help_text="room.thing of what was handed out: people.persons", max_length=80),
                ),
                ("title", models.CharField(max_length=200)),
                ("elements", models.JSONField(default=list)),
                ("recipient", models.CharField(max_length=200)),
                ("purpose", models.CharField(blank=True, max_length=300)),
                ("basis", models.CharField(max_length=40)),
                ("people", models.PositiveIntegerField(default=0)),
                ("rows", models.PositiveBigIntegerField(default=0)),
                ("actor_key", models.CharField(db_index=True, max_length=80)),
                ("actor_name", models.CharField(max_length=200)),
                ("via", models.CharField(max_length=8)),
                ("org_path", models.CharField(blank=True, max_length=120)),
            ],
            options={
                "ordering": ("-id",),
            },
        ),
        migrations.CreateModel(
            name="DisclosureGround",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.SlugField(max_length=40, unique=True)),
                ("label", models.CharField(max_length=120)),
                ("cite", models.CharField(blank=True, max_length=200)),
                ("source", models.CharField(blank=True, max_length=300)),
                ("last_checked", models.DateField(blank=True, null=True)),
                (
                    "is_offered",
                    models.BooleanField(default=True, help_text="May be chosen when a record is handed out"),
                ),
                ("position", models.PositiveSmallIntegerField(default=50)),
            ],
            options={
                "ordering": ("position", "key"),
            },
        ),
        migrations.CreateModel(
            name="ApiReading",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField()),
                ("actor_key", models.CharField(max_length=80)),
                ("actor_name", models.CharField(max_length=200)),
                ("operation", models.CharField(max_length=200)),
                ("org_path", models.CharField(blank=True, max_length=120)),
                ("calls", models.PositiveBigIntegerField(default=0)),
                ("rows", models.PositiveBigIntegerField(default=0)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("day", "actor_key", "operation"), name="one_reading_per_day_and_address"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="DisclosureBlock",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.BigIntegerField()),
                ("bits", models.BinaryField()),
                (
                    "disclosure",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="blocks",
                        to="core.disclosure",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["number", "-disclosure"], name="disclosure_block")],
                "constraints": [
                    models.UniqueConstraint(fields=("disclosure", "number"), name="one_block_per_disclosure_and_number")
                ],
            },
        ),
        migrations.CreateModel(
            name="DisclosurePerson",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("person_id", models.BigIntegerField()),
                (
                    "disclosure",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="links",
                        to="core.disclosure",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["person_id", "-disclosure"], name="disclosure_person")],
                "constraints": [
                    models.UniqueConstraint(fields=("disclosure", "person_id"), name="one_link_per_disclosed_person")
                ],
            },
        ),
        append_only("core_disclosure"),
        append_only("core_disclosureperson"),
        append_only("core_disclosureblock"),
        migrations.RunPython(load, migrations.RunPython.noop),
    ]
