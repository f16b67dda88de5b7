"""Which role may do what. One table; ``docs/reference/permissions.md`` is made from it.

A role is granted at an organisation and reaches everything below it. Students and guardians
hold no permission over others: what they see is their own, by ``visible_to``.
"""

from __future__ import annotations

from enum import StrEnum

from firstbell.circulation.permissions import CirculationPermission as Circulation
from firstbell.connectors.catalogues.permissions import CataloguesPermission as Catalogues
from firstbell.connectors.mail.permissions import MailPermission as Mail
from firstbell.connectors.sip2.permissions import Sip2Permission as Sip2
from firstbell.connectors.sru.permissions import SruPermission as Sru
from firstbell.core.actor import Role
from firstbell.core.permissions import CorePermission as Core
from firstbell.counter.permissions import CounterPermission as Counter
from firstbell.guides.permissions import GuidesPermission as Guides
from firstbell.helpdesk.permissions import HelpdeskPermission as Helpdesk
from firstbell.inventory.permissions import InventoryPermission as Inventory
from firstbell.kiosk.permissions import KioskPermission as Kiosk
from firstbell.library.permissions import LibraryPermission as Library
from firstbell.people.permissions import PeoplePermission as People
from firstbell.reports.permissions import ReportsPermission as Reports
from firstbell.rooms.permissions import RoomsPermission as Rooms
from firstbell.signin.permissions import SigninPermission as Signin


def _set(*permissions: StrEnum) -> frozenset[str]:
    return frozenset(str(permission) for permission in permissions)


_LOOK_UP = _set(
    Core.SEARCH_USE,
    People.PERSON_VIEW,
    People.ORGANISATION_VIEW,
    People.SECTION_VIEW,
    Rooms.PLACE_VIEW,
    Rooms.CALENDAR_VIEW,
    Inventory.ITEM_VIEW,
)
_READS = _set(Guides.ARTICLE_READ, Guides.ARTICLE_READ_STUDENTS, Guides.ARTICLE_READ_TEACHERS)
_RESEARCH = _set(Library.PATHFINDER_READ, Library.DATABASE_READ, Library.RESEARCH_KEEP)
_DESK = (
    _LOOK_UP
    | _READS
    | _RESEARCH
    | _set(
        Core.API_USE,
        Counter.COUNTER_USE,
        Counter.SWAP_CONFIRM,
        Counter.CAMPAIGN_SCAN,
        Counter.VISIT_SCAN,
        Counter.VISIT_SCAN_ALL,
        Circulation.LOAN_VIEW,
        Circulation.LOAN_LEND,
        Circulation.LOAN_RETURN,
        Circulation.LOAN_RENEW,
        Circulation.LOAN_REMIND,
        Circulation.HOLD_PLACE,
        Circulation.HOLD_ARRANGE,
        Circulation.CLAIM_EDIT,
        Circulation.RESERVATION_EDIT,
        Circulation.POLICY_VIEW,
        Circulation.FEE_VIEW,
        Circulation.FEE_PAY,
        Circulation.CASE_EDIT,
        Inventory.ITEM_TRIAGE,
        Inventory.ITEM_MOVE,
        Inventory.ITEM_QUARANTINE,
        Inventory.ITEM_MARK_MISSING,
        Inventory.LABEL_PRINT,
        Helpdesk.TICKET_VIEW,
        Helpdesk.TICKET_OPEN,
        Helpdesk.TICKET_OPEN_FOR_OTHERS,
        Guides.CARD_USE,
        Guides.WALK_START_FOR_OTHERS,
        People.PERSON_ADD_PROVISIONAL,
    )
)
# Neither the technician nor district IT: who reads what is the library's to know, and only until it is back.
_APART = _set(Circulation.LIBRARY_LOAN_VIEW)
# What families ask is the librarian's alone: neither the desk's, nor anybody's who administers.
_FAMILIES = _set(Library.FAMILY_WISH_EDIT)
_LIBRARY = _APART | _set(Circulation.CLASS_VISIT_EDIT, Circulation.TEXTBOOK_EDIT)
_TECHNICIAN = _DESK | _set(
    Core.AUDIT_VIEW,
    Core.IMPORT_VIEW,
    Core.IMPORT_RUN,
    Core.IMPORT_RELEASE,
    Core.IMPORT_ANY,
    Core.SETTINGS_EDIT,
    Core.NOTICE_MANAGE,
    Core.DELIVERY_VIEW,
    Core.VIEW_SHARE,
    Circulation.LOAN_OVERRIDE,
    Circulation.POLICY_EDIT,
    Circulation.BLOCK_EDIT,
    Circulation.FEE_CHARGE,
    Inventory.ITEM_ADD,
    Inventory.ITEM_EDIT,
    Inventory.ITEM_MERGE,
    Inventory.ITEM_REPAIR,
    Inventory.ITEM_RETIRE,
    Inventory.CATALOGUE_EDIT,
    Helpdesk.TICKET_WORK,
    Helpdesk.CATALOGUE_EDIT,
    Mail.MAILBOX_EDIT,
    Mail.INBOUND_VIEW,
    Mail.INBOUND_SETTLE,
    Guides.CARD_EDIT,
    Guides.WALK_VIEW,
    Guides.ARTICLE_READ_TECHNICIANS,
    Guides.ARTICLE_EDIT,
    People.PERSON_EDIT,
    People.PERSON_WITHDRAW,
    People.PERSON_MERGE,
    People.PHOTO_VIEW,
    People.PHOTO_EDIT,
    Counter.CAMPAIGN_EDIT,
    Counter.CONFLICT_DECIDE,
    Rooms.PLACE_EDIT,
    Rooms.CALENDAR_EDIT,
    Rooms.BELL_EDIT,
    Kiosk.KIOSK_EDIT,
    Kiosk.PIN_SET,
    Kiosk.PIN_OFFER,
    Sip2.TERMINAL_EDIT,
    Reports.REPORT_VIEW,
    Reports.RULE_EDIT,
)
_PRINCIPAL = (
    _LOOK_UP
    | _READS
    | _RESEARCH
    | _set(
        Core.AUDIT_VIEW,
        Core.VIEW_SHARE,
        Core.DISCLOSURE_VIEW,
        People.RECORD_HAND_OUT,
        Circulation.LOAN_VIEW,
        Circulation.LOAN_OVERRIDE,
        Circulation.POLICY_VIEW,
        Circulation.FEE_VIEW,
        Circulation.FEE_WAIVE,
        Inventory.ITEM_DECLARE_LOST,
        Guides.CARD_USE,
        Helpdesk.TICKET_VIEW,
        Helpdesk.TICKET_VIEW_PRIVATE,
        Helpdesk.TICKET_OPEN,
        Helpdesk.TICKET_OPEN_FOR_OTHERS,
        Reports.REPORT_VIEW,
        Reports.LOAD_VIEW,
    )
)

