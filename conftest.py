"""What every test of every room stands on; nothing here belongs to one room.

Sets the tests' environment before Django reads its settings: `FIRSTBELL_TESTING=1` (fast password hasher, tasks at
once), a private data folder, and SQLite unless `FIRSTBELL_DATABASE_URL` names another database. `--database-only` runs
only the tests that touch the database: `make test` uses it for its second round, on PostgreSQL.
"""

import atexit
import gc
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

_data = tempfile.mkdtemp(prefix="firstbell-test-")
# Where collected static files would be; whitenoise warns when it is missing.
os.mkdir(f"{_data}/static")  # noqa: PTH102
atexit.register(shutil.rmtree, _data, ignore_errors=True)
os.environ["FIRSTBELL_TESTING"] = "1"
os.environ["FIRSTBELL_DATA"] = _data
os.environ["DJANGO_SETTINGS_MODULE"] = "firstbell.config.settings"
# Playwright's own event loop runs in the thread that also asks the database; the live server is another thread.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")

import django  # noqa: E402  the environment comes first
import pytest  # noqa: E402

# Before any room's conftest.py or factories.py is imported, whichever folder pytest was started on.
django.setup()

from django.conf import settings  # noqa: E402
from django.core.cache import cache  # noqa: E402
from django.core.management.commands import flush  # noqa: E402
from django.db import connection, connections  # noqa: E402
from django.test import TransactionTestCase  # noqa: E402

# A file instead of Django's shared memory: the same journal, locks and waiting as a school's own database,
# so that tests with two writers and the live server mean something.
_test: dict[str, Any] = settings.DATABASES["default"].setdefault("TEST", {})
# What `make test` has migrated once for all its rounds and processes: a file, or a database of PostgreSQL's.
_migrated = os.environ.get("FIRSTBELL_TEST_MIGRATED", "")
if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    _test["NAME"] = f"{_data}/test.sqlite3"
elif _migrated:
    _test["TEMPLATE"] = _migrated


HERE = Path(__file__).resolve().parent
#: What the migrated, empty database depends on.
SCHEMA = (
    "src/**/migrations/*.py",
    "src/firstbell/core/schema.py",
    "src/firstbell/config/settings.py",
    "requirements/*.txt",
)


def migrated_database() -> Path | None:
    """Where a migrated SQLite database of exactly this schema is kept between runs; None where migrations always run.

    Making one takes as long as a hundred tests. The continuous integration makes it once in every run.
    """
    if connection.vendor != "sqlite":
        return None
    if _migrated:
        return Path(_migrated)
    if os.environ.get("CI"):
        return None
    digest = hashlib.sha256()
    for pattern in SCHEMA:
        for path in sorted(HERE.glob(pattern)):
            digest.update(f"{path.relative_to(HERE)}\0".encode() + path.read_bytes())
    return Path(tempfile.gettempdir()) / f"firstbell-migrated-{os.getuid()}-{digest.hexdigest()[:24]}.sqlite3"


@pytest.fixture(scope="session")
def django_db_keepdb(request: pytest.FixtureRequest) -> bool:
    """True as well when the database starts from the kept one: then there is nothing to migrate."""
    kept = migrated_database()
    return bool(request.config.getvalue("reuse_db")) or (kept is not None and kept.exists())


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Begin with a copy of the kept database, under the name this process uses."""
    kept = migrated_database()
    if kept is not None and kept.exists():
        shutil.copyfile(kept, str(settings.DATABASES["default"]["TEST"]["NAME"]))


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """Once migrated, keep a copy for the next run."""
    kept = migrated_database()
    if kept is None or kept.exists():
        return
    fresh = kept.with_suffix(f".{os.getpid()}")
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(fresh)])
    fresh.replace(kept)


@pytest.fixture
def migrated_sqlite(request: pytest.FixtureRequest) -> Path | None:
    """The kept file with a migrated, empty SQLite database, to be copied and never written to; None where none is kept."""
    if migrated_database() is not None:
        request.getfixturevalue("django_db_setup")
    return migrated_database()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """The browser of all tests of this process: Playwright does not begin a second time while it runs."""
    from playwright.sync_api import expect, sync_playwright

    path = os.environ.get("FIRSTBELL_CHROMIUM", "/usr/bin/chromium")
    # How long to wait is no finding: a machine that does other work as well answers late and rightly.
    expect.set_options(timeout=15_000)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(autouse=True)
def fresh_rates() -> None:
    """Rates are counted in the process's memory by the token's key, and keys begin at 1 in every test."""
    cache.clear()


def pytest_collection_finish() -> None:
    """What is loaded by now stays to the end: the collector need not look at it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database-only", action="store_true", help="run only the tests that touch the database")


def touches_database(item: pytest.Item) -> bool:
    """A `django_db` mark, a fixture that stands on the database, or a Django TestCase."""
    if item.get_closest_marker("django_db"):
        return True
    if {"db", "transactional_db", "live_server", "django_db_setup"} & set(getattr(item, "fixturenames", ())):
        return True
    cls = getattr(item, "cls", None)
    return isinstance(cls, type) and issubclass(cls, TransactionTestCase)


#: Begun first: begun last, they would leave the other process waiting. Each undoes its own transaction, so that what
#: migrations bring is still there after them.
LONG = ("tests/api/test_document.py", "tests/architecture/test_query_counts.py", "tests/upgrade/")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--database-only"):
        kept = [item for item in items if touches_database(item)]
        config.hook.pytest_deselected(items=[item for item in items if not touches_database(item)])
        items[:] = kept
    items.sort(key=lambda item: not item.nodeid.startswith(LONG))


@contextmanager
def append_only_lifted() -> Iterator[None]:
    """Append-only tables refuse DELETE by trigger, and on SQLite the flush between transactional tests is a DELETE.

    The refusing triggers are dropped for the flush and put back word for word. PostgreSQL flushes by TRUNCATE,
    which row triggers do not see.
    """
    dropped: list[tuple[str, str]] = []
    for alias in connections:
        connection = connections[alias]
        if connection.vendor != "sqlite":
            continue
        with connection.cursor() as cursor:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND sql LIKE '%RAISE(%'")
            for name, sql in cursor.fetchall():
                cursor.execute(f'DROP TRIGGER "{name}"')
                dropped.append((alias, sql))
    try:
        yield
    finally:
        for alias, sql in dropped:
            with connections[alias].cursor() as cursor:
                # SQLite's cursor formats % only when given parameters, so the text goes through as it was.
                cursor.execute(sql)


@contextmanager
def nothing_made_after_migrating() -> Iterator[None]:
    """After a flush Django makes its content types and permissions anew, as after migrating: three quarters of its time.

    Nobody here asks for either: what people may do stands in `people.RoleGrant`.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(flush, "emit_post_migrate_signal", lambda *_given, **_named: None)
        yield


def _lift_append_only_around_flush() -> None:
    original: Any = TransactionTestCase.__dict__["_fixture_teardown"]

    def _fixture_teardown(case: TransactionTestCase) -> None:
        with append_only_lifted(), nothing_made_after_migrating():
            original(case)

    setattr(TransactionTestCase, "_fixture_teardown", _fixture_teardown)  # noqa: B010  mypy knows no such attribute


_lift_append_only_around_flush()
