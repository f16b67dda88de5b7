"""People's entries in the navigation."""

from firstbell.core.nav import NavEntry, register
from firstbell.core.permissions import CorePermission
from firstbell.people.permissions import PeoplePermission

register(NavEntry("Today", "My page", "people:me", "person", None, order=80, key="m", thumb=70))
register(NavEntry("People", "People", "people:persons", "people", PeoplePermission.PERSON_VIEW, order=10, key="p"))
register(NavEntry("People", "Classes", "people:sections", "book", None, order=20, key="k"))
register(
    NavEntry("People", "Gone from the roster", "people:gone", "question", PeoplePermission.PERSON_WITHDRAW, order=30)
)
register(
    NavEntry(
        "District", "Organisations", "people:organisations", "building", PeoplePermission.ORGANISATION_VIEW, order=20
    )
)
register(NavEntry("District", "Photos of people", "people:photo_rules", "eye", PeoplePermission.PHOTO_DECIDE, order=25))
register(NavEntry("District", "Roles", "people:roles", "key", PeoplePermission.ROLE_GRANT, order=30))
register(NavEntry("District", "REST API", "api_reference", "link", CorePermission.API_USE, order=95))
