"""What the people room knows of somebody: who they are, where they belong, their family, codes, classes and account."""

from __future__ import annotations

from firstbell.core.models import Attachment
from firstbell.core.record import Part, files_as_part, initials, not_in_record, record_section
from firstbell.people.models import Account, Person, PersonPhoto, PhotoRefusal

not_in_record(
    "people.Person.merged_into", "Two entries of one person that became one: the record is that of the one kept"
)
not_in_record("account.EmailAddress.user", "A copy of the account's address, which the section on the account shows")


@record_section("people.person", "Person", order=10)
def person_facts(person: Person, internal: bool) -> Part:
    names = ("given_name", "family_name", "middle_name", "preferred_given_name", "preferred_family_name", "identifier",
             "username", "email", "grade", "language", "sourced_id", "withdrawn_on", "withdrawn_reason", "created_at")  # fmt: skip
    facts = {name.replace("_", " ").capitalize(): getattr(person, name) for name in names}
    homeroom = person.homeroom.title if person.homeroom is not None else ""
    notes = {"Entered by hand": person.provisional_note} if internal and person.is_provisional else {}
    row = {
        "Kind": person.get_kind_display(),
        "School": person.organisation.name,
        "Homeroom": homeroom,
        **facts,
        **notes,
    }
    return Part([{"Data element": name, "Value": value} for name, value in row.items()])


@record_section("people.roles", "Roles in the roster", covers=("people.Membership.person",), order=12)
def roster_roles(person: Person, _internal: bool) -> Part:
    rows = person.memberships.select_related("organisation").order_by("pk")
    return Part([{"Role": one.get_role_display(), "At": one.organisation.name, "From": one.begin_date, "Until": one.end_date,
                  "Ended": one.closed_at} for one in rows])  # fmt: skip


@record_section("people.codes", "Codes and badges", covers=("people.PersonIdentifier.person",), order=14)
def codes(person: Person, _internal: bool) -> Part:
    rows = person.identifiers.order_by("pk")
    return Part([{"Kind": one.get_kind_display(), "Code": one.value, "Since": one.created_at, "Retired": one.retired_at}
                 for one in rows])  # fmt: skip


@record_section(
    "people.family", "Family", covers=("people.Guardianship.guardian", "people.Guardianship.student"), order=16
)
def family(person: Person, _internal: bool) -> Part:
    guardians = person.guardians.select_related("guardian").order_by("pk")
    children = person.children.select_related("student").order_by("pk")
    rows = [
        {"Who": initials(one.guardian.name), "Is": "guardian", "Relationship": one.relationship} for one in guardians
    ]
    rows += [{"Who": initials(one.student.name), "Is": "child", "Relationship": one.relationship} for one in children]
    return Part(rows)


@record_section("people.photo", "Photo", covers=("people.PersonPhoto.person",), order=17)
def photo(person: Person, _internal: bool) -> Part:
    """The picture itself, also one that is hidden: it is kept, so it is theirs to see."""
    kept = PersonPhoto.objects.filter(person=person).first()
    if kept is None or not kept.file.storage.exists(str(kept.file.name)):
        return Part([])
    # Told in the shape of an attachment; no such row is stored.
    file = Attachment(
        pk=kept.pk, filename="photo-of-the-person.jpg", content_type="image/jpeg", size=kept.file.size, file=kept.file.name,
        created_at=kept.kept_at,
    )  # fmt: skip
    return files_as_part([file])


@record_section("people.no_photo", "No photo is wanted", covers=("people.PhotoRefusal.person",), order=17)
def no_photo(person: Person, _internal: bool) -> Part:
    wish = PhotoRefusal.objects.filter(person=person).first()
    return Part(
        [{"Asked by": initials(wish.asked_by), "Note": wish.note, "Since": wish.recorded_at}]
        if wish is not None
        else []
    )


@record_section("people.classes", "Classes", covers=("people.Enrollment.person",), order=18)
def classes(person: Person, _internal: bool) -> Part:
    rows = person.enrollments.select_related("section__organisation").order_by("pk")
    return Part([{"Class": one.section.title, "School": one.section.organisation.name, "As": one.get_role_display(),
                  "From": one.begin_date, "Until": one.end_date, "Ended": one.closed_at} for one in rows])  # fmt: skip


@record_section(
    "people.account",
    "Account",
    covers=("people.Account.person", "people.RoleGrant.account", "people.ApiToken.account"),
    order=20,
)
def account(person: Person, _internal: bool) -> Part:
    """Signing in, roles given by hand, names of tokens. Passwords and keys are stored as fingerprints only."""
    found = Account.objects.filter(person=person).first()
    if found is None:
        return Part([])
    rows = [
        {
            "What": "Account",
            "Name": found.username,
            "Detail": found.email,
            "Since": found.created_at,
            "Last": found.last_login,
        }
    ]
    rows += [{"What": "Role", "Name": one.role, "Detail": one.organisation.name if one.organisation else "everywhere",
              "Since": one.granted_at, "Last": None} for one in found.role_grants.select_related("organisation")]  # fmt: skip
    rows += [{"What": "API token", "Name": one.name, "Detail": one.prefix, "Since": one.created_at, "Last": one.last_used_at}
             for one in found.api_tokens.all()]  # fmt: skip
    return Part(rows)
