"""Database promises that Django's migrations cannot say: append-only tables and full-text search.

Used in migrations only. Each operation knows its SQL for SQLite and for PostgreSQL.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation


class PerDatabaseSQL(Operation):
    """Run other statements on SQLite than on PostgreSQL."""

    reversible = True

    def __init__(self, forwards: Mapping[str, Sequence[str]], backwards: Mapping[str, Sequence[str]]) -> None:
        self.forwards = forwards
        self.backwards = backwards

    def state_forwards(self, app_label: str, state: Any) -> None:
        """The models stay as they are."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        self._run(schema_editor, self.forwards)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        self._run(schema_editor, self.backwards)

    def _run(self, schema_editor: BaseDatabaseSchemaEditor, statements: Mapping[str, Sequence[str]]) -> None:
        for statement in statements[schema_editor.connection.vendor]:
            # Without parameters a per cent sign in the statement stays as it is.
            schema_editor.execute(statement, params=None)

    def describe(self) -> str:
        return "Statements of its own for each database"


def append_only(table: str) -> PerDatabaseSQL:
    """The database refuses to change or remove a row of ``table``."""
    sqlite = [
        f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        for verb in ("UPDATE", "DELETE")
    ]
    postgresql = [
        (
            f"CREATE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{table} is append-only'; END $$"
        ),
        (
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION {table}_refuse()"
        ),
    ]
    return PerDatabaseSQL(
        {"sqlite": sqlite, "postgresql": postgresql},
        {
            "sqlite": [f"DROP TRIGGER {table}_no_update", f"DROP TRIGGER {table}_no_delete"],
            "postgresql": [f"DROP TRIGGER {table}_append_only ON {table}", f"DROP FUNCTION {table}_refuse()"],
        },
    )


def stamped(*tables: str, of: Sequence[str] = ()) -> PerDatabaseSQL:
    """Every write of these tables renews their stamp, for ``core.kept``; with ``of``, of updates only those of these columns.

    Needs core's 0010_table_stamps. SQLite forgets triggers when a migration makes a table anew: repeat this one after it
    (``tests/architecture/test_append_only.py`` tells).
    """
    sqlite, postgresql, gone_sqlite, gone_postgresql = [], [], [], []
    columns = " OF " + ", ".join(f'"{name}"' for name in of) if of else ""
    for table in tables:
        for verb in ("INSERT", "UPDATE", "DELETE"):
            name = f"{table}_stamp_{verb.lower()}"
            sqlite.append(
                f"CREATE TRIGGER {name} AFTER {verb}{columns if verb == 'UPDATE' else ''} ON {table} BEGIN INSERT INTO core_tablestamp (name, stamp) "  # noqa: S608  names of tables
                f"VALUES ('{table}', hex(randomblob(12))) ON CONFLICT (name) DO UPDATE SET stamp = excluded.stamp; END"
            )
            gone_sqlite.append(f"DROP TRIGGER IF EXISTS {name}")
        postgresql.append(
            f"CREATE TRIGGER {table}_stamp AFTER INSERT OR UPDATE{columns} OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION core_stamp_table()"
        )
        gone_postgresql.append(f"DROP TRIGGER IF EXISTS {table}_stamp ON {table}")
    return PerDatabaseSQL(
        {"sqlite": sqlite, "postgresql": postgresql}, {"sqlite": gone_sqlite, "postgresql": gone_postgresql}
    )


def stamping() -> PerDatabaseSQL:
    """The table of stamps, and what PostgreSQL's triggers of ``stamped`` call. Random, so that no stamp comes twice."""
    table = "CREATE TABLE core_tablestamp (name varchar(60) NOT NULL PRIMARY KEY, stamp varchar(32) NOT NULL)"
    return PerDatabaseSQL(
        {
            "sqlite": [table],
            "postgresql": [
                table,
                """CREATE FUNCTION core_stamp_table() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                    INSERT INTO core_tablestamp (name, stamp)
                    VALUES (TG_TABLE_NAME, replace(gen_random_uuid()::text, '-', ''))
                    ON CONFLICT (name) DO UPDATE SET stamp = excluded.stamp;
                    RETURN NULL; END $$""",
            ],
        },
        {
            "sqlite": ["DROP TABLE core_tablestamp"],
            "postgresql": ["DROP FUNCTION core_stamp_table()", "DROP TABLE core_tablestamp"],
        },
    )


def full_text() -> PerDatabaseSQL:
    """Full-text search over search documents, kept true by the database itself.

    SQLite: an FTS5 table that takes its content from the documents' table and follows it by
    triggers. PostgreSQL: a generated ``tsvector`` column with a GIN index. The text is folded
    to plain letters before it is stored, so no tokenizer has to know about accents.
    """
    sqlite = [
        """CREATE VIRTUAL TABLE core_search_fts USING fts5(
            title, terms, scope, content='core_searchdocument', content_rowid='id', tokenize='ascii', prefix='2 3')""",
        """CREATE TRIGGER core_search_fts_ai AFTER INSERT ON core_searchdocument BEGIN
            INSERT INTO core_search_fts(rowid, title, terms, scope)
            VALUES (new.id, new.title, new.terms, new.scope); END""",
        """CREATE TRIGGER core_search_fts_ad AFTER DELETE ON core_searchdocument BEGIN
            INSERT INTO core_search_fts(core_search_fts, rowid, title, terms, scope)
            VALUES ('delete', old.id, old.title, old.terms, old.scope); END""",
        """CREATE TRIGGER core_search_fts_au AFTER UPDATE ON core_searchdocument BEGIN
            INSERT INTO core_search_fts(core_search_fts, rowid, title, terms, scope)
            VALUES ('delete', old.id, old.title, old.terms, old.scope);
            INSERT INTO core_search_fts(rowid, title, terms, scope)
            VALUES (new.id, new.title, new.terms, new.scope); END""",
    ]
    postgresql = [
        """ALTER TABLE core_searchdocument ADD COLUMN tsv tsvector GENERATED ALWAYS AS (
            setweight(to_tsvector('simple', title), 'A') || setweight(to_tsvector('simple', terms), 'B') ||
            setweight(to_tsvector('simple', scope), 'D')) STORED""",
        "CREATE INDEX core_search_fts ON core_searchdocument USING gin (tsv)",
    ]
    return PerDatabaseSQL(
        {"sqlite": sqlite, "postgresql": postgresql},
        {
            "sqlite": [
                "DROP TRIGGER core_search_fts_ai",
                "DROP TRIGGER core_search_fts_ad",
                "DROP TRIGGER core_search_fts_au",
                "DROP TABLE core_search_fts",
            ],
            "postgresql": ["DROP INDEX core_search_fts", "ALTER TABLE core_searchdocument DROP COLUMN tsv"],
        },
    )
