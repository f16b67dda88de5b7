"""Every address is tried by people who have no business there.

Three strangers: nobody signed in, a student of another school (who holds no permission at all), and Sam, the technician
of another school (who may do everything, but not here). The objects are always ones they must not see.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from firstbell.core.actor import Actor
from tests.architecture import district, routes

pytestmark = pytest.mark.django_db

#: Few enough that every one of them stands on the first page of a list that shows too much.
ROWS = 5
#: Open to anybody, each for a reason.
PUBLIC = {
    "openapi",  # the API's document holds no data
    "health",  # a load balancer has no account
    "core:notice_stop",  # the signed link in a mail; anything else says that it is not whole
    "helpdesk:rate",  # the signed link in a mail, likewise
    "demo:choose",  # mounted with FIRSTBELL_DEMO=1 only
    "demo:sign_in",
    "sru:sru",  # other libraries' systems have no account: the catalogue is for everybody, hidden titles are for nobody,
    "sru:oai",  # and who has a copy is in no query; counted by address, and can be switched off
    "signin:oidc_login",  # how strangers stop being strangers; each answers 404 for what is not on,
    "signin:oidc_callback",  # and nothing without a question of this very browser
    "signin:saml_login",
    "signin:saml_answer",
    "signin:saml_finish",
    "signin:saml_metadata",  # what an identity provider reads about us
    "kiosk:start",  # 404 on every browser that is not a kiosk
    "kiosk:pin",
    "kiosk:choose",
    "kiosk:done",  # signs out
    "library:cover",  # the picture of a title, as public as the title; hidden ones are 404
    "library:catalogue",  # the catalogue is for everybody, families too: what the libraries have and where it stands,
    "library:found",  # never who has it; hidden titles are nowhere, and who asks too often waits
    "library:title",
    "library:shelf",
    "library:like",  # books like a title, at a level that stays in the visitor's own session
    "library:book_lists",  # those that their makers open to everybody
    "library:book_list",
    "library:reader",  # keeps school, grade and level in the visitor's own session, nowhere else
    "library:mode",
    "library:kiosk",  # makes this browser a screen of the library; signs out
    "library:cite",  # makes a citation of what is typed and keeps nothing
    "library:pathfinders",  # those that their owners open to everybody
    "library:pathfinder",
    "library:pathfinder_card",
    "library:databases",  # what the library offers; how to get in is for people of the school
    "library:database",
    "library:database_open",  # a ticket through a proxy asks to sign in
}
#: Open to everybody who is signed in: they show only what is one's own, or nothing.
SIGNED_IN = {
    "home",
    "guides:articles",  # those that are for one, at one's school and above
    "core:find",
    "core:notice_preferences",
    "core:notice_times_reset",
    "core:notices",
    "core:notices_read",
    "core:undo",  # answers that there is nothing to undo
    "helpdesk:tickets",
    "helpdesk:ticket_open",
    "helpdesk:help",  # one's own rooms and devices
    "helpdesk:help_device",  # goes to help, which names a device only to whom it may
    "helpdesk:help_direct",  # one's own ticket
    "helpdesk:help_me_too",  # an incident of one's own school is open to all who are there; help's own tests try others'
    "people:account",
    "people:me",
    "people:sections",
    "library:citation_lists",  # one's own, whoever one is
    "library:family",  # one's own children; a letter about any other is refused
    "library:mine",
    "library:reading_list_add",
    "library:search_save",
    "signin:sessions",
    "signin:sessions_end",
}
#: What an address asks for before it looks for its object.
QUESTIONS = {
    "api:list_free_periods": {"day": "2026-11-24"},
    "api:list_school_days": {"first": "2026-11-23", "last": "2026-11-27"},
    "api:preview_item_merge": {"other_id": 1},
    "api:preview_person_merge": {"other_id": 1},
    "api:preview_ticket_merge": {"other_id": 1},
}
#: Addresses of objects that belong to no school, so that a technician of any may have business there.
OF_NO_SCHOOL = {
    "core:undo",  # belongs to whoever made the change; tried as such by core's own tests
    "core:task",  # background work is the installation's
    "core:task_retry",
    "circulation:patron_group",  # groups, limits, symptoms and role rules are the district's
    "circulation:patron_group_remove",
    "core:import_guard",
    "core:retention_rule",  # how long records stay is the district's
    "catalogues:target",  # which other catalogues are asked is the district's
    "catalogues:target_try",
    "catalogues:target_remove",
    "helpdesk:symptom",
    "api:put_screen_text",
    "sip2:text",  # what self-checks say is the district's
    "guides:card",  # fix cards are the district's
    "guides:card_edit",
    "guides:card_switch",
    "helpdesk:escalation_reason",  # reasons are the district's; only who answers for it may edit one
    "people:role_rule",
    "signin:provider",  # providers and rules are the installation's
    "signin:provider_check",
    "signin:provider_metadata",
    "signin:provider_remove",
    "signin:provider_switch",
    "signin:factor_remove",
    "inventory:model",  # the catalogue is shared: models, types, funding, label sizes
    "inventory:model_edit",
    "inventory:accessory_edit",
    "inventory:model_accessory_set",
    "inventory:model_accessory_remove",
    "inventory:item_type_edit",
    "inventory:funding_edit",
    "inventory:label_size_edit",
    "inventory:label_trial",  # where a stock's labels lie on the paper
    # The same over REST.
    "api:change_import_guard",
    "api:check_identity_provider",
    "api:delete_identity_provider",
    "api:delete_second_factor_rule",
    "api:read_identity_provider",
    "api:read_identity_provider_metadata",
    "api:switch_identity_provider",
    "api:delete_catalogue_target",
    "api:delete_model_accessory",
    "api:delete_patron_group",
    "api:edit_catalogue_target",
    "api:list_model_accessories",
    "api:put_accessory",
    "api:put_escalation_reason",
    "api:put_funding_source",
    "api:put_item_type",
    "api:put_label_size",
    "api:put_model",
    "api:put_model_accessory",
    "api:put_patron_group",
    "api:put_role_rule",
    "api:put_symptom",
    "api:read_catalogue_target",
    "api:read_model",
    "api:read_task",
    "api:retry_one_task",
    "api:undo_one_change",  # belongs to whoever made the change
    "library:cover_service_edit",  # templates and cover services are the district's, behind library.rule.edit
    "library:template_edit",
    "library:template_remove",
    "api:try_catalogue_target",
    "library:profile",  # load profiles are the district's, behind library.rule.edit
    "api:add_title_from_template",
    "api:delete_record_template",
    "api:put_cover_service",
    "api:put_record_template",
    "api:read_load_profile",
    "api:put_load_profile",
}
#: 405: the address does not take the method from anybody.
REFUSED = {401, 403, 404, 405}
METHODS = ("get", "post")


def guarded() -> list[routes.Route]:
    return [route for route in routes.all_routes() if route.name not in PUBLIC]


def test_there_is_something_to_walk() -> None:
    assert len(guarded()) >= 40


def test_the_public_list_names_only_what_exists() -> None:
    from firstbell.demo import urls as demo_urls

    names = {route.name for route in routes.all_routes()} | {f"demo:{one.name}" for one in demo_urls.urlpatterns}
    assert (PUBLIC | SIGNED_IN) - names - {"health"} == set()


def test_what_belongs_to_no_school_is_known() -> None:
    unscoped = {route.name for route in guarded() if any(routes.models_of(route)) and not routes.is_scoped(route)}
    assert unscoped == OF_NO_SCHOOL & {route.name for route in guarded()}


def knock(client: Client, actor: Actor | None, chosen: list[routes.Route]) -> Iterator[tuple[str, Any]]:
    """Each route by each method, as (what was tried, response). Objects are ones the actor does not see."""
    client.raise_request_exception = False  # a page that breaks is one finding, not the end of the walk
    for route in chosen:
        address = routes.address(route, **routes.hidden(route, actor))
        for method in METHODS:
            response = getattr(client, method)(address, QUESTIONS.get(route.name) if method == "get" else None)
            yield f"{method.upper()} {route.name} {address}", response


def is_sign_in(response: Any) -> bool:
    return response.status_code == 302 and "/accounts/login/" in response["Location"]


def test_nobody_signed_in_gets_nothing(client: Client) -> None:
    district.furnish(ROWS)

    let_in = [
        f"{tried}: {response.status_code}"
        for tried, response in knock(client, None, guarded())
        if not (is_sign_in(response) or response.status_code in REFUSED)
    ]

    assert not let_in, f"Open to anybody: {let_in}"


def test_a_student_of_another_school_gets_nothing(client: Client) -> None:
    people = district.furnish(ROWS)
    client.force_login(people.foreign_student)
    chosen = [route for route in guarded() if route.name not in SIGNED_IN]

    let_in = [
        f"{tried}: {response.status_code}"
        for tried, response in knock(client, people.actor(people.foreign_student), chosen)
        if response.status_code not in REFUSED
    ]

    assert not let_in, f"Open to a student of another school: {let_in}"


def test_a_technician_of_another_school_does_not_find_ours(client: Client) -> None:
    people = district.furnish(ROWS)
    client.force_login(people.sam)
    ours = [route for route in guarded() if route.takes_object and routes.is_scoped(route)]
    chosen = [route for route in ours if route.name not in SIGNED_IN]

    let_in = [
        f"{tried}: {response.status_code}"
        for tried, response in knock(client, people.actor(people.sam), chosen)
        if response.status_code not in REFUSED
    ]

    assert not let_in, f"Sam sees or changes another school's things: {let_in}"


def test_lists_do_not_show_another_school_s_things(client: Client) -> None:
    """The names of our school's students and the tags of its devices appear on no page that Sam may open."""
    people = district.furnish(ROWS)
    client.force_login(people.sam)
    client.raise_request_exception = False
    leaks = []
    for route in guarded():
        if route.takes_object or route.is_api:
            continue
        response = client.get(routes.address(route))
        assert response.status_code < 500, f"{route.name} breaks"
        if response.status_code == 200:
            body = b"".join(response) if response.streaming else response.content
            leaks += [f"{route.name}: {secret}" for secret in people.secrets_of_our_school() if secret.encode() in body]

    assert not leaks, f"Sam reads about another school: {leaks}"
