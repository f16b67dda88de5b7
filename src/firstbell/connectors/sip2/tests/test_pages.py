"""Setting a self-check up, its password, its page, the texts, and the same over REST."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from firstbell.connectors.sip2.actions import leave_note, set_screen_text, settle_note
from firstbell.connectors.sip2.actions._digests import digest_of
from firstbell.connectors.sip2.models import DayCount, ScreenText, Terminal, TerminalNote
from firstbell.connectors.sip2.queries import actor_of, said
from firstbell.connectors.sip2.tests.factories import make_terminal
from firstbell.connectors.sip2.texts import SHIPPED
from firstbell.core.actor import all_roles
from firstbell.core.errors import Conflict, Forbidden, Invalid
from firstbell.core.models import AuditEntry
from firstbell.library.tests.factories import make_copy
from firstbell.people.actions.tokens import create_token
from firstbell.people.queries import grantable_roles
from firstbell.people.tests.factories import Cast, make_cast, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def form(cast: Cast, **more: Any) -> dict[str, Any]:
    return {
        "organisation": cast.school.pk, "name": "By the door", "uid": "door-1", "is_on": "on", "encoding": "cp850",
        "line_end": "cr", "error_detection": "as_asked", "due_form": "sip", "language": "en", "allowed": ["11", "09"],
        "pin": "if_set", "tells_names": "adults", "tells_emails": "nobody", "most_connections": 4, "most_misses": 30, **more,
    }  # fmt: skip


def test_a_librarian_sets_one_up_and_sees_the_password_once(cast: Cast) -> None:
    browser = signed_in(cast.lib)
    assert "No self-check yet" in browser.get("/self-checks/").content.decode()
    answer = browser.post("/self-checks/add/", form(cast))
    page = answer.content.decode()
    terminal = Terminal.objects.get()
    shown = re.search(r'Password \(CO\)</dt><dd class="code">([a-z0-9]+)<', page)
    assert shown is not None
    assert (terminal.uid, terminal.allowed, terminal.digest) == ("door-1", ["11", "09"], digest_of(shown[1]))
    assert "no-store" in answer["Cache-Control"]
    assert shown[1] not in browser.get(f"/self-checks/{terminal.pk}/").content.decode()
    assert shown[1] not in str(list(AuditEntry.objects.values_list("changes", "note", "summary")))
    assert len({make_terminal(cast.school).password for _ in range(3)}) == 3


def test_a_new_password_ends_the_old_one(cast: Cast) -> None:
    terminal = make_terminal(cast.school).terminal
    old = terminal.digest
    assert (
        "Enter it at the machine now"
        in signed_in(cast.tess).post(f"/self-checks/{terminal.pk}/password/").content.decode()
    )
    terminal.refresh_from_db()
    assert terminal.digest != old


def test_what_is_wrong_stands_at_its_field(cast: Cast) -> None:
    make_terminal(cast.school, uid="door-1")
    browser = signed_in(cast.tess)
    answer = browser.post("/self-checks/add/", form(cast, uid="DOOR-1"))
    assert answer.status_code == 422
    assert "Another self-check signs in as DOOR-1" in answer.content.decode()
    assert browser.post("/self-checks/add/", form(cast, uid="a|b")).status_code == 422
    assert browser.post("/self-checks/add/", form(cast, uid="x1", most_misses=0)).status_code == 422
    assert browser.post("/self-checks/add/", form(cast, uid="x1", organisation=cast.other_school.pk)).status_code == 422
    assert Terminal.objects.count() == 1


def test_its_page_shows_use_problems_and_what_to_look_at(cast: Cast) -> None:
    terminal = make_terminal(cast.school).terminal
    copy = make_copy(cast.school, barcode="X-1")
    note = leave_note(terminal, text="Lent without connection, against a rule.", item=copy, by=actor_of(terminal))
    DayCount.objects.create(terminal=terminal, day=timezone.localdate(), kind="11", count=41, refused=3)
    Terminal.objects.update(problem="The password is wrong.", problem_at=timezone.now())
    browser = signed_in(cast.tess)
    page = browser.get(f"/self-checks/{terminal.pk}/").content.decode()
    assert all(word in page for word in ("41", "Check out", "against a rule", "X-1", "The password is wrong."))
    assert "The password is wrong." in browser.get("/self-checks/").content.decode()
    assert browser.post(f"/self-checks/notes/{note.pk}/settle/").status_code == 302
    assert not TerminalNote.objects.open().exists()
    with pytest.raises(Conflict):
        settle_note(note, by=cast.tess.actor)
    saved = browser.post(f"/self-checks/{terminal.pk}/", form(cast, uid=terminal.uid, allowed=["17"], is_on=""))
    terminal.refresh_from_db()
    assert (saved.status_code, terminal.allowed, terminal.is_on) == (302, ["17"], False)


def test_others_do_not_see_it(cast: Cast) -> None:
    made = make_terminal(cast.school)
    note = leave_note(made.terminal, text="Look", by=actor_of(made.terminal))
    for member, code in ((cast.sam, 404), (cast.tia, 403), (cast.stu, 403)):
        assert signed_in(member).get(f"/self-checks/{made.terminal.pk}/").status_code == code
        assert signed_in(member).post(f"/self-checks/{made.terminal.pk}/password/").status_code == code
        assert signed_in(member).post(f"/self-checks/notes/{note.pk}/settle/").status_code == code
    assert signed_in(cast.sam).get("/self-checks/texts/").status_code == 403


def test_the_district_says_it_in_its_own_words(cast: Cast) -> None:
    browser = signed_in(cast.lib)
    assert SHIPPED["returned"].es in browser.get("/self-checks/texts/").content.decode()
    assert browser.post("/self-checks/texts/lent/", {"en": "Bring it back {due}!", "es": ""}).status_code == 302
    assert said("lent", "en", due="Friday") == "Bring it back Friday!"
    assert said("lent", "es", due="viernes") == "Devolver: viernes"
    assert "Your own" in browser.get("/self-checks/texts/").content.decode()
    for wrong in ("{name} has it", "{due", "a|b", "{0}", "x" * 200, "{due.__class__}", "{due:>9999999}", "{due!r}"):
        assert browser.post("/self-checks/texts/lent/", {"en": wrong, "es": ""}).status_code == 422, wrong
    browser.post("/self-checks/texts/lent/", {"en": "", "es": ""})
    assert not ScreenText.objects.exists()
    assert browser.get("/self-checks/texts/nothing/").status_code == 404
    with pytest.raises(Forbidden):
        set_screen_text("lent", "en", text="x", by=cast.tess.actor)
    with pytest.raises(Invalid):
        set_screen_text("returned", "en", text="{due}", by=cast.lib.actor)


def test_every_text_fits_a_small_screen() -> None:
    for key, one in SHIPPED.items():
        for language in ("en", "es"):
            assert len(one.in_language(language).format(due="Wednesday, September 30")) <= 50, key


def test_a_terminal_may_what_its_page_allows_at_its_school_only(cast: Cast) -> None:
    made = make_terminal(cast.school, allowed=["17", "09"])
    actor = actor_of(made.terminal)
    path, other = cast.school.scope_path, cast.other_school.scope_path
    assert actor.can("circulation.loan.return", at=path)
    assert not actor.can("circulation.loan.return", at=other)
    for permission in ("circulation.loan.renew", "circulation.loan.override", "circulation.fee.pay", "circulation.block.edit",
                       "circulation.loan.view", "circulation.library_loan.view"):  # fmt: skip
        assert not actor.can(permission), permission
    assert (actor.person_id, actor.account_id, actor.via) == (None, None, "sip2")


def test_nobody_gives_the_machines_role_to_a_person(cast: Cast) -> None:
    assert "self_check" in all_roles()
    assert "self_check" not in {role.key for role in grantable_roles(cast.dita.actor)}


def test_rest(cast: Cast) -> None:
    token = create_token(
        cast.tess.account, name="t", permissions=["core.api.use", "sip2.terminal.edit"], by=cast.tess.actor
    )
    headers = {"Authorization": f"Bearer {token.text}"}
    body = {"organisation_id": cast.school.pk, "name": "Gate", "uid": "gate", "allowed": ["17"]}
    made = Client().post("/api/v1/self-checks", body, content_type="application/json", headers=headers)
    assert made.status_code == 201, made.content
    pk, password = made.json()["terminal"]["id"], made.json()["password"]
    assert Terminal.objects.get().digest == digest_of(password)
    assert Client().patch(f"/api/v1/self-checks/{pk}", {"is_on": False}, content_type="application/json", headers=headers).json()["is_on"] is False  # fmt: skip
    assert Client().patch(f"/api/v1/self-checks/{pk}", {"pin": "often"}, content_type="application/json", headers=headers).status_code == 422  # fmt: skip
    again = Client().post(f"/api/v1/self-checks/{pk}/password", headers=headers).json()
    assert again["password"] != password
    listed = Client().get("/api/v1/self-checks", headers=headers).json()["items"]
    assert [one["uid"] for one in listed] == ["gate"]
    assert "digest" not in str(listed)
    body["organisation_id"] = cast.other_school.pk
    assert (
        Client().post("/api/v1/self-checks", body, content_type="application/json", headers=headers).status_code == 404
    )
