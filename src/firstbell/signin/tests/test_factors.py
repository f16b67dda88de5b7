"""Second factors: the rule, the grace, the app, the recovery codes, and the reset."""

from __future__ import annotations

import datetime as dt

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from cryptography.fernet import Fernet
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.utils import timezone

from firstbell.core.errors import Conflict, Forbidden, Invalid
from firstbell.core.models import AuditEntry
from firstbell.core.rotation import reseal, unreadable
from firstbell.people.tests.factories import PASSWORD, Cast, make_cast, signed_in
from firstbell.signin.actions.factors import edit_rules, release_factor, require_factor, reset_factors
from firstbell.signin.models import SecondFactorRule
from firstbell.signin.queries import factor_duty

pytestmark = pytest.mark.django_db
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture
def cast() -> Cast:
    cache.clear()  # a code that was used is remembered there
    return make_cast()


def code_now(secret: str = SECRET) -> str:
    return str(format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time())))))


def sign_in(client: Client, name: str) -> str:
    answer = client.post("/accounts/login/", {"login": name, "password": PASSWORD})
    assert answer.status_code == 302
    return str(answer["Location"])


def today(days: int = 0) -> dt.date:
    return timezone.localdate() + dt.timedelta(days=days)


def test_a_role_that_needs_one_gets_no_further_without(cast: Cast) -> None:
    require_factor("technician", required_from=today(), note="Board, 2026", by=cast.dita.actor)
    client = Client()
    sign_in(client, "tess")
    for path in ("/", "/people/", "/counter/"):
        assert client.get(path)["Location"] == "/accounts/2fa/", path
    assert client.post("/people/add/", {"given_name": "X"})["Location"] == "/accounts/2fa/"
    page = client.get("/accounts/2fa/")
    assert page.status_code == 200
    assert "needs a second factor" in page.content.decode()
    other = Client()
    sign_in(other, "lib")
    assert other.get("/").status_code == 200


def test_before_the_day_one_is_reminded(cast: Cast) -> None:
    require_factor("technician", required_from=today(7), by=cast.dita.actor)
    client = Client()
    sign_in(client, "tess")
    page = client.get("/")
    assert page.status_code == 200
    assert "you need a second factor" in page.content.decode()
    assert "A second factor is coming" in client.get("/people/account/").content.decode()
    assert factor_duty(cast.tess.account).is_announced


@pytest.mark.django_db(transaction=True)  # allauth tells of a new factor on commit, in the same request
def test_setting_one_up_opens_the_way_and_is_asked_for_next_time(cast: Cast) -> None:
    require_factor("technician", required_from=today(), by=cast.dita.actor)
    client = Client()
    sign_in(client, "tess")
    assert client.get("/accounts/2fa/totp/activate/").status_code == 302  # is it still you?
    assert client.post("/accounts/reauthenticate/", {"password": PASSWORD}).status_code == 302
    page = client.get("/accounts/2fa/totp/activate/")
    assert page.status_code == 200
    secret = page.context["form"].secret
    done = client.post("/accounts/2fa/totp/activate/", {"code": code_now(secret)})
    assert done["Location"] == "/accounts/2fa/recovery-codes/"
    assert client.get("/").status_code == 200
    assert AuditEntry.objects.filter(verb="signin.factor.added").count() == 2  # the app, and its recovery codes
    with connection.cursor() as cursor:
        cursor.execute("SELECT data FROM mfa_authenticator")
        assert secret not in str(cursor.fetchall())
    again = Client()
    assert sign_in(again, "tess") == "/accounts/2fa/authenticate/"
    assert again.get("/people/me/").status_code == 302
    assert again.post("/accounts/2fa/authenticate/", {"code": "000000"}).status_code == 200
    assert again.get("/people/me/").status_code == 302


def test_app_and_recovery_code_sign_in_once_each(cast: Cast) -> None:
    TOTP.activate(cast.lib.account, SECRET)
    codes = RecoveryCodes.activate(cast.lib.account).get_unused_codes()
    for code in (code_now(), codes[0]):
        client = Client()
        sign_in(client, "lib")
        assert client.post("/accounts/2fa/authenticate/", {"code": code}).status_code == 302
        assert client.get("/people/me/").status_code == 200
    replay = Client()
    sign_in(replay, "lib")
    assert replay.post("/accounts/2fa/authenticate/", {"code": codes[0]}).status_code == 200


