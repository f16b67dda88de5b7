"""What REST shows and takes of other catalogues. The password goes in and never comes out."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import Field

from firstbell.core.api import Schema


class TargetOut(Schema):
    id: int
    name: str
    protocol: str
    is_on: bool
    position: int
    url: str
    version: str
    record_schema: str
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

    name: str = Field("", max_length=100)
    protocol: Literal["sru", "z3950"] = "sru"
    is_on: bool = False
    position: int = 100
    url: str = Field("", max_length=300)
    version: Literal["1.1", "1.2", "2.0"] = "1.1"
    record_schema: str = Field("marcxml", max_length=100)
    host: str = Field("", max_length=200)
    port: int = 210
    database: str = Field("", max_length=100)
    syntax: Literal["usmarc", "xml"] = "usmarc"
    encoding: Literal["", "utf-8", "marc-8", "iso-8859-1", "cp1252", "cp1251", "koi8-r"] = ""
    isbn_index: str = Field("bath.isbn", max_length=60)
    title_index: str = Field("dc.title", max_length=60)
    author_index: str = Field("dc.creator", max_length=60)
    username: str = Field("", max_length=100)
    password: str = Field("", max_length=200)
    seconds: int = 10
    is_private_allowed: bool = False
    trial_isbn: str = "9781416936473"
