"""An import whose process is killed while it writes: nothing of it is there, and it can be run again."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

from firstbell.connectors.oneroster.tests.factories import district, pack

PROGRAM = """
import json, os, signal, sys
import django
django.setup()
from firstbell.core import bulk
from firstbell.core.actor import system_actor
from firstbell.core.imports.actions import apply_import, mark_interrupted_imports, preview_import, upload_import
from firstbell.core.models import ImportRun
from firstbell.people.models import Enrollment, Membership, Organisation, Person, Section

BY = system_actor("test")

def upload(path):
    with open(path, "rb") as stream:
        return upload_import(stream, filename="a.zip", organisation_id=0, org_path="", by=BY)

def killed_after(rows, count):
    for number, row in enumerate(rows):
        if number == count:
            os.kill(os.getpid(), signal.SIGKILL)
        yield row

def dump():
    print(json.dumps({
        "state": list(ImportRun.objects.values_list("state", flat=True)),
        "orgs": list(Organisation.objects.order_by("sourced_id").values_list("sourced_id", "path")),
        "people": list(Person.objects.order_by("sourced_id").values_list(
            "sourced_id", "pk", "sort_name", "row_hash", "organisation__sourced_id", "homeroom__sourced_id")),
        "roles": list(Membership.objects.order_by("person__sourced_id").values_list("person__sourced_id", "role")),
        "enrolled": list(Enrollment.objects.order_by("sourced_id").values_list(
            "sourced_id", "person__sourced_id", "section__sourced_id", "row_hash")),
        "terms": list(Section.objects.order_by("sourced_id", "sessions").values_list("sourced_id", "sessions__sourced_id")),
    }))

step, path = sys.argv[1:]
if step == "migrate":
    from django.core.management import call_command
    call_command("migrate", verbosity=0)
elif step == "killed":
    insert = bulk.insert
    bulk.insert = lambda table, columns, rows: insert(
        table, columns, killed_after(rows, 100) if table == "people_enrollment" else rows)
    apply_import(preview_import(upload(path), by=BY), by=BY)
elif step == "look":
    mark_interrupted_imports(by=BY)
    dump()
elif step == "again":
    run = ImportRun.objects.get()
    apply_import(preview_import(run, by=BY), by=BY)
    dump()
elif step == "clean":
    apply_import(preview_import(upload(path), by=BY), by=BY)
    dump()
"""


def test_killed_while_writing_then_run_again(tmp_path: Path, migrated_sqlite: Path | None) -> None:
    path = pack(tmp_path, district())
    program = tmp_path / "program.py"
    program.write_text(textwrap.dedent(PROGRAM))

    def step(name: str, data: Path) -> subprocess.CompletedProcess[str]:
        environment = {key: value for key, value in os.environ.items() if key != "FIRSTBELL_DATABASE_URL"}
        environment |= {"FIRSTBELL_DATA": str(data), "DJANGO_SETTINGS_MODULE": "firstbell.config.settings"}
        command = [sys.executable, str(program), name, str(path)]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=300)

    first, second = tmp_path / "first", tmp_path / "second"
    if migrated_sqlite:
        first.mkdir()
        shutil.copyfile(migrated_sqlite, first / "firstbell.sqlite3")
    else:
        made = step("migrate", first)
        assert made.returncode == 0, made.stderr
    shutil.copytree(first, second)

    assert step("killed", first).returncode == -signal.SIGKILL

    after = json.loads(step("look", first).stdout)
    assert (after["state"], after["orgs"], after["people"], after["enrolled"]) == (["interrupted"], [], [], [])

    again, clean = step("again", first), step("clean", second)
    assert again.returncode == 0, again.stderr
    assert json.loads(again.stdout) == json.loads(clean.stdout)
    assert json.loads(again.stdout)["state"] == ["applied"]
