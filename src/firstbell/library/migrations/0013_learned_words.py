from django.db import migrations, models

from firstbell.core.schema import PerDatabaseSQL

# Words that misspelled ones may mean stand under two keys instead of nine: a sound, which begins with a ~, and the head.
# All others were the head with a letter left out.
SURPLUS = "DELETE FROM library_catalogueword WHERE key NOT LIKE '~%' AND key <> substr(word, 1, 7)"
# As statements: Django makes a table of SQLite anew for a column, and the triggers of the full-text index would be gone.
LEARNED = PerDatabaseSQL(
    {
        "sqlite": ["ALTER TABLE library_titledocument ADD COLUMN is_learned bool NOT NULL DEFAULT 1"],
        "postgresql": [
            "ALTER TABLE library_titledocument ADD COLUMN is_learned boolean NOT NULL DEFAULT true",
            "ALTER TABLE library_titledocument ALTER COLUMN is_learned DROP DEFAULT",
        ],
    },
    {
        "sqlite": ["ALTER TABLE library_titledocument DROP COLUMN is_learned"],
        "postgresql": ["ALTER TABLE library_titledocument DROP COLUMN is_learned"],
    },
)


class Migration(migrations.Migration):
    dependencies = [
        ("library", "0012_readers"),
    ]

    operations = [
        migrations.RunSQL(SURPLUS, migrations.RunSQL.noop),
        migrations.SeparateDatabaseAndState(
            [LEARNED],
            [
                migrations.AddField(
                    "titledocument",
                    "is_learned",
                    models.BooleanField(default=True, help_text="Whether its words are among the catalogue's words"),
                ),
            ],
        ),
        migrations.AlterField(
            "titleheading",
            "heading",
            models.ForeignKey(db_index=False, on_delete=models.CASCADE, related_name="uses", to="library.heading"),
        ),
        migrations.AddIndex(
            "titledocument",
            models.Index(fields=["title"], condition=models.Q(is_learned=False), name="document_not_learned"),
        ),
    ]
