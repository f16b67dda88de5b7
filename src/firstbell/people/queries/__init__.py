"""Questions about people that span models."""

from firstbell.people.queries.accounts import (
    free_username,
    grantable_organisations,
    grantable_roles,
    other_role_givers,
)
from firstbell.people.queries.actors import actor_of_account, actor_of_token, digest_of, grants_by_rule
from firstbell.people.queries.classes import classes_of, homeroom_members_of, members_of, standing, teachers_by_section
from firstbell.people.queries.persons import (
    home_languages,
    missing_people,
    proposed_withdrawals,
    schools_for,
)

__all__ = [
    "actor_of_account",
    "actor_of_token",
    "classes_of",
    "digest_of",
    "free_username",
    "grantable_organisations",
    "grantable_roles",
    "grants_by_rule",
    "home_languages",
    "homeroom_members_of",
    "members_of",
    "missing_people",
    "other_role_givers",
    "proposed_withdrawals",
    "schools_for",
    "standing",
    "teachers_by_section",
]
