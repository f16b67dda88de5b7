from django.db import migrations, models

from firstbell.core.schema import PerDatabaseSQL

# As statements: Django makes a table of SQLite anew for a column, with all its rows and indexes.
COLUMN = PerDatabaseSQL(
    {
        "sqlite": ["ALTER TABLE inventory_item ADD COLUMN is_library bool NOT NULL DEFAULT 0"],
        "postgresql": ["ALTER TABLE inventory_item ADD COLUMN is_library boolean NOT NULL DEFAULT false"],
    },
    {
        "sqlite": ["ALTER TABLE inventory_item DROP COLUMN is_library"],
        "postgresql": ["ALTER TABLE inventory_item DROP COLUMN is_library"],
    },
)
BOOKS = (
    "UPDATE inventory_item SET is_library = TRUE "
    "WHERE item_type_id IN (SELECT id FROM inventory_itemtype WHERE purpose = 'library')"
)


class Migration(migrations.Migration):
    dependencies = [
        ("inventory", "0010_past_events"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            [COLUMN],
            [
                migrations.AddField(
                    "item",
                    "is_library",
                    models.BooleanField(db_default=False, default=False, editable=False),
                ),
            ],
        ),
        migrations.RunSQL(BOOKS, migrations.RunSQL.noop),
        migrations.AddIndex(
            "item",
            models.Index(fields=["barcode_norm", "id"], condition=models.Q(is_library=False), name="item_not_library"),
        ),
    ]
