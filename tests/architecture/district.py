"""A district to walk through: two schools with something of everything, made straight in the tables.

``small()`` has more rows of everything than a list page shows; ``large()`` three times as many. Names of people and tags
of devices at our school carry a mark, so that a page that shows them to a stranger is found out.
"""

import datetime as dt
from dataclasses import dataclass
from uuid import uuid4

from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from firstbell.circulation.models import (
    Block,
    CartLoan,
    Claim,
    ClassVisit,
    Hold,
    Loan,
    LoanAccessory,
    Reservation,
    WithdrawalCase,
)
from firstbell.circulation.tests.factories import (
    make_fee,
    make_loan,
    make_named_due_date,
    make_patron_group,
    make_rule,
)
from firstbell.connectors.base.models import ColumnMapping, LocationRule
from firstbell.connectors.catalogues.models import CatalogueTarget
from firstbell.connectors.mail.models import InboundMail, Mailbox
from firstbell.connectors.sip2.models import DayCount, ScreenText, Terminal, TerminalNote
from firstbell.core.actor import Actor, system_actor
from firstbell.core.disclosures import disclose
from firstbell.core.models import (
    Attachment,
    BulkRun,
    ChatRoom,
    Delivery,
    ImportGuard,
    ImportRun,
    ImportValueMap,
    Merge,
    Notice,
    RetentionRule,
    SavedView,
    UndoOffer,
    Webhook,
    WebhookDelivery,
)
from firstbell.core.upkeep import refresh_statistics
from firstbell.counter.models import Campaign, Expectation, Scan, ScanConflict, Station, Swap
from firstbell.guides.models import Card, StepTry, Walk
from firstbell.guides.tests.factories import load_cards
from firstbell.helpdesk.models import (
    Escalation,
    EscalationReason,
    RoutingRule,
    RuleRun,
    ServiceLevel,
    Ticket,
    TicketWatcher,
)
from firstbell.helpdesk.queries.evidence import build_pack
from firstbell.helpdesk.tests.factories import ensure_promises, make_ticket, symptom
from firstbell.inventory.models import Item, LabelPrinter, Product, Status
from firstbell.inventory.tests.factories import (
    make_accessory,
    make_device,
    make_funding_source,
    make_goes_along,
    make_item_type,
    make_kit,
    make_label_size,
    make_loaner,
    make_model,
    make_place,
)
from firstbell.kiosk.models import Kiosk, SelfCheckText
from firstbell.people.models import Account, ApiToken, Organisation, Person, PersonPhoto
from firstbell.people.queries import actor_of_account
from firstbell.people.tests.factories import (
    make_account,
    make_badge,
    make_cast,
    make_guardian,
    make_person,
    make_photo,
    make_section,
)
from firstbell.rooms.models import BellPeriod, BellSchedule, Building, CalendarEntry, Place
from firstbell.signin.models import IdentityProvider, LinkedIdentity, SecondFactorRule, SignedInSession
from tests.architecture.district_articles import furnish_articles
from tests.architecture.district_cataloguing import furnish_catalogue
from tests.architecture.district_library import furnish_library, furnish_wishes, furnish_years
from tests.architecture.district_readers import furnish_own, furnish_readers
from tests.architecture.district_research import furnish_citations, furnish_research
from tests.architecture.district_tickets import furnish_tickets

#: Just above the 50 rows of a list page, so that small and large lists both have a next page.
SMALL = 55
OUR_NAME = "Elmlocal"
OUR_TAG = "ELM"


@dataclass(frozen=True)
class People:
    """Who walks: district IT, Sam the technician of the other school, and a student there.

    ``chosen`` are the objects worth a look, by model: those with the most hanging on them.
    """

    school: Organisation
    dita: Account
    sam: Account
    foreign_student: Account
    chosen: dict[str, int]

    @staticmethod
    def actor(account: Account) -> Actor:
        return actor_of_account(account)

    @staticmethod
    def secrets_of_our_school() -> tuple[str, ...]:
        return (OUR_NAME, f"{OUR_TAG}-")


