"""Which class has which textbook, and the end of a school year in a library."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("circulation", "0012_library_circulation"),
        ("inventory", "0010_past_events"),
        ("people", "0006_record_access"),
    ]

    operations = [
        migrations.CreateModel(
            name="SectionTextbook",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("each", "One for each student"), ("set", "A class set the teacher holds")],
                        default="each",
                        max_length=4,
                    ),
                ),
                ("wanted", models.PositiveSmallIntegerField(default=0)),
                (
                    "product",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="section_textbooks",
                        to="inventory.product",
                    ),
                ),
                (
                    "section",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="textbooks", to="people.section"
                    ),
                ),
            ],
            options={
                "ordering": ("section", "pk"),
                "constraints": [
                    models.UniqueConstraint(fields=("section", "product"), name="one_textbook_per_section")
                ],
            },
        ),
        migrations.CreateModel(
            name="YearEnd",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("school_year", models.PositiveSmallIntegerField()),
                ("ended_at", models.DateTimeField()),
                ("ended_by", models.CharField(max_length=200)),
                ("cleared", models.JSONField(default=dict)),
                ("visits", models.JSONField(default=list)),
                ("textbooks", models.JSONField(default=list)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.organisation"
                    ),
                ),
            ],
            options={
                "ordering": ("-school_year", "organisation"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation", "school_year"), name="one_year_end_per_school_and_year"
                    )
                ],
            },
        ),
    ]