def test_a_lost_phone_is_reset_by_an_administrator_with_a_reason(cast: Cast) -> None:
    TOTP.activate(cast.lib.account, SECRET)
    lib = signed_in(cast.lib)
    with pytest.raises(Forbidden):
        reset_factors(cast.lib.account, reason="Lost phone", by=cast.tess.actor)
    with pytest.raises(Invalid, match="how you know"):
        reset_factors(cast.lib.account, reason=" ", by=cast.dita.actor)
    dita = signed_in(cast.dita)
    answer = dita.post(f"/sign-in/accounts/{cast.lib.account.pk}/factors/", {"reason": "Lost phone, seen in person"})
    assert answer.status_code == 302
    assert not Authenticator.objects.exists()
    assert lib.get("/people/me/").status_code == 302
    assert AuditEntry.objects.get(verb="signin.factor.reset").note == "Lost phone, seen in person"
    with pytest.raises(Conflict, match="no second factor"):
        reset_factors(cast.lib.account, reason="Again", by=cast.dita.actor)
    with pytest.raises(Conflict, match="your own"):
        reset_factors(cast.dita.account, reason="Mine", by=cast.dita.actor)


def test_rules_are_data_of_district_it(cast: Cast) -> None:
    with pytest.raises(Forbidden):
        require_factor("technician", required_from=today(), by=cast.tess.actor)
    with pytest.raises(Invalid):
        require_factor("emperor", required_from=today(), by=cast.dita.actor)
    dita = signed_in(cast.dita)
    rule = {"role": "technician", "required_from": today(3).isoformat(), "note": "Board"}
    assert dita.post("/sign-in/rules/factors/", rule).status_code == 302
    found = SecondFactorRule.objects.get()
    assert "Board" in dita.get("/sign-in/rules/").content.decode()
    release_factor(found, by=cast.dita.actor)
    assert AuditEntry.objects.filter(verb="signin.rules.edited").count() == 2


def test_passwords_are_not_switched_off_while_they_are_the_only_way(cast: Cast) -> None:
    with pytest.raises(Conflict, match="No provider"):
        edit_rules(passwords_allowed=False, whom_to_ask="", by=cast.dita.actor)


def test_keys_are_rotated_under_second_factors_too(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FIRSTBELL_FIELD_KEYS", old := Fernet.generate_key().decode())
    totp = TOTP.activate(cast.lib.account, SECRET)
    codes = RecoveryCodes.activate(cast.lib.account).get_unused_codes()
    monkeypatch.setenv("FIRSTBELL_FIELD_KEYS", f"{(new := Fernet.generate_key().decode())},{old}")
    assert reseal() == 2
    assert reseal() == 0
    monkeypatch.setenv("FIRSTBELL_FIELD_KEYS", new)
    assert unreadable() == []
    totp.instance.refresh_from_db()
    assert totp.validate_code(code_now())
    assert Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes() == codes
    monkeypatch.setenv("FIRSTBELL_FIELD_KEYS", old)
    assert len(unreadable()) == 2


def test_a_factor_whose_key_is_lost_says_so_and_lets_nobody_in(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FIRSTBELL_FIELD_KEYS", Fernet.generate_key().decode())
    TOTP.activate(cast.lib.account, SECRET)
    codes = RecoveryCodes.activate(cast.lib.account).get_unused_codes()
    monkeypatch.setenv("FIRSTBELL_FIELD_KEYS", Fernet.generate_key().decode())
    client = Client()
    sign_in(client, "lib")
    for code in (code_now(), codes[0], "000000"):
        page = client.post("/accounts/2fa/authenticate/", {"code": code})
        assert page.status_code == 200
        assert "cannot be checked" in page.content.decode()
    assert client.get("/people/me/").status_code == 302
    inside = signed_in(cast.lib)
    for path in ("/accounts/2fa/", "/accounts/2fa/recovery-codes/", "/people/account/"):
        assert inside.get(path, follow=True).status_code == 200, path