def small() -> People:
    return furnish(SMALL)


def large() -> People:
    return furnish(3 * SMALL)


def furnish(rows: int) -> People:
    """The cast's district with ``rows`` students, devices, loans, tickets and swaps at each of its two schools."""
    cast = make_cast()
    ensure_promises()
    model = make_model("Acer Chromebook 311", aue_date=dt.date(2030, 6, 1))
    make_goes_along(model, make_accessory())
    make_funding_source()
    make_label_size()
    load_cards()
    chosen: dict[str, int] = {}
    for school, name, tag in ((cast.school, OUR_NAME, OUR_TAG), (cast.other_school, "Oaklocal", "OAK")):
        teacher = cast.tia.person if school == cast.school else make_person(school, kind="staff", roles=("teacher",))
        students = [make_person(school, f"Given{number}", f"{name}{number}") for number in range(rows)]
        section = make_section(school, f"{name} homeroom", teacher=teacher, students=students)
        furnish_people(students)
        furnish_photos(students)
        ClassVisit.objects.create(section=section, weekday=1)
        for number, student in enumerate(students):
            furnish_desk(school, student, f"{tag}-{number:04}", model)
        furnish_tickets(
            school, students, cast.tess.account if school == cast.school else cast.sam.account, cast.dita.account
        )
        furnish_rules(school, students[0])
        furnish_cases(school, students)
        furnish_calendar(school, rows)
        level = {"impact": "one", "urgency": "slowed", "priority": 3, "answer_minutes": 60, "resolve_minutes": 600}
        ServiceLevel.objects.create(organisation=school, **level)
        furnish_files(school, rows)
        campaign = furnish_gym(school, students, rows)
        furnish_help(school, teacher, students)
        writer = cast.tess.account if school == cast.school else cast.sam.account
        article = furnish_articles(school, name, writer, rows)
        way = furnish_research(school, name, writer, section, rows)
        furnish_doors(school, cast.tess.account if school == cast.school else cast.sam.account, rows)
        furnish_notices(school, teacher, rows)
        furnish_mail(school, students, rows)
        furnish_machines(school, rows)
        LabelPrinter.objects.create(organisation=school, name="Library laser")
        title = furnish_catalogue(school, tag, rows)
        books, class_set = furnish_readers(school, name, writer, teacher, students, section, title)
        _, copy = furnish_library(school, rows)
        furnish_wishes(school, students, cast.tia.account if school == cast.school else cast.sam.account)
        furnish_years(school, section, rows)
        if school == cast.school:
            chosen = {
                "inventory.Item": Item.objects.filter(organisation=school).order_by("pk")[:1].get().pk,
                "people.Organisation": school.pk,
                "people.Person": students[0].pk,
                "people.Section": section.pk,
                "people.PersonIdentifier": students[0].identifiers.all()[0].pk,
                "counter.Campaign": campaign.pk,
                "guides.Article": article.pk,
                "library.Title": title.pk,
                "library.Copy": copy.pk,
                "library.Pathfinder": way.pk,
                "library.BookList": books.pk,
                "library.ClassSet": class_set.pk,
            }
    foreign = make_person(cast.other_school, "Ollie", "Oaklocal")
    ApiToken.objects.create(account=cast.tess.account, name="Sync", prefix="fb_0000", digest="0" * 64)
    furnish_lists(cast.dita.account)
    # Off, at an address that does not exist: a walk that tries them goes nowhere.
    CatalogueTarget.objects.bulk_create(
        CatalogueTarget(name=f"Catalogue {number}", url="http://catalogue.invalid/sru") for number in range(rows)
    )
    kept, search = furnish_own(cast.dita.account, rows)
    chosen |= {"library.ReadingList": kept.pk, "library.SavedSearch": search.pk}
    chosen["library.CitationList"] = furnish_citations(cast.dita.account, rows).pk
    chosen["guides.Card"] = Card.objects.get(code="P01").pk
    refresh_statistics()  # as after an import; without, PostgreSQL plans for empty tables
    return People(cast.school, cast.dita.account, cast.sam.account, make_account(foreign), chosen)


