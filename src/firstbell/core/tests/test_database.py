"""What the address of a PostgreSQL database switches: whether plans are kept by its connections."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

ADDRESS = "postgres://someone:secret@127.0.0.1:5432/nowhere"


@pytest.mark.parametrize(
    ("asked", "options"),
    [
        ("", {"server_side_binding": True, "prepare_threshold": 5}),
        ("?server_side_binding=false", {"server_side_binding": False}),
        ("?sslmode=require", {"sslmode": "require", "server_side_binding": True, "prepare_threshold": 5}),
    ],
)
def test_plans_are_kept_unless_the_address_says_no(asked: str, options: dict[str, object], tmp_path: str) -> None:
    said = "import json; from django.conf import settings; print(json.dumps(settings.DATABASES['default']['OPTIONS']))"
    there = {"DJANGO_SETTINGS_MODULE": "firstbell.config.settings", "FIRSTBELL_DATA": str(tmp_path)}
    there |= {"FIRSTBELL_DATABASE_URL": ADDRESS + asked, "FIRSTBELL_SECRET_KEY": "fifty characters of no secret whatever, as Django wants"}  # fmt: skip
    done = subprocess.run([sys.executable, "-c", said], env={**os.environ, **there}, capture_output=True, check=True)
    assert json.loads(done.stdout) == options
