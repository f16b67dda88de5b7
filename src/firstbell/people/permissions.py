"""What the people room guards."""

from enum import StrEnum


class PeoplePermission(StrEnum):
    PERSON_VIEW = "people.person.view"
    PERSON_EDIT = "people.person.edit"
    PERSON_ADD_PROVISIONAL = "people.person.add_provisional"
    PERSON_WITHDRAW = "people.person.withdraw"
    PERSON_MERGE = "people.person.merge"
    PHOTO_VIEW = "people.photo.view"
    PHOTO_EDIT = "people.photo.edit"
    PHOTO_DECIDE = "people.photo.decide"
    RECORD_HAND_OUT = "people.record.hand_out"
    HOLD_SET = "people.hold.set"
    ORGANISATION_VIEW = "people.organisation.view"
    ORGANISATION_EDIT = "people.organisation.edit"
    SECTION_VIEW = "people.section.view"
    ROLE_GRANT = "people.role.grant"
    ACCOUNT_MANAGE = "people.account.manage"
    TOKEN_MANAGE = "people.token.manage"