def furnish_lists(account: Account) -> None:
    """A saved view, and rows chosen on a list to do something with."""
    common = {"owner_id": account.pk, "listing": "inventory.items"}
    SavedView.objects.create(name="In stock", owner_name="Dita", query="status=available", **common)
    ids = list(Item.objects.order_by("pk").values_list("pk", flat=True)[:5])
    BulkRun.objects.create(action="condition", list_title="Devices", back_url="/inventory/", ids=ids, **common)


def furnish_people(students: list[Person]) -> None:
    for student in students[:3]:
        make_badge(student)
        make_guardian(student, "Gail", student.family_name)


def furnish_photos(students: list[Person]) -> None:
    """Everybody has one; all show the first's picture, so that a thousand of them cost two files."""
    first = make_photo(students[0])
    rest = {"file": first.file.name, "small": first.small.name, "source": "zip", "kept_at": timezone.now()}
    PersonPhoto.objects.bulk_create(PersonPhoto(person=one, sha256=str(one.pk), **rest) for one in students[1:])


def furnish_desk(school: Organisation, student: Person, tag: str, model: object) -> None:
    """One student's own device, a loaner in its place, the ticket, the swap that tied them together, and a fee."""
    place = make_place(school, f"Room {tag}")
    device = make_device(school, f"{tag}D", status=Status.IN_TRIAGE, assigned_to=student, place=place)
    loaner = make_loaner(school, f"{tag}L", place=place)
    loan = make_loan(loaner, student, due_at=timezone.now() + dt.timedelta(days=3), stands_in_for=device)
    ticket = make_ticket(school, student, title=f"Screen of {tag}")
    furnish_escalation(ticket)
    make_kit(school, f"{tag}K", parts=(make_device(school, f"{tag}P"),))
    LoanAccessory.objects.create(loan=loan, code="charger", name=f"Charger {tag}")
    furnish_promises(school, student, tag, place)
    furnish_waiting(school, student, tag, loan)
    make_fee(student, 4500, item=device)
    Swap.objects.create(
        organisation=school,
        person=student,
        device=device,
        loan=loan,
        loaner=loaner,
        ticket=ticket,
        symptom=symptom(),
        idempotency_key=uuid4().hex,
        at=timezone.now(),
        by="the tests",
    )


def furnish_waiting(school: Organisation, student: Person, tag: str, loan: Loan) -> None:
    """Somebody waits for a camera that stands on its shelf, and says that the loaner came back."""
    now = timezone.now()
    kind = make_item_type("camera", purpose="library")
    camera, _ = Product.objects.get_or_create(name=f"Camera of {school.name}", item_type=kind)
    Item.objects.create(
        product=camera,
        item_type=kind,
        organisation=school,
        barcode=f"{tag}W",
        status=Status.AVAILABLE,
        status_since=now,
    )
    Hold.objects.create(
        product=camera, person=student, organisation=school, queued_at=now, placed_at=now, placed_by="the tests"
    )
    Claim.objects.create(
        person=student, organisation=school, loan=loan, month=now.date().replace(day=1), note=f"Back with {tag}"
    )


def furnish_escalation(ticket: Ticket) -> None:
    """A rule that looked at it and an escalation that came back."""
    now, school = timezone.now(), ticket.organisation
    rule = RoutingRule.objects.create(organisation=school, name=f"Rule of {ticket.title}", note="Look", tried_at=now)
    line = {"rule": rule.pk, "name": rule.name, "outcome": "fired", "because": "It fits every ticket.", "did": []}
    RuleRun.objects.create(ticket=ticket, when="opened", lines=[line], at=now)
    reason = EscalationReason.objects.order_by("pk")[:1].get()
    pack = build_pack(ticket, reason=reason).as_data()
    Escalation.objects.create(
        ticket=ticket, reason=reason, state="returned", missing=["ssid"], pack=pack, made_at=now, sent_at=now
    )


