"""What REST shows and takes of other catalogues. The password goes in and never comes out."""

from __future__ import annotations

import datetime as dt

from firstbell.core.api import Schema


class TargetOut(Schema):
    id: int
    name: str
    protocol: str
    is_on: bool
    position: int
    url: str
    version: str
    schema_name: str
    host: str
    port: int
    database: str
    syntax: str
    encoding: str
    isbn_index: str
    title_index: str
    author_index: str
    username: str
    seconds: int
    is_private_allowed: bool
    trial_isbn: str
    source: str
    last_checked: dt.date | None
    tested_at: dt.datetime | None
    verdict: str
    findings: list[dict[str, str]]


class TargetIn(Schema):
    """What is left out stays as it is; of a new one, it has its usual value."""

    name: str | None = None
    protocol: str | None = None
    is_on: bool | None = None
    position: int | None = None
    url: str | None = None
    version: str | None = None
    schema_name: str | None = None
    host: str | None = None
    port: int | None = None
    database: str | None = None
    syntax: str | None = None
    encoding: str | None = None
    isbn_index: str | None = None
    title_index: str | None = None
    author_index: str | None = None
    username: str | None = None
    password: str | None = None
    seconds: int | None = None
    is_private_allowed: bool | None = None
    trial_isbn: str | None = None
