"""How mail is set up by the environment, and what the doctor says of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone

from firstbell.config import doctor
from firstbell.config.mail import mail_transport, sender, site_url
from firstbell.core.models import ScheduledJob
from tests.post.postmen import Mailbox


@pytest.mark.parametrize(
    ("url", "port", "tls", "ssl"),
    [
        ("smtp://mail.example.org", 587, True, False),
        ("smtp://mail.example.org:25/?tls=none", 25, False, False),
        ("smtps://mail.example.org", 465, False, True),
    ],
)
def test_one_address_says_how_mail_leaves(url: str, port: int, tls: bool, ssl: bool) -> None:
    found = mail_transport(url, outbox=None)
    assert (found["host"], found["port"], found["use_tls"], found["use_ssl"]) == ("mail.example.org", port, tls, ssl)


def test_a_password_may_hold_anything() -> None:
    found = mail_transport("smtp://it%40elm.org:p%40ss%3A%2F@mail.example.org", outbox=None)
    assert (found["username"], found["password"]) == ("it@elm.org", "p@ss:/")


@pytest.mark.parametrize("url", ["mail.example.org", "http://mail.example.org", "smtp://", "smtp://x?tls=maybe"])
def test_an_address_that_means_nothing_is_refused_at_start(url: str) -> None:
    with pytest.raises(ImproperlyConfigured):
        mail_transport(url, outbox=None)


def test_without_one_nothing_is_sent_and_the_demo_writes_files_whatever_is_set() -> None:
    assert mail_transport("", outbox=None) == {}
    assert mail_transport("smtp://mail.example.org", outbox=Path("/x"))["file_path"] == "/x"


def test_links_lead_to_the_first_real_host() -> None:
    assert site_url(["localhost", "bell.example.org"], https=True) == "https://bell.example.org"
    assert site_url(["localhost"], https=False) == "http://127.0.0.1:8000"
    assert sender("https://bell.example.org") == "Firstbell <firstbell@bell.example.org>"


@pytest.mark.django_db
def test_the_doctor_says_whether_mail_leaves(settings: Any, box: Mailbox) -> None:
    assert [one.verdict for one in doctor._mail()] == ["pass"]
    settings.FIRSTBELL_MAIL = box.transport | {"port": 1}
    assert [one.verdict for one in doctor._mail()] == ["fail"]
    settings.FIRSTBELL_MAIL = {}
    assert [(one.verdict, "FIRSTBELL_SMTP_URL" in one.remedy) for one in doctor._mail()] == [("unknown", True)]


@pytest.mark.django_db
def test_the_doctor_says_when_no_worker_runs_the_schedule() -> None:
    now = timezone.now()
    ScheduledJob.objects.create(name="core.post", next_run_at=now)
    assert list(doctor._schedule()) == []
    ScheduledJob.objects.update(next_run_at=now.replace(year=now.year - 1))
    assert [one.verdict for one in doctor._schedule()] == ["fail"]