def furnish_gym(school: Organisation, students: list[Person], rows: int) -> Campaign:
    """A hand-out to everybody, in which every other student came, at as many stations as rows; all of them in conflict."""
    now = timezone.now()
    homeroom = make_section(school, f"Homeroom of {school.name}", kind="homeroom")
    campaigns = Campaign.objects.bulk_create(
        Campaign(
            organisation=school,
            name=f"Hand-out {number}",
            kind="handout",
            state="handing_out",
            item_type=make_item_type(),
            created_by="the tests",
        )
        for number in range(rows)
    )
    campaign = campaigns[0]
    Person.objects.filter(pk__in=[student.pk for student in students]).update(homeroom=homeroom)
    for student in students[::2]:
        device = make_device(school, f"{student.family_name}-G", assigned_to=student)
        loan = make_loan(device, student, purpose="assignment")
        station = Station.objects.create(
            organisation=school, campaign=campaign, key=uuid4(), name="Station", by="the tests", actor_key="x",
            last_seen_at=now,
        )  # fmt: skip
        scan = Scan.objects.create(
            key=uuid4(), organisation=school, campaign=campaign, station=station, sequence=1, kind="handout", at=now,
            received_at=now, was_offline=True, person=student, item=device, details={"loan": loan.pk},
            outcome="conflict", message=f"{device.label} is handed to {student.name}.", by="the tests", actor_key="x",
        )  # fmt: skip
        ScanConflict.objects.create(
            organisation=school, campaign=campaign, scan=scan, station_says=[scan.message], books_say=["Not so."]
        )
        Expectation.objects.create(campaign=campaign, person=student, item=device, by="the tests")
    return campaign


def furnish_help(school: Organisation, teacher: Person, students: list[Person]) -> None:
    """Walks through a card, the first of them open; an open incident that many people have too."""
    card, now = Card.objects.get(code="P01"), timezone.now()
    incident = make_ticket(school, teacher, title=f"Wi-Fi at {school.name}")
    Ticket.objects.filter(pk=incident.pk).update(is_incident=True)
    for number, student in enumerate(students):
        state = Walk.State.OPEN if number == 0 else Walk.State.SOLVED
        walk = Walk.objects.create(
            card=card, version=1, organisation=school, person=student, audience="student", state=state, started_at=now,
            said=f"Words of {student.family_name}",
        )  # fmt: skip
        StepTry.objects.create(walk=walk, step="source", outcome="worked" if number else "did_not", at=now)
        TicketWatcher.objects.create(ticket=incident, person=student, why="me_too", at=now)


def furnish_promises(school: Organisation, student: Person, tag: str, room: Place) -> None:
    """A cart that is out, and a reservation."""
    now, today = timezone.now(), timezone.localdate()
    cart = make_place(school, f"Cart {tag}", kind="cart", capacity=2)
    cart_device = make_device(school, f"{tag}C", item_type="cart-device", home=cart, home_slot="1")
    out = CartLoan.objects.create(
        cart=cart, organisation=school, borrower=student, lent_at=now, lent_by="the tests", due_at=now
    )
    Loan.objects.filter(pk=make_loan(cart_device, student, purpose="checkout").pk).update(cart_loan=out)
    Reservation.objects.create(
        organisation=school,
        person=student,
        place=room,
        item_type=make_item_type("loaner"),
        count=1,
        first_day=today,
        last_day=today + dt.timedelta(days=3),
        keep_until=today + dt.timedelta(days=1),
        made_at=now,
        made_by="the tests",
    )


def furnish_rules(school: Organisation, student: Person) -> None:
    """A circulation rule and a named date of the school's own, and a block."""
    make_rule("loan_length", "5", organisation=school, patron_group=make_patron_group())
    LocationRule.objects.create(pattern="*/Kiosk", organisation=school)
    ColumnMapping.objects.create(
        source_key="snipe_it", organisation_id=school.pk, org_path=school.scope_path, fingerprint=f"school-{school.pk}",
        header=["No", "Name"], columns=["tag", "keep"], set_by="Tess",
    )  # fmt: skip
    make_named_due_date("school_year_end", timezone.localdate() + dt.timedelta(days=90), organisation=school)
    Block.objects.create(person=student, organisation=school, reason="Lost charger", created_by="the tests")


