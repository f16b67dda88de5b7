"""The frame, the style page, the error pages and the sign-in pages."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.http import Http404, HttpRequest
from django.template.loader import get_template, render_to_string
from django.test import Client, RequestFactory
from django.urls import reverse
from pytest_django.fixtures import Settings

from firstbell.core.ui.shapes import Banner, Crumb, NavItem, NavSection, Viewer
from firstbell.core.ui.styleguide import styleguide, styleguide_list, styleguide_print

pytestmark = pytest.mark.urls("firstbell.core.tests.ui.styleguide_urls")

HOSTILE = "<script>alert(1)</script>"
ERRORS = ("400", "403", "404", "429", "500")


def frame(**context: object) -> str:
    return render_to_string("core/base.html", {"page_title": "Devices", **context}, RequestFactory().get("/"))


def asked(address: str = "/ui/") -> HttpRequest:
    return RequestFactory().get(address)


def test_the_frame_has_its_landmarks_one_heading_and_a_way_past_them() -> None:
    html = frame(nav=[NavSection("", [NavItem("Today", "/", "home", "h", "3", active=True)])])
    assert html.count("<h1>") == 1
    assert html.count("<main") == 1
    assert 'href="#content"' in html
    assert '<nav id="mainnav"' in html
    assert 'aria-current="page"' in html
    assert 'data-key="h"' in html
    assert "<title>Devices · Firstbell</title>" in html


def test_the_frame_escapes_what_people_are_called() -> None:
    html = frame(
        page_title=HOSTILE,
        page_meta=HOSTILE,
        breadcrumbs=[Crumb(HOSTILE, "/")],
        viewer=Viewer(HOSTILE, HOSTILE),
        banner=Banner(HOSTILE, url="/", url_label=HOSTILE),
        nav=[NavSection(HOSTILE, [NavItem(HOSTILE, "/", "home", badge=HOSTILE)])],
    )
    assert HOSTILE not in html


def test_signing_out_is_a_post_with_a_token() -> None:
    html = frame(viewer=Viewer("Tess", "Technician"))
    form = html[html.index(f'action="{reverse("account_logout")}"') :]
    assert "csrfmiddlewaretoken" in form[: form.index("</form>")]


def test_the_results_of_the_find_box_are_options() -> None:
    groups = [{"label": "People", "hits": [{"url": "/p/1/", "title": HOSTILE, "icon": "person", "badge": "Out"}]}]
    html = render_to_string("core/ui/find_results.html", {"groups": groups, "query": "a"})
    assert 'role="option"' in html
    assert HOSTILE not in html
    nothing = render_to_string("core/ui/find_results.html", {"groups": [], "query": HOSTILE})
    assert "Nothing found" in nothing
    assert HOSTILE not in nothing


@pytest.mark.parametrize("view", [styleguide, styleguide_list, styleguide_print])
def test_the_style_page_is_for_builders(view: object, settings: Settings) -> None:
    assert callable(view)
    settings.DEBUG = False
    settings.FIRSTBELL_DEMO = False
    with pytest.raises(Http404):
        view(asked())
    settings.FIRSTBELL_DEMO = True
    assert view(asked()).status_code == 200


def test_the_style_page_shows_the_list_empty_as_well(settings: Settings) -> None:
    settings.DEBUG = True
    assert b"No devices yet" in styleguide_list(asked("/ui/list/?empty")).content
    assert b"NM-01042" in styleguide_list(asked("/ui/list/?sort=-tag")).content


@pytest.mark.parametrize("paper", ["letter", "a4", "receipt", "label"])
def test_each_paper_has_its_sheet(paper: str, settings: Settings) -> None:
    settings.DEBUG = True
    assert f"paper-{paper}" in styleguide_print(asked(f"/ui/print/?paper={paper}")).content.decode()


@pytest.mark.parametrize("code", ERRORS)
def test_an_error_page_is_drawn_with_nothing_at_hand_and_offers_a_way_on(code: str) -> None:
    html = get_template(f"{code}.html").render()
    assert f"Error {code}" in html
    assert 'href="/"' in html
    assert html.count("<h1>") == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name", ["account_login", "account_reset_password", "account_reset_password_done", "account_signup"]
)
def test_the_pages_before_sign_in_wear_our_look(name: str, client: Client) -> None:
    html = client.get(reverse(name)).content.decode()
    assert 'class="bare"' in html
    assert html.count("<h1>") == 1
    assert "core/css/tokens" in html


def test_the_pause_after_too_many_tries_says_how_long() -> None:
    html = render_to_string("account/locked.html", {"cooloff_timedelta": timedelta(minutes=15)})
    assert "Wait 15 minutes" in html
    assert reverse("account_login") in html


@pytest.mark.django_db
def test_a_wrong_password_is_told_at_the_top_of_the_form(client: Client) -> None:
    html = client.post(reverse("account_login"), {"login": "tess", "password": "wrong"}).content.decode()
    assert "data-error-summary" in html
