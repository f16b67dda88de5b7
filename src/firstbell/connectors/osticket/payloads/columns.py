"""Names in osTicket's files, with where each is known from. Looked up on 2026-11-25.

Sourced: the tables and their columns are osTicket's own ``setup/inc/streams/core/install-mysql.sql`` (1.10 and later);
that the export of a queue begins with a byte-order mark, separates by the comma or, where the locale writes decimals with
one, by the semicolon, and may have any custom field of the ticket form as a column under its label, is
``include/class.export.php``; *Thread Count*, *Attachment Count* and their like are counted there.

From knowledge of the screen, not seen in a file: the labels in :data:`QUEUE` beside those. A label that is translated, or
that a school changed in its queue, is said once on the preview and remembered.

Guessed: :data:`CUSTOM`, what schools call the fields they add for rooms and devices; and that a choice field's cell in
``ost_ticket__cdata`` is plain text or ``{"key":"Text"}``.
"""

from __future__ import annotations

QUEUE: dict[str, tuple[str, ...]] = {
    "number": ("Ticket Number", "Ticket #"),
    "opened": ("Date Created", "Create Date"),
    "title": ("Subject", "Issue Summary"),
    "requester": ("From", "User", "Ticket Owner"),
    "email": ("From Email", "Email"),
    "priority": ("Priority", "Priority Level"),
    "category": ("Help Topic",),
    "state": ("Current Status", "Status", "Ticket Status"),
    "updated": ("Last Updated", "Last Update"),
    "closed": ("Closed Date", "Close Date", "Date Closed"),
    "agent": ("Agent Assigned", "Assigned To", "Assigned Agent"),
}
OWN = (
    "Ticket Number", "Date Created", "From Email", "Help Topic", "Current Status", "SLA Plan", "SLA Due Date",
    "Agent Assigned", "Team Assigned", "Thread Count", "Attachment Count", "Overdue", "Answered",
)  # fmt: skip
"""Names of which several together say that a list is osTicket's."""

CUSTOM: dict[str, tuple[str, ...]] = {
    "codes": (
        "asset_tag", "asset", "assettag", "device", "device_tag", "serial", "serial_number", "serialnumber", "tag", "barcode",
        "chromebook", "equipment", "inventory_number",
    ),
    "place": ("room", "room_number", "roomnumber", "location", "classroom"),
    "school": ("school", "building", "campus", "site"),
    "identifier": ("student_id", "studentid", "employee_id", "staff_id", "username"),
    "is_private": ("private", "confidential"),
}  # fmt: skip

TABLES: dict[str, tuple[str, ...]] = {
    "ticket": ("ticket_id", "number", "user_id", "created"),
    "ticket__cdata": ("ticket_id", "subject"),
    "thread": ("id", "object_id", "object_type"),
    "thread_entry": ("id", "thread_id", "type", "body", "created"),
    "user": ("id", "name"),
    "user_email": ("user_id", "address"),
    "staff": ("staff_id", "firstname", "lastname", "email"),
    "ticket_status": ("id", "name", "state"),
    "help_topic": ("topic_id", "topic"),
    "department": ("id", "name"),
    "ticket_priority": ("priority_id", "priority"),
    "attachment": ("object_id", "type", "file_id"),
    "file": ("id", "name"),
}
"""The tables that are read, and the columns without which one cannot be. The first is needed, the others when they are there."""

STATES = {"open": False, "closed": True, "archived": True}
"""``ost_ticket_status.state``: whether such a ticket is done. ``deleted`` is left out."""
ENTRY_KINDS = {"M": False, "R": False, "N": True}
"""``ost_thread_entry.type``: message, response, internal note; whether only those who work there read it."""
HIDDEN = 0x0004
"""``ost_thread_entry.flags``: an older version of a line that was edited (osTicket's ``FLAG_HIDDEN``; from knowledge of its
code, not of a file)."""