def furnish_cases(school: Organisation, students: list[Person]) -> None:
    """Students who left with something, and two entries that were made one."""
    now = timezone.now()
    WithdrawalCase.objects.bulk_create(
        WithdrawalCase(person=student, organisation=school, opened_at=now, opened_by="the tests")
        for student in students[1:]
    )
    Merge.objects.create(
        kind=Person.KIND_REF, keeper_id=students[0].pk, keeper_label=str(students[0]), loser_id=students[1].pk,
        loser_label="Twin", org_path=school.scope_path, merged_at=now, merged_by="the tests",
    )  # fmt: skip


def furnish_calendar(school: Organisation, rows: int) -> None:
    """A building, a bell schedule, and as many closings as rows."""
    Building.objects.create(organisation=school, name="Main")
    schedule = BellSchedule.objects.create(organisation=school, day_type="regular", name="Regular")
    BellPeriod.objects.create(schedule=schedule, label="1", starts_at=dt.time(8), ends_at=dt.time(8, 50))
    today = timezone.localdate()
    CalendarEntry.objects.bulk_create(
        CalendarEntry(
            organisation=school,
            first_day=today + dt.timedelta(days=number),
            last_day=today + dt.timedelta(days=number),
            reason=f"Closing {number}",
            created_by="the tests",
        )
        for number in range(rows)
    )


def furnish_doors(school: Organisation, account: Account, rows: int) -> None:
    """Ways in: a provider and a rule of the installation's; the school's kiosks, a session and a linked identity."""
    provider, _ = IdentityProvider.objects.get_or_create(
        slug="district", defaults={"kind": "oidc", "name": "District", "address": "https://id.example.org"}
    )
    SecondFactorRule.objects.get_or_create(role="principal", defaults={"required_from": dt.date(2099, 1, 1)})
    LinkedIdentity.objects.create(provider=provider, account=account, subject=school.name, address=account.email)
    now = timezone.now()
    SignedInSession.objects.create(
        account=account, key=uuid4().hex, device="Chrome on a Chromebook", way="Password", began_at=now, seen_at=now
    )
    Kiosk.objects.bulk_create(
        Kiosk(organisation=school, name=f"Kiosk {number}", digest=uuid4().hex, registered_by="the tests")
        for number in range(rows)
    )
    SelfCheckText.objects.bulk_create(
        SelfCheckText(organisation=school, key=key, language="en", version=1, text=f"{key}!", written_by="the tests")
        for key in ("ask", "limit", "start", "done")[:rows]
    )


def furnish_files(school: Organisation, rows: int) -> None:
    """Import runs, background work, an attachment, disclosures, a rule of retention and an offer to undo."""
    RetentionRule.objects.get_or_create(key="core.sessions", defaults={"days": 1})
    now = timezone.now()
    for number in range(rows):
        disclose(
            "people.persons",
            title=f"{school.name} export {number}",
            elements=["Name"],
            people=Person.objects.filter(organisation=school).values_list("pk", flat=True)[:3],
            by=system_actor(),
            org_path=school.scope_path,
        )
    ImportRun.objects.bulk_create(
        ImportRun(
            source_key="oneroster",
            organisation_id=school.pk,
            org_path=school.scope_path,
            org_label=school.name,
            state=ImportRun.State.APPLIED,
            filename=f"roster{number}.zip",
            file=f"imports/roster{number}.zip",
            size=1,
            sha256="0" * 64,
            started_by_key="system:tests",
            started_by_name="the tests",
        )
        for number in range(rows)
    )
    ImportGuard.objects.get_or_create(source_key="oneroster", entity="users")
    ImportValueMap.objects.create(
        source_key="oneroster", organisation_id=school.pk, entity="orgs", column="type", foreign="campus", ours="school"
    )
    DBTaskResult.objects.bulk_create(
        DBTaskResult(
            status=TaskResultStatus.SUCCESSFUL,
            args_kwargs={"args": [], "kwargs": {}},
            task_path="tests.nothing",
            backend_name="default",
            run_after=now,
        )
        for _ in range(rows)
    )
    Attachment.objects.create(
        owner_kind="people.organisation",
        owner_id=school.pk,
        org_path=school.scope_path,
        file="attachments/note.txt",
        filename="note.txt",
        content_type="text/plain",
        size=1,
        sha256="0" * 64,
        uploaded_by="system:tests",
    )
    UndoOffer.objects.create(
        change_id=uuid4(),
        actor_key="account:0",
        handler="tests.nothing",
        label="Nothing",
        payload={},
        created_at=now,
        expires_at=now + dt.timedelta(minutes=1),
    )


