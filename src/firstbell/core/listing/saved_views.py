"""Saved views and a person's habits with a list: who sees them, and every change of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.module_loading import import_string

from firstbell.core.actor import Actor
from firstbell.core.errors import Conflict, Invalid, NotFound
from firstbell.core.events import change
from firstbell.core.listing.events import ViewShared, ViewWithdrawn
from firstbell.core.models import ListHabit, SavedView
from firstbell.core.permissions import CorePermission

MOST_VIEWS = 50
"""Of one list, to one person: more tabs than that nobody reads."""
LONGEST_QUERY = 2000


def views_of(listing: str, actor: Actor) -> list[SavedView]:
    """The views this actor can open, by name: one query."""
    return list(SavedView.objects.visible_to(actor).filter(listing=listing).order_by("name", "pk")[:MOST_VIEWS])


def habit_of(listing: str, actor: Actor) -> ListHabit | None:
    """How this person left the list: one query."""
    if actor.account_id is None:
        return None
    return ListHabit.objects.filter(account_id=actor.account_id, listing=listing).first()


def share_places(actor: Actor) -> list[tuple[str, str]]:
    """(path, name) of the organisations with which this actor may share; the room that keeps them is asked."""
    ask: Callable[[Actor, str], list[tuple[str, str]]] = import_string(settings.FIRSTBELL_ORGANISATIONS)
    return ask(actor, CorePermission.VIEW_SHARE)


def save_view(listing: str, *, name: str, query: str, by: Actor) -> SavedView:
    """Keep a list under a name of one's own. Raises Invalid for a poor name, Conflict when one has that name."""
    name = _good_name(name)
    if len(query) > LONGEST_QUERY:
        raise Invalid("This list has too many filters to be kept.", remedy="Clear some of them.", field="name")
    if by.account_id is None:
        raise Invalid("Only people keep views.", remedy="Sign in with an account.")
    if SavedView.objects.filter(listing=listing, owner_id=by.account_id).count() >= MOST_VIEWS:
        raise Conflict(f"You have {MOST_VIEWS} views of this list.", remedy="Delete one you no longer need.")
    view = SavedView(listing=listing, name=name, query=query, owner_id=by.account_id, owner_name=by.name[:200])
    return _stored(view)


def update_view(view: SavedView, *, query: str, by: Actor) -> SavedView:
    """The view shows from now on what the list shows now."""
    _require_own(view, by)
    if len(query) > LONGEST_QUERY:
        raise Invalid("This list has too many filters to be kept.", remedy="Clear some of them.")
    view.query = query
    return _stored(view)


def rename_view(view: SavedView, *, name: str, by: Actor) -> SavedView:
    """Call it something else. Raises Invalid, Conflict as ``save_view``."""
    _require_own(view, by)
    view.name = _good_name(name)
    return _stored(view)


def share_view(view: SavedView, *, path: str | None, by: Actor) -> SavedView:
    """Show it to everybody who works at ``path`` or below; None: to nobody else any more.

    What they see in it is still only what they may see. Raises Forbidden (``core.view.share``) there.
    """
    if path is None:
        return _withdraw(view, by)
    _require_own(view, by)
    by.require(CorePermission.VIEW_SHARE, at=path)
    label = dict(share_places(by)).get(path)
    if label is None:
        raise Invalid("A view is shared with an organisation.", remedy="Choose one of the list.", field="path")
    with change(by) as unit:
        view.shared_path, view.shared_label = path, label[:200]
        view.save(update_fields=["shared_path", "shared_label", "changed_at"])
        unit.publish(ViewShared(subject=view.ref, org_path=path, note=f"With {label}"))
    return view


def _withdraw(view: SavedView, by: Actor) -> SavedView:
    if view.shared_path is None:
        return view
    if view.owner_id != by.account_id:
        by.require(CorePermission.VIEW_SHARE, at=view.shared_path)
    with change(by) as unit:
        unit.publish(ViewWithdrawn(subject=view.ref, org_path=view.shared_path))
        view.shared_path, view.shared_label = None, ""
        view.save(update_fields=["shared_path", "shared_label", "changed_at"])
    return view


def delete_view(view: SavedView, *, by: Actor) -> None:
    """Gone for everybody; whose list opened with it sees all again."""
    _require_own(view, by)
    with change(by) as unit:
        if view.shared_path is not None:
            unit.publish(ViewWithdrawn(subject=view.ref, org_path=view.shared_path))
        view.delete()


def open_with(listing: str, *, view: SavedView | None, by: Actor) -> None:
    """The list opens with this view from now on; None: with everything."""
    if by.account_id is not None:
        ListHabit.objects.update_or_create(account_id=by.account_id, listing=listing, defaults={"default_view": view})


def keep_columns(listing: str, *, columns: Sequence[str], by: Actor) -> None:
    """These columns in this order from now on; none: the usual ones."""
    if by.account_id is not None:
        ListHabit.objects.update_or_create(
            account_id=by.account_id, listing=listing, defaults={"columns": list(columns)[:60]}
        )


def _good_name(name: str) -> str:
    name = " ".join(name.split())
    if not name or len(name) > 60:
        raise Invalid("A view needs a name of at most 60 letters.", remedy="Say what it shows.", field="name")
    return name


def _require_own(view: SavedView, by: Actor) -> None:
    if by.account_id is None or view.owner_id != by.account_id:
        raise NotFound(f"“{view.name}” is {view.owner_name}'s view.", remedy="Save it under a name of your own.")


def _stored(view: SavedView) -> SavedView:
    try:
        with transaction.atomic():
            view.save()
    except IntegrityError:
        raise Conflict(
            f"You have a view called “{view.name}” here.", remedy="Choose another name.", field="name"
        ) from None
    return view
