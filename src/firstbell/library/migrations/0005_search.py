import django.db.models.deletion
from django.db import migrations, models

from firstbell.core.schema import PerDatabaseSQL

COLUMNS = ("main", "alt", "author", "series", "subject", "rest", "stems")
NAMES = ", ".join(COLUMNS)
NEW = ", ".join(f"new.{name}" for name in COLUMNS)
OLD = ", ".join(f"old.{name}" for name in COLUMNS)
TABLE, INDEX = "library_titledocument", "library_title_fts"
PUT = f"INSERT INTO {INDEX}(rowid, {NAMES}) VALUES (new.title_id, {NEW});"  # noqa: S608  names
TAKE = f"INSERT INTO {INDEX}({INDEX}, rowid, {NAMES}) VALUES ('delete', old.title_id, {OLD});"  # noqa: S608  names

# The words are folded and split before they are stored, so no tokenizer has to know about accents or languages.
FULL_TEXT = PerDatabaseSQL(
    {
        "sqlite": [
            f"""CREATE VIRTUAL TABLE {INDEX} USING fts5({NAMES}, content='{TABLE}', content_rowid='title_id',
                tokenize='unicode61 remove_diacritics 0', prefix='2 3')""",
            # How many titles hold a word: what a misspelled word may have meant.
            f"CREATE VIRTUAL TABLE {INDEX}_words USING fts5vocab({INDEX}, row)",
            f"CREATE TRIGGER {INDEX}_ai AFTER INSERT ON {TABLE} BEGIN {PUT} END",
            f"CREATE TRIGGER {INDEX}_ad AFTER DELETE ON {TABLE} BEGIN {TAKE} END",
            f"CREATE TRIGGER {INDEX}_au AFTER UPDATE OF {NAMES} ON {TABLE} BEGIN {TAKE} {PUT} END",
        ],
        "postgresql": [
            f"""ALTER TABLE {TABLE} ADD COLUMN tsv tsvector GENERATED ALWAYS AS (
                setweight(to_tsvector('simple', main), 'A') ||
                setweight(to_tsvector('simple', series || ' ' || subject), 'B') ||
                setweight(to_tsvector('simple', author || ' ' || alt), 'C') ||
                setweight(to_tsvector('simple', rest || ' ' || stems), 'D')) STORED""",
            f"CREATE INDEX {INDEX} ON {TABLE} USING gin (tsv)",
        ],
    },
    {
        "sqlite": [
            f"DROP TRIGGER {INDEX}_au",
            f"DROP TRIGGER {INDEX}_ad",
            f"DROP TRIGGER {INDEX}_ai",
            f"DROP TABLE {INDEX}_words",
            f"DROP TABLE {INDEX}",
        ],
        "postgresql": [f"DROP INDEX {INDEX}", f"ALTER TABLE {TABLE} DROP COLUMN tsv"],
    },
)


class Migration(migrations.Migration):
    dependencies = [
        ("library", "0004_cataloguing"),
    ]

    operations = [
        migrations.CreateModel(
            name="CatalogueWord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=24)),
                ("word", models.CharField(max_length=24)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("key", "word"), name="one_catalogue_word_per_key")],
            },
        ),
        migrations.CreateModel(
            name="TitleDocument",
            fields=[
                (
                    "title",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="document",
                        serialize=False,
                        to="library.title",
                    ),
                ),
                ("main", models.TextField(help_text="Title")),
                ("alt", models.TextField(blank=True, help_text="Works contained, other titles")),
                ("author", models.TextField(blank=True)),
                ("series", models.TextField(blank=True)),
                ("subject", models.TextField(blank=True, help_text="Subjects, places, genres")),
                ("rest", models.TextField(blank=True, help_text="Summary, contents, publisher")),
                ("stems", models.TextField(blank=True)),
                ("format", models.CharField(max_length=8)),
                ("language", models.CharField(blank=True, max_length=3)),
                ("audience", models.CharField(blank=True, max_length=1)),
                ("is_fiction", models.BooleanField(blank=True, null=True)),
                ("year", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("dewey", models.FloatField(blank=True, help_text="The class as a number", null=True)),
                ("lexile_low", models.SmallIntegerField(blank=True, null=True)),
                ("lexile_high", models.SmallIntegerField(blank=True, null=True)),
                (
                    "grade_low",
                    models.FloatField(blank=True, help_text="Reading level as a grade (ATOS, 521)", null=True),
                ),
                ("grade_high", models.FloatField(blank=True, null=True)),
                (
                    "interest_low",
                    models.SmallIntegerField(blank=True, help_text="Grades it interests; kindergarten is 0", null=True),
                ),
                ("interest_high", models.SmallIntegerField(blank=True, null=True)),
                ("genres", models.TextField(blank=True, help_text="Ids of its genre headings")),
                ("added_at", models.DateTimeField()),
                ("popularity", models.PositiveIntegerField(default=0)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["-added_at"], name="document_by_arrival"),
                    models.Index(fields=["dewey"], name="document_by_dewey"),
                    models.Index(fields=["-popularity"], name="document_by_popularity"),
                ],
            },
        ),
        FULL_TEXT,
    ]
