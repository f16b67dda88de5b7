"""Badges for everybody, accounts and roles for the cast."""

from __future__ import annotations

import csv
from pathlib import Path

from firstbell.core.actor import Actor
from firstbell.core.events import change
from firstbell.demo.cast import PARTS
from firstbell.demo.generator import DistrictManifest
from firstbell.people.actions.accounts import create_account
from firstbell.people.actions.badges import add_badge
from firstbell.people.actions.roles import grant_role
from firstbell.people.models import Organisation, Person


def give_badges(files: Path, *, by: Actor) -> None:
    people = {person.identifier: person for person in Person.objects.select_related("organisation")}
    with change(by), (files / "badges.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            person = people.get(row["identifier"])
            if person is not None:
                add_badge(person, value=row["badge"], by=by)


def give_accounts(manifest: DistrictManifest, *, by: Actor) -> None:
    """Nobody of the cast has a password: the demo's page signs them in."""
    top = Organisation.objects.get(parent=None)
    with change(by):
        for part in PARTS:
            member = next((one for one in manifest.cast.values() if one["username"] == part.username), None)
            if member is None:
                continue
            person = Person.objects.select_related("organisation").get(sourced_id=member["sourced_id"])
            account = create_account(username=part.username, email=member["email"], person=person, by=by)
            if part.role:
                school = Organisation.objects.get(sourced_id=member["school"])
                where = top if part.scope == "district" else school
                grant_role(account, part.role, organisation=where, reason="Part of the demo", by=by)
