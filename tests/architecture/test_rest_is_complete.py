"""What a screen changes a program can change as well; what cannot be is named here, with the reason."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tests.architecture import house
from tests.architecture.test_actions import action_files, public_functions

_PERSON = "a person has to be there, or it is shown once to a person"
_KIOSK = "the kiosk's own browser does it, for whoever stands before it"
_SECRETS = "answers are kept a day for requests sent twice, and these would be PINs and codes"
_PAGE = "the state of a page, or of a station that scans without network"
_LINK = "a signed link in a mail; signed in there is another way"
_UNDO = "the general undo takes it back; the state before must not come from outside"
_FAMILY = "between a family and the library: no program gathers it"

#: Actions that a page calls and no endpoint does.
NOT_OVER_REST: dict[str, str] = {
    "begin_impersonation": _PERSON,
    "end_impersonation": _PERSON,
    "create_token": _PERSON,
    "add_provider": _PERSON,
    "edit_provider": _PERSON,
    "take_record": _PERSON,
    "borrow_by_scan": _KIOSK,
    "bring_back_by_scan": _KIOSK,
    "choose_pin": _KIOSK,
    "come_in": _KIOSK,
    "identify_reader": _KIOSK,
    "register_kiosk": _KIOSK,
    "renew_for_reader": _KIOSK,
    "require_open": _KIOSK,
    "make_slips": _SECRETS,
    "offer_pins": _SECRETS,
    "count_missed_search": _PAGE,
    "note_presence": _PAGE,
    "note_station": _PAGE,
    "open_station": _PAGE,
    "record_scan": _PAGE,
    "take_pack": _PAGE,
    "take_visit_pack": _PAGE,
    "rate_by_token": _LINK,
    "stop_by_token": _LINK,
    "restore_item": _UNDO,
    "undo_renewal": _UNDO,
    "undo_step": _UNDO,
    "answer_request": _FAMILY,
    "end_wish": _FAMILY,
    "record_wish": _FAMILY,
    "remove_wish": _FAMILY,
    "send_request": _FAMILY,
    "take_back_request": _FAMILY,
}


@cache
def names_in(folder_or_file: str) -> frozenset[str]:
    """Names that modules of this kind speak of, in all rooms."""
    return frozenset(
        name
        for path in house.python_files()
        if not house.is_test(path) and folder_or_file in path.relative_to(house.SOURCE).with_suffix("").parts
        for name in _names(path)
    )


def _names(path: Path) -> Iterator[str]:
    for node in ast.walk(house.parse(path)):
        if isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.alias):
            yield node.name
        elif isinstance(node, ast.Attribute):
            yield node.attr


def actions() -> frozenset[str]:
    return frozenset(function.name for path in action_files() for function in public_functions(path))


def test_what_a_screen_changes_is_over_rest() -> None:
    on_screen = actions() & (names_in("views") | names_in("list_actions") | names_in("forms"))
    missing = sorted(on_screen - names_in("api") - set(NOT_OVER_REST))
    assert not missing, f"Give them an endpoint, or say in NOT_OVER_REST why there is none: {missing}"


def test_what_is_said_to_be_left_off_is_left_off() -> None:
    assert not sorted(set(NOT_OVER_REST) - actions()), "no such actions any more"
    assert not sorted(set(NOT_OVER_REST) & names_in("api")), "these have an endpoint by now"
