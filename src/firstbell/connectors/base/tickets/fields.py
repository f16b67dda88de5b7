"""What a column of a table of tickets can be; each system adds the names it uses."""

from __future__ import annotations

import re

from firstbell.connectors.base.tables.fields import Field

CONTACT = re.compile(r"phone|mobile|address|birth|parent|guardian|mother|father|ssn|social.?security", re.IGNORECASE)
"""Columns about people that are left out unless somebody says otherwise: who asked is known by address or number."""
LEFT_OUT = (
    "Phone", "Phone number", "Mobile", "Home phone", "Cell", "Address", "Home address", "Parent", "Parent phone", "Parent email",
    "Guardian", "Guardian phone", "Guardian email", "Date of birth", "Birthday", "Teléfono", "Dirección", "Telefon", "Adresse",
)  # fmt: skip

TICKET_FIELDS = (
    Field("number", "Ticket number", (
        "Number", "Ticket", "Ticket ID", "Ticket no.", "ID", "#", "Case", "Case number", "Request ID", "Número", "Ticketnummer",
    )),
    Field("title", "Title", ("Subject", "Summary", "Issue", "Problem", "Short description", "Asunto", "Título", "Betreff")),
    Field("opened", "Opened", (
        "Date created", "Created", "Created at", "Created on", "Date opened", "Opened at", "Date", "Submitted", "Fecha",
        "Creado", "Erstellt",
    )),
    Field("description", "What was said", ("Description", "Details", "Body", "Message", "Descripción", "Beschreibung")),
    Field("state", "State", ("Status", "Current status", "Ticket status", "Estado")),
    Field("closed", "Closed", (
        "Closed at", "Date closed", "Closed date", "Closed on", "Resolved", "Resolved at", "Date resolved", "Completed",
        "Cerrado", "Geschlossen",
    )),
    Field("updated", "Last changed", ("Last updated", "Updated", "Updated at", "Modified", "Last modified", "Last activity")),
    Field("requester", "Requester's name", (
        "Requester", "From", "Name", "Requested by", "Reported by", "Creator", "Customer", "User", "Contact", "Solicitante",
    )),
    Field("email", "Requester's e-mail", (
        "E-mail", "Email", "From email", "Requester email", "Customer email", "User email", "Creator email", "Correo",
    )),
    Field("identifier", "Requester's number or user name", (
        "Student ID", "Staff ID", "Employee ID", "Username", "User name", "Login", "SIS ID", "Requester ID",
    )),
    Field("agent", "Who worked on it", (
        "Assigned to", "Assignee", "Agent", "Agent assigned", "Owner", "Technician", "Asignado a", "Bearbeiter",
    )),
    Field("agent_email", "E-mail of who worked on it", ("Assignee email", "Agent email", "Owner email", "Technician email")),
    Field("category", "Category", ("Help topic", "Topic", "Type", "Issue type", "Ticket type", "Categoría", "Kategorie")),
    Field("priority", "Priority", ("Urgency", "Severity", "Prioridad", "Priorität")),
    Field("school", "School", ("School name", "Site", "Campus", "Building", "Escuela", "Colegio", "Schule")),
    Field("place", "Room", ("Room number", "Location", "Place", "Classroom", "Aula", "Sala", "Raum")),
    Field("codes", "Devices: tags or serial numbers", (
        "Asset tag", "Asset", "Device", "Devices", "Serial", "Serial number", "Tag", "Barcode", "Equipment", "Chromebook",
        "Inventory number", "Número de serie",
    )),
    Field("files", "Names of attached files", ("Attachments", "Attachment", "Files", "Adjuntos")),
    Field("is_private", "Private (yes or no)", ("Private", "Confidential")),
)  # fmt: skip
TALK_FIELDS = (
    Field("line", "One line of the conversation", (
        "Comment", "Comments", "Reply", "Note", "Conversation", "Comment text", "Comentario",
    ), "Then a ticket may have several rows."),
    Field("line_at", "When that line was written", ("Comment date", "Comment created", "Reply date", "Commented at")),
    Field("line_by", "Who wrote it", ("Comment author", "Comment by", "Reply by", "Author", "Commented by")),
    Field("line_email", "E-mail of who wrote it", ("Comment author email", "Author email")),
    Field("line_internal", "Only for colleagues (yes or no)", ("Internal", "Internal note", "Is internal", "Comment internal")),
)  # fmt: skip