ROLES: dict[str, Role] = {
    role.key: role
    for role in (
        Role(
            "technician",
            "Education technician",
            "First-level help, devices, counter, imports of the own schools.",
            _TECHNICIAN,
        ),
        Role(
            "district_it",
            "District IT",
            "All that a technician may, plus accounts, roles, organisations, disposals and waivers.",
            _TECHNICIAN
            | _PRINCIPAL
            | _set(
                Circulation.LIBRARY_LOAN_OVERRIDE,
                Circulation.LIBRARY_POLICY_EDIT,
                Circulation.LIBRARY_NOTICE_EDIT,
                Kiosk.TEXT_EDIT,
                Core.BACKUP_VIEW,
                Helpdesk.ESCALATION_ANSWER,
                Core.BACKUP_RUN,
                Core.DISCLOSURE_VIEW,
                Core.TASK_VIEW,
                Core.TASK_RETRY,
                Core.WEBHOOK_MANAGE,
                People.RECORD_HAND_OUT,
                People.HOLD_SET,
                People.PHOTO_DECIDE,
                Core.RETENTION_EDIT,
                People.ORGANISATION_EDIT,
                People.ROLE_GRANT,
                People.ACCOUNT_MANAGE,
                People.TOKEN_MANAGE,
                Inventory.ITEM_DISPOSE,
                Signin.PROVIDER_EDIT,
                Signin.RULE_EDIT,
                Signin.IDENTITY_UNLINK,
                Signin.SESSION_END,
                Signin.FACTOR_RESET,
                Signin.SEAL_MAKE,
                Signin.ACCOUNT_VIEW_AS,
                Circulation.CLASS_VISIT_EDIT,
                Circulation.TEXTBOOK_EDIT,
                Circulation.YEAR_END,
                Circulation.LIBRARY_FEE_CHARGE,
                Library.CATALOGUE_WORK,
                Library.TITLE_EDIT,
                Library.COPY_EDIT,
                Library.COPY_WITHDRAW,
                Library.RULE_EDIT,
                Sip2.TEXT_EDIT,
                Catalogues.TARGET_EDIT,
                Sru.ACCESS_EDIT,
                Catalogues.PRIVATE_ALLOW,
                Library.PATHFINDER_WRITE,
                Library.PATHFINDER_EDIT,
                Library.DATABASE_EDIT,
                Library.AGE_LIMIT_PASS,
                Library.AGE_EXCEPTION_GIVE,
                Library.REVIEW_WRITE,
                Library.REVIEW_MODERATE,
                Library.CLASS_SET_ASK,
                Library.CLASS_SET_FILL,
            ),
        ),
        Role(
            "acts_for_others",
            "Acts for others",
            "On top of district IT: may not only look as another account but change things as it.",
            _set(Signin.ACCOUNT_ACT_AS),
        ),
        Role(
            "librarian",
            "Librarian",
            "The counter, lending and the library's things. Only the library sees who has which of them.",
            _DESK
            | _LIBRARY
            | _FAMILIES
            | _set(
                People.PHOTO_VIEW,
                People.PHOTO_EDIT,
                Core.VIEW_SHARE,
                Core.IMPORT_VIEW,
                Core.IMPORT_RUN,
                Core.IMPORT_RELEASE,
                Circulation.LIBRARY_LOAN_OVERRIDE,
                Circulation.LIBRARY_FEE_CHARGE,
                Circulation.LIBRARY_POLICY_EDIT,
                Circulation.LIBRARY_NOTICE_EDIT,
                Kiosk.TEXT_EDIT,
                Circulation.YEAR_END,
                Inventory.ITEM_ADD,
                Inventory.ITEM_EDIT,
                Inventory.ITEM_RETIRE,
                Library.CATALOGUE_WORK,
                Library.TITLE_EDIT,
                Library.COPY_EDIT,
                Library.COPY_WITHDRAW,
                Library.RULE_EDIT,
                Sip2.TERMINAL_EDIT,
                Sip2.TEXT_EDIT,
                Catalogues.TARGET_EDIT,
                Library.PATHFINDER_WRITE,
                Library.PATHFINDER_EDIT,
                Library.DATABASE_EDIT,
                Library.REVIEW_WRITE,
                Library.REVIEW_MODERATE,
                Library.CLASS_SET_ASK,
                Library.CLASS_SET_FILL,
                Sru.ACCESS_EDIT,
                Library.AGE_LIMIT_PASS,
                Library.AGE_EXCEPTION_GIVE,
            ),
            apart=_APART | _FAMILIES,
        ),
        Role(
            "library_clerk",
            "Library desk",
            "The counter in the library: lends, takes back, and sees who has what of the library.",
            _DESK | _LIBRARY,
            apart=_APART,
        ),
        Role("counter_clerk", "Counter clerk", "The counter and lending.", _DESK),
        Role(
            "student_helper",
            "Student helper",
            "May prepare a swap at the counter, and does what a technician hands over; both are confirmed by one.",
            _set(
                Counter.COUNTER_USE,
                Inventory.ITEM_VIEW,
                Inventory.ITEM_TRIAGE,
                Rooms.PLACE_VIEW,
                Helpdesk.HELPER_JOB_DO,
            ),
        ),
        Role(
            "self_check",
            "Self-check machine",
            "For machines that speak SIP2, not for people: lends, takes back and renews at its school, as far as its page allows.",
            _set(
                People.PERSON_VIEW,
                Inventory.ITEM_VIEW,
                Inventory.ITEM_MOVE,
                Circulation.LOAN_LEND,
                Circulation.LOAN_RETURN,
                Circulation.LOAN_RENEW,
                Circulation.LOAN_OVERRIDE,
                Circulation.HOLD_PLACE,
                Circulation.HOLD_ARRANGE,
                Circulation.FEE_PAY,
                Circulation.BLOCK_EDIT,
                Kiosk.PIN_TRY,
                Sip2.TERMINAL_SERVE,
            ),
        ),
        Role("principal", "Principal", "Sees the school, overrides blocks, waives fees.", _PRINCIPAL),
        Role(
            "test_coordinator",
            "Test coordinator",
            "Sees rooms, devices and people to plan tests; opens tickets.",
            _LOOK_UP | _READS | _set(Helpdesk.TICKET_OPEN, Helpdesk.TICKET_VIEW, Guides.CARD_USE),
        ),
        Role(
            "teacher",
            "Teacher",
            "Own classes, own loans, own tickets; may open tickets and look up rooms.",
            _READS
            | _RESEARCH
            | _set(
                # Of the own classes only: a teacher does not see other people (PersonPhoto.objects.visible_to).
                People.PHOTO_VIEW,
                Helpdesk.TICKET_OPEN,
                Guides.CARD_USE,
                Rooms.PLACE_VIEW,
                Rooms.CALENDAR_VIEW,
                Core.SEARCH_USE,
                Kiosk.PIN_OFFER,
                Library.PATHFINDER_WRITE,
                Library.AGE_EXCEPTION_GIVE,
                Library.REVIEW_WRITE,
                Library.CLASS_SET_ASK,
            ),
        ),
        Role(
            "class_lender",
            "Lends to own classes",
            "On top of teacher: lends library books to the own classes and takes them back, in a class visit only.",
            _set(Counter.VISIT_SCAN),
        ),
        Role(
            "student",
            "Student",
            "Own devices, loans, fees and tickets.",
            _RESEARCH
            | _set(
                Helpdesk.TICKET_OPEN,
                Guides.CARD_USE,
                Guides.ARTICLE_READ,
                Guides.ARTICLE_READ_STUDENTS,
                Library.REVIEW_WRITE,
            ),
        ),
        Role(
            "guardian",
            "Guardian",
            "Signs in, reads the articles that are for everybody, and writes to the library about the own child.",
            _set(Guides.ARTICLE_READ),
        ),
    )
}
