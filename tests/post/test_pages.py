"""The pages: the bell, one's own notices, choices, words with a preview, switches, the log, webhooks, chats, the schedule."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from firstbell.core.actor import system_actor
from firstbell.core.models import (
    AuditEntry,
    ChatRoom,
    Delivery,
    KindSwitch,
    Notice,
    NoticeTimes,
    Preference,
    Webhook,
    WebhookDelivery,
    Wording,
)
from firstbell.core.notifications.actions.notices import send_notice
from firstbell.core.notifications.kinds import NoticeKind
from firstbell.core.refs import Ref
from firstbell.people.queries import person_key
from firstbell.people.tests.factories import Cast, Member, make_cast, signed_in
from tests.post.postmen import Mailbox, Receiver

pytestmark = pytest.mark.django_db
KIND = "/notices/kinds/tests.ring/"


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def tell(kind: NoticeKind, member: Member, *occasions: str, path: str = "") -> None:
    for occasion in occasions or ("",):
        send_notice(
            Ref("tests.bell", 1, "the bell"), kind=kind.key, to=[person_key(member.person.pk)], occasion=occasion,
            values={"thing": f"it rang {occasion}"}, org_path=path, link="/people/me/", by=system_actor("tests"),
        )  # fmt: skip


def test_the_bell_counts_and_costs_one_query(cast: Cast, ring: NoticeKind) -> None:
    browser = signed_in(cast.stu)
    browser.get("/people/sections/")
    with CaptureQueriesContext(connection) as before:
        assert b"bell-count" not in browser.get("/people/sections/").content
    tell(ring, cast.stu, *"abc")
    with CaptureQueriesContext(connection) as after:
        page = browser.get("/people/sections/").content.decode()
    assert "Notices, 3 unread" in page
    assert len(after) == len(before)
    assert sum("core_notice" in query["sql"] for query in after.captured_queries) == 1


def test_reading_one_all_and_never_another_s(cast: Cast, ring: NoticeKind) -> None:
    tell(ring, cast.stu, "a", "b", "c")
    first = Notice.objects.order_by("pk")[0]
    browser = signed_in(cast.stu)
    assert browser.get("/notices/").content.decode().count("The line: it rang") >= 3
    assert browser.post(f"/notices/{first.pk}/read/")["Location"] == "/people/me/"
    assert "it rang a" not in browser.get("/notices/?show=unread").content.decode()
    assert signed_in(cast.tess).post(f"/notices/{first.pk}/read/").status_code == 404
    browser.post("/notices/read/")
    assert not Notice.objects.unread().exists()


def test_what_one_chooses_is_kept_and_only_that(cast: Cast, ring: NoticeKind, alarm: NoticeKind) -> None:
    browser = signed_in(cast.tess)
    page = browser.get("/notices/preferences/")
    lines = page.context["lines"]
    assert "counter-loaner_lent" not in {line.prefix for line in lines}, "no business of the staff's"
    data = {line.add_prefix(name): line.initial[name] for line in lines for name in ("in_app", "email")}
    data |= {"quiet_from": "20:00", "quiet_until": "06:30", "digest_at": "15:30", "tests-ring-email": "digest"}
    assert browser.post("/notices/preferences/", data).status_code == 302
    assert [(row.kind, row.channel, row.choice) for row in Preference.objects.all()] == [
        ("tests.ring", "email", "digest")
    ]
    assert not NoticeTimes.objects.exists()
    assert AuditEntry.objects.get().verb == "core.preference.chosen"
    browser.post("/notices/preferences/", data | {"quiet_from": "21:00"})
    assert NoticeTimes.objects.get().owner_key == person_key(cast.tess.person.pk)
    browser.post("/notices/preferences/school-hours/")
    assert not NoticeTimes.objects.exists()
    refused = browser.post("/notices/preferences/", data | {"tests-alarm-email": "off"})
    assert refused.status_code == 422
    assert Preference.objects.count() == 1


def test_words_are_written_previewed_saved_and_put_back(cast: Cast, ring: NoticeKind) -> None:
    browser = signed_in(cast.dita)
    tell(ring, cast.stu)
    address = f"{KIND}email/es/"
    assert "El título" in browser.get(address).content.decode()
    preview = browser.post(f"{address}preview/", {"title": "Hola {{ thing }}", "body": "<b>{{ recipient }}</b>"})
    shown = preview.content.decode()
    assert "Hola una campana" in shown
    assert "&lt;b&gt;Ana Alvarez&lt;/b&gt;" in shown
    wrong = browser.post(f"{address}preview/", {"title": "x", "body": "{{ thign }}"}).content.decode()
    assert "Did you mean “thing”?" in wrong
    assert browser.post(address, {"title": "x", "body": "{{ thign }}"}).status_code == 422
    assert browser.post(address, {"title": "Nuevo {{ thing }}", "body": "Texto."}).status_code == 302
    assert Wording.objects.get().version == 1
    cast.stu.person.language = "es"
    cast.stu.person.save()
    tell(ring, cast.stu, "again")
    assert Notice.objects.get(occasion="again").title == "Nuevo it rang again"
    browser.post(f"{address}revert/")
    tell(ring, cast.stu, "third")
    assert Notice.objects.get(occasion="third").title == "El título: it rang third"
    verbs = set(AuditEntry.objects.values_list("verb", flat=True))
    assert {"core.wording.saved", "core.wording.reverted"} <= verbs


def test_a_school_s_technician_switches_at_the_school_only_and_writes_no_words(cast: Cast, ring: NoticeKind) -> None:
    browser = signed_in(cast.tess)
    assert browser.post(KIND, {"place": cast.school.pk, "is_on": "off"}).status_code == 302
    assert KindSwitch.objects.get().org_path == cast.school.scope_path
    assert browser.post(KIND, {"place": cast.other_school.pk, "is_on": "off"}).status_code == 422
    assert browser.get(f"{KIND}email/en/").status_code == 403
    assert b"Elm High School" in browser.get("/notices/kinds/").content
    assert browser.get("/notices/kinds/no.such/").status_code == 404
    hours = {"place": cast.school.pk, "quiet_from": "19:00", "quiet_until": "07:00", "digest_at": "14:00"}
    assert browser.post("/notices/hours/", hours).status_code == 302
    assert b"19:00 to 07:00" in browser.get("/notices/hours/").content


def test_the_log_says_what_came_of_it_and_not_what_it_said(cast: Cast, ring: NoticeKind, box: Mailbox) -> None:
    tell(ring, cast.stu, path=cast.school.scope_path)
    delivery = Delivery.objects.get()
    Delivery.objects.update(state="failed", problem="No such user", remedy="Correct it.")
    browser = signed_in(cast.tess)
    assert b"No such user" in browser.get("/notices/sent/?state=failed").content
    page = browser.get(f"/notices/sent/{delivery.pk}/").content.decode()
    assert "Correct it." in page
    assert "it rang" not in page
    assert browser.post(f"/notices/sent/{delivery.pk}/again/").status_code == 302
    assert Delivery.objects.get().state == "queued"
    assert signed_in(cast.sam).get(f"/notices/sent/{delivery.pk}/").status_code == 404


def test_a_webhook_from_adding_to_its_log(cast: Cast, receiver: Receiver) -> None:
    browser = signed_in(cast.dita)
    form = {"name": "Board", "url": receiver.url, "place": cast.school.pk, "verbs": ["helpdesk.*"], "give_up_days": 5}
    assert browser.post("/webhooks/add/", form | {"url": "nonsense"}).status_code == 422
    assert browser.post("/webhooks/add/", form).status_code == 302
    hook = Webhook.objects.get()
    url = f"/webhooks/{hook.pk}/"
    assert browser.post(f"{url}try/").status_code == 302
    WebhookDelivery.objects.update(
        state="failed", response_status=500, response_head="HTTP 500 Oh no", problem="It said 500."
    )
    row = WebhookDelivery.objects.get()
    assert b"core.webhook.ping" in browser.get(url).content
    assert b"Oh no" in browser.get(f"/webhooks/log/{row.pk}/").content
    assert browser.post(f"/webhooks/log/{row.pk}/again/").status_code == 302
    assert browser.post(url, form | {"name": "New name"}).status_code == 302
    hook.refresh_from_db()
    assert (hook.name, hook.is_active) == ("New name", False)
    old = hook.secret
    browser.post(f"{url}secret/")
    assert Webhook.objects.get().secret != old
    browser.post(f"{url}remove/")
    assert not Webhook.objects.exists()
    assert signed_in(cast.tess).get("/webhooks/").status_code == 403


def test_a_chat_from_adding_to_removing(cast: Cast, ring: NoticeKind, receiver: Receiver) -> None:
    browser = signed_in(cast.dita)
    address = receiver.url.replace("http://", "json://")
    form = {"name": "Team", "url": address, "place": cast.school.pk, "kinds": [ring.key]}
    assert browser.post("/webhooks/chats/add/", form).status_code == 302
    room = ChatRoom.objects.get()
    url = f"/webhooks/chats/{room.pk}/"
    assert address.encode() not in browser.get(url).content
    assert browser.post(url, {"name": "Team 2", "kinds": [ring.key], "is_active": "on"}).status_code == 302
    room.refresh_from_db()
    assert (room.name, room.url) == ("Team 2", address)
    browser.post(f"{url}try/")
    assert len(receiver.posts) == 1
    browser.post(f"{url}remove/")
    assert not ChatRoom.objects.exists()


def test_the_schedule_is_visible_and_a_job_can_be_asked_for(cast: Cast) -> None:
    browser = signed_in(cast.dita)
    assert b"Reminders of loans" in browser.get("/tasks/schedule/").content
    assert browser.post("/tasks/schedule/circulation.reminders/run/").status_code == 302
    assert browser.post("/tasks/schedule/no.such/run/").status_code == 404
    assert b"Schedule" in browser.get("/tasks/").content