def furnish_notices(school: Organisation, teacher: Person, rows: int) -> None:
    """Notices with their mails, a webhook with its log, and a team's chat."""
    now = timezone.now()
    notices = Notice.objects.bulk_create(
        Notice(
            kind="helpdesk.ticket_answered",
            subject_kind="helpdesk.ticket",
            subject_id=number,
            subject_label=f"T-{number}",
            org_path=school.scope_path,
            recipient_key=f"person:{teacher.pk}",
            recipient_name=teacher.name,
            language="en",
            line=f"Somebody wrote on T-{number}",
            title=f"An answer on T-{number}",
            created_at=now,
        )
        for number in range(rows)
    )
    Delivery.objects.bulk_create(
        Delivery(notice=notice, channel="email", address=teacher.email, state="sent", created_at=now)
        for notice in notices
    )
    hook = Webhook.objects.create(
        name="Board", url="https://example.org/", secret="whsec_eA==", verbs=["helpdesk.*"],
        org_path=school.scope_path, is_active=False, created_by="the tests",
    )  # fmt: skip
    WebhookDelivery.objects.bulk_create(
        WebhookDelivery(webhook=hook, verb="helpdesk.ticket_opened", payload={}, state="sent", created_at=now)
        for _ in range(rows)
    )
    ChatRoom.objects.create(
        name="Team", url="slack://a/b/c", service="Slack", kinds=["core.import_held"], org_path=school.scope_path,
        created_by="the tests",
    )  # fmt: skip


def furnish_machines(school: Organisation, rows: int) -> None:
    """As many self-checks as rows; the first has been used, and left as many notes."""
    machines = Terminal.objects.bulk_create(
        Terminal(organisation=school, name=f"{school.name} machine {number}", uid=f"m{school.pk}-{number}", digest="-")
        for number in range(rows)
    )
    first, items = machines[0], list(Item.objects.filter(organisation=school)[:rows])
    now = timezone.now()
    TerminalNote.objects.bulk_create(TerminalNote(terminal=first, at=now, text="Look", item=item) for item in items)
    DayCount.objects.bulk_create(
        DayCount(terminal=first, day=timezone.localdate(), kind=kind, count=rows, refused=1)
        for kind in ("11", "09", "63")
    )
    ScreenText.objects.get_or_create(key="lent", language="en", defaults={"text": "Till {due}", "changed_by": "tests"})


def furnish_mail(school: Organisation, students: list[Person], rows: int) -> None:
    """As many mailboxes as rows, and a mail of each student: half of them on their tickets, half kept aside."""
    boxes = Mailbox.objects.bulk_create(
        Mailbox(organisation=school, name=f"Desk {number}", address=f"desk{number}@{school.pk}.example.org")
        for number in range(rows)
    )
    tickets = {one.requester_id: one for one in Ticket.objects.filter(organisation=school)}
    InboundMail.objects.bulk_create(
        InboundMail(
            mailbox=boxes[0], fingerprint=uuid4().hex, size=1, source="mail/none.eml", sender=student.email,
            sender_name=student.name, subject=f"Help {student.name}", person=student,
            state="ticket" if number % 2 else "quarantined", ticket=tickets[student.pk] if number % 2 else None,
        )
        for number, student in enumerate(students)
    )  # fmt: skip
