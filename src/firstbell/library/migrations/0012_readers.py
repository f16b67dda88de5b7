"""What readers keep and say: reading lists, book lists, saved searches, reviews, class sets; how many pages a title has."""

import datetime as dt
import re
from typing import Any

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

RULES = (
    ("library.reviews", 1460, "Four school years: a child is another reader by then. Firstbell's default"),
    ("library.class_sets", 395, "This and one school year. Firstbell's default"),
)
PAGES = re.compile(r"(\d{1,4})\s*(?:p\b|p\.|pp\b|pages?\b|unnumbered pages)", re.IGNORECASE)


def add_rules(apps: Any, _schema_editor: Any) -> None:
    """Off until a district decides."""
    for key, days, source in RULES:
        apps.get_model("core", "RetentionRule").objects.get_or_create(
            key=key,
            defaults={"days": days, "is_on": False, "source": source, "last_checked": dt.date(2026, 11, 26)},
        )


def count_pages(apps: Any, _schema_editor: Any) -> None:
    """Of the titles that are in the index already, as it is done for new ones (``queries.levels.pages_of``)."""
    documents = apps.get_model("library", "TitleDocument").objects
    found = documents.exclude(title__extent="").values_list("pk", "title__extent")
    block: list[tuple[int, int]] = []
    for pk, extent in found.iterator():
        most = max((int(one) for one in PAGES.findall(extent)), default=0)
        if most:
            block.append((most, pk))
        if len(block) == 2000:
            _write(apps, block)
            block = []
    _write(apps, block)


