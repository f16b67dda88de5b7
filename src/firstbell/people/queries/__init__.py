"""Questions about people that span models."""

from firstbell.people.queries.accounts import (
    free_username,
    grantable_organisations,
    grantable_roles,
    other_role_givers,
    require_within_reach,
)
from firstbell.people.queries.actors import actor_of_account, actor_of_token, digest_of, grants_by_rule
from firstbell.people.queries.classes import classes_of, homeroom_members_of, members_of, standing, teachers_by_section
from firstbell.people.queries.persons import (
    districts_around,
    home_languages,
    missing_people,
    organisations_where,
    people_named,
    proposed_withdrawals,
    schools_for,
)
from firstbell.people.queries.photos import (
    keeps_photos,
    people_by_identifier,
    photo_obstacles,
    photo_of,
    photo_rule_for,
    photo_url,
    photo_urls,
    with_photos,
)
from firstbell.people.queries.recipients import family_keys, person_key

__all__ = [
    "actor_of_account",
    "actor_of_token",
    "classes_of",
    "digest_of",
    "districts_around",
    "family_keys",
    "free_username",
    "grantable_organisations",
    "grantable_roles",
    "grants_by_rule",
    "home_languages",
    "homeroom_members_of",
    "keeps_photos",
    "members_of",
    "missing_people",
    "organisations_where",
    "other_role_givers",
    "people_by_identifier",
    "people_named",
    "person_key",
    "photo_obstacles",
    "photo_of",
    "photo_rule_for",
    "photo_url",
    "photo_urls",
    "proposed_withdrawals",
    "require_within_reach",
    "schools_for",
    "standing",
    "teachers_by_section",
    "with_photos",
]
