"""Names in Zammad's files, with where each is known from. Looked up on 2026-11-25.

Sourced, docs.zammad.org, REST interface (``api/ticket/index``, ``api/ticket/articles``, ``api/intro``): tickets with
``expand=true`` have ``number``, ``title``, ``group``, ``state``, ``priority``, ``owner`` and ``customer`` (addresses),
``created_at``, ``close_at``, ``updated_at``, ``create_article_type``; articles have ``ticket_id``, ``from``, ``body``,
``content_type`` (``text/html`` or ``text/plain``), ``type``, ``internal``, ``attachments`` with ``id`` and ``filename``.

The columns of the report are those that people map in programs they published (*Create Channel*, *Closed At*, *Pending
till* …); the first one is ``#``. Guessed: ``sender`` and ``created_by`` of an article in a list that was not expanded are
ids, so that who wrote it is then only known by ``from`` and ``created_by_id``.
"""

from __future__ import annotations

REPORT: dict[str, tuple[str, ...]] = {
    "number": ("#", "Ticket number", "Number"),
    "opened": ("Created At", "Created"),
    "closed": ("Closed At", "Close At"),
    "updated": ("Updated At",),
    "agent": ("Owner",),
    "requester": ("Customer",),
    "category": ("Type",),
}
OWN = (
    "Create Channel", "Time Units Total", "Pending till", "Close In Min", "Close Diff In Min", "First Response In Min",
    "Last Contact Agent At", "Last Contact Customer At", "Article Count", "Update In Min",
)  # fmt: skip
"""Names of which several together say that a table is Zammad's report."""

CUSTOM: dict[str, tuple[str, ...]] = {
    "codes": (
        "asset_tag",
        "assettag",
        "asset",
        "device",
        "serial",
        "serial_number",
        "tag",
        "barcode",
        "inventory_number",
    ),
    "place": ("room", "room_number", "location", "classroom"),
    "school": ("school", "building", "campus", "site"),
    "category": ("category", "type", "ticket_type", "topic"),
    "is_private": ("private", "confidential"),
}
"""Guessed: what schools call the attributes they add in the object manager."""
SAID = (("group", "Group"), ("organization", "Organisation"), ("create_article_type", "Came by"), ("note", "Note"))
NOBODY = frozenset({"", "-", "none"})
"""``owner`` of a ticket nobody has."""