def _write(apps: Any, block: list[tuple[int, int]]) -> None:
    model = apps.get_model("library", "TitleDocument")
    model.objects.bulk_update([model(pk=pk, pages=pages) for pages, pk in block], ["pages"], batch_size=250)


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0008_backups_and_retention"),
        ("circulation", "0012_library_circulation"),
        ("library", "0011_family_wishes"),
        ("people", "0006_record_access"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="pathfinderpart",
            name="limits",
            field=models.JSONField(blank=True, default=dict, help_text="Of a search: what it is limited by"),
        ),
        migrations.AddField(
            model_name="titledocument",
            name="pages",
            field=models.PositiveSmallIntegerField(blank=True, help_text="As far as the extent says them", null=True),
        ),
        migrations.CreateModel(
            name="BookList",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=160)),
                ("summary", models.CharField(blank=True, max_length=300)),
                ("keywords", models.CharField(blank=True, max_length=300)),
                (
                    "search_text",
                    models.CharField(editable=False, help_text="Folded name, keywords and summary", max_length=800),
                ),
                (
                    "language",
                    models.CharField(choices=[("en", "English"), ("es", "Español")], default="en", max_length=2),
                ),
                (
                    "reach",
                    models.CharField(
                        choices=[
                            ("everybody", "Everybody, also without an account"),
                            ("school", "Everybody at the school"),
                            ("classes", "Only the classes it is for"),
                        ],
                        default="everybody",
                        max_length=9,
                    ),
                ),
                ("is_shown", models.BooleanField(default=False)),
                ("is_pick", models.BooleanField(default=False)),
                ("changed_at", models.DateTimeField()),
                ("shown_at", models.DateTimeField(blank=True, null=True)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.organisation"
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("name", "pk"),
            },
        ),
        migrations.CreateModel(
            name="BookListClass",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "book_list",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="classes", to="library.booklist"
                    ),
                ),
                (
                    "section",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.section"
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="booklist",
            name="sections",
            field=models.ManyToManyField(related_name="+", through="library.BookListClass", to="people.section"),
        ),
        migrations.CreateModel(
            name="BookListTitle",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField()),
                ("note", models.CharField(blank=True, max_length=300)),
                (
                    "book_list",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="entries", to="library.booklist"
                    ),
                ),
                (
                    "title",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="library.title"
                    ),
                ),
            ],
            options={
                "ordering": ("position", "pk"),
            },
        ),
        migrations.CreateModel(
            name="ClassSet",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("count", models.PositiveSmallIntegerField()),
                ("first_day", models.DateField()),
                ("last_day", models.DateField()),
                ("note", models.CharField(blank=True, max_length=300)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "Asked for"),
                            ("aside", "Set aside"),
                            ("declined", "Not possible"),
                            ("gone", "Taken back"),
                        ],
                        default="asked",
                        max_length=8,
                    ),
                ),
                ("answer", models.CharField(blank=True, max_length=300)),
                ("made_at", models.DateTimeField()),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.organisation"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "section",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="people.section",
                    ),
                ),
                (
                    "title",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="library.title"
                    ),
                ),
            ],
            options={
                "ordering": ("first_day", "pk"),
            },
        ),
        migrations.CreateModel(
            name="ClassSetCopy",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "class_set",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="copies", to="library.classset"
                    ),
                ),
                (
                    "copy",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="library.copy"),
                ),
                (
                    "reservation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="circulation.reservation"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ReadingList",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120)),
                ("changed_at", models.DateTimeField()),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ("-changed_at", "-pk"),
            },
        ),
        migrations.CreateModel(
            name="ReadingListTitle",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("note", models.CharField(blank=True, max_length=300)),
                (
                    "list",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="entries", to="library.readinglist"
                    ),
                ),
                (
                    "title",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="library.title"
                    ),
                ),
            ],
            options={
                "ordering": ("pk",),
            },
        ),
        migrations.CreateModel(
            name="Review",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "stars",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(5),
                        ]
                    ),
                ),
                ("text", models.TextField(blank=True, max_length=1500)),
                ("grade", models.CharField(blank=True, max_length=2)),
                ("is_staff", models.BooleanField(default=False)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waits to be read"),
                            ("shown", "Shown"),
                            ("back", "Sent back"),
                            ("removed", "Removed"),
                        ],
                        default="waiting",
                        max_length=7,
                    ),
                ),
                ("answer", models.CharField(blank=True, max_length=500)),
                ("is_held", models.BooleanField(default=False)),
                ("written_on", models.DateField()),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.organisation"
                    ),
                ),
                (
                    "title",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="reviews", to="library.title"
                    ),
                ),
            ],
            options={
                "ordering": ("-pk",),
            },
        ),
        migrations.CreateModel(
            name="ReviewReport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("words", models.CharField(blank=True, max_length=300)),
                ("at", models.DateTimeField()),
                ("seen_at", models.DateTimeField(blank=True, null=True)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="reports", to="library.review"
                    ),
                ),
            ],
            options={
                "ordering": ("pk",),
            },
        ),
        migrations.CreateModel(
            name="ReviewSettings",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("is_on", models.BooleanField(default=False, verbose_name="Readers may write reviews")),
                (
                    "signature",
                    models.CharField(
                        choices=[
                            ("nobody", "“A reader”: no name, no grade"),
                            ("grade", "“A reader in grade 4”"),
                            ("first", "First name and grade"),
                        ],
                        default="nobody",
                        max_length=6,
                        verbose_name="Signed as",
                    ),
                ),
                (
                    "hide_after",
                    models.PositiveSmallIntegerField(
                        default=3,
                        help_text="A review that so many readers report is not shown until somebody has looked at it again.",
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(99),
                        ],
                        verbose_name="Hide after so many reports",
                    ),
                ),
                ("rules_en", models.TextField(blank=True, max_length=1000, verbose_name="What we ask of reviewers")),
                ("rules_es", models.TextField(blank=True, max_length=1000, verbose_name="The same in Spanish")),
                ("source", models.CharField(blank=True, max_length=200, verbose_name="Who decided this")),
                ("last_checked", models.DateField(blank=True, null=True, verbose_name="Looked at last")),
                (
                    "organisation",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.organisation"
                    ),
                ),
            ],
            options={
                "ordering": ("organisation",),
            },
        ),
        migrations.CreateModel(
            name="SavedSearch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120)),
                ("text", models.CharField(blank=True, max_length=200)),
                ("limits", models.JSONField(blank=True, default=dict)),
                ("exactly", models.BooleanField(default=False)),
                ("made_at", models.DateTimeField()),
                ("seen_at", models.DateTimeField()),
                ("counted_at", models.DateTimeField()),
                ("new_count", models.PositiveIntegerField(default=0)),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ("name", "pk"),
            },
        ),
        migrations.AddConstraint(
            model_name="booklistclass",
            constraint=models.UniqueConstraint(fields=("book_list", "section"), name="one_book_list_per_class"),
        ),
        migrations.AddIndex(
            model_name="booklist",
            index=models.Index(fields=["organisation", "is_shown"], name="book_list_by_school"),
        ),
        migrations.AddIndex(
            model_name="booklist",
            index=models.Index(
                condition=models.Q(("is_pick", True), ("is_shown", True)), fields=["-shown_at"], name="book_list_picks"
            ),
        ),
        migrations.AddConstraint(
            model_name="booklisttitle",
            constraint=models.UniqueConstraint(fields=("book_list", "title"), name="once_on_a_book_list"),
        ),
        migrations.AddIndex(
            model_name="classset",
            index=models.Index(fields=["organisation", "state", "first_day"], name="class_set_by_school"),
        ),
        migrations.AddConstraint(
            model_name="classset",
            constraint=models.CheckConstraint(condition=models.Q(("count__gte", 1)), name="class_set_count"),
        ),
        migrations.AddConstraint(
            model_name="classset",
            constraint=models.CheckConstraint(
                condition=models.Q(("last_day__gte", models.F("first_day"))), name="class_set_days"
            ),
        ),
        migrations.AddConstraint(
            model_name="classsetcopy",
            constraint=models.UniqueConstraint(fields=("class_set", "copy"), name="once_in_a_class_set"),
        ),
        migrations.AddIndex(
            model_name="readinglist",
            index=models.Index(fields=["owner", "-changed_at"], name="reading_lists_by_owner"),
        ),
        migrations.AddConstraint(
            model_name="readinglisttitle",
            constraint=models.UniqueConstraint(fields=("list", "title"), name="once_on_a_reading_list"),
        ),
        migrations.AddIndex(
            model_name="review",
            index=models.Index(fields=["organisation", "state"], name="review_by_school"),
        ),
        migrations.AddIndex(
            model_name="review",
            index=models.Index(fields=["author"], name="review_by_author"),
        ),
        migrations.AddConstraint(
            model_name="review",
            constraint=models.UniqueConstraint(fields=("title", "author"), name="one_review_per_reader"),
        ),
        migrations.AddConstraint(
            model_name="review",
            constraint=models.CheckConstraint(
                condition=models.Q(("stars__gte", 1), ("stars__lte", 5)), name="one_to_five_stars"
            ),
        ),
        migrations.AddConstraint(
            model_name="reviewreport",
            constraint=models.UniqueConstraint(fields=("review", "account"), name="one_report_per_reader"),
        ),
        migrations.AddIndex(
            model_name="savedsearch",
            index=models.Index(fields=["owner", "name"], name="saved_searches_by_owner"),
        ),
        migrations.AddIndex(
            model_name="savedsearch",
            index=models.Index(fields=["counted_at"], name="saved_searches_by_count"),
        ),
        migrations.RunPython(add_rules, migrations.RunPython.noop),
        migrations.RunPython(count_pages, migrations.RunPython.noop),
    ]
