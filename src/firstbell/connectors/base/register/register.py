"""What differs from register to register: its name and its words. What its columns can hold is the same for all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from firstbell.connectors.base.tables.fields import Field

ENTITY = "items"
LOANS = "loans"

ITEM_FIELDS = (
    Field("serial", "Serial number", (
        "Serial", "Serial no.", "Serial #", "S/N", "SN", "Device serial number", "Service tag", "Número de serie",
        "Numero de serie", "Nº de serie", "Seriennummer", "Numéro de série", "Número de série", "N. Serie", "Serie", "Série",
    )),
    Field("tag", "Asset tag", (
        "Tag", "Barcode", "Bar code", "Asset ID", "Asset number", "Asset no.", "Inventory number", "Inventory tag", "Tag number",
        "Etiqueta", "Etiqueta de activo", "Placa", "Código de barras", "Inventarnummer", "Numéro d'inventaire",
    )),
    Field("model", "Model", ("Model name", "Device model", "Asset model", "Modelo", "Modell", "Modèle")),
    Field("model_number", "Model number", ("Model no.", "Model num", "Model #", "Modelo n.º", "Número de modelo")),
    Field("manufacturer", "Manufacturer", ("Make", "Brand", "Fabricante", "Marca", "Hersteller", "Fabricant")),
    Field("category", "Category", (
        "Asset type", "Device type", "Item type", "Asset category", "Categoría", "Kategorie", "Catégorie", "Categoria",
    ), "Becomes the type of the thing; you say which below."),
    Field("status", "Status", ("Asset status", "Status label", "Estado", "Statut", "Zustand")),
    Field("school", "School", (
        "Company", "School name", "Site", "Campus", "Building name", "Building", "Escuela", "Colegio", "Empresa",
        "Compañía", "École", "Schule", "Firma", "Société",
    )),
    Field("location", "Location (now)", (
        "Location", "Room", "Current location", "Place", "Ubicación", "Localización", "Aula", "Sala", "Standort", "Raum",
        "Emplacement", "Lieu",
    )),
    Field("home", "Home location", (
        "Default location", "Home", "Home room", "Ubicación predeterminada", "Standard-Standort",
        "Emplacement par défaut",
    )),
    Field("mac", "MAC address", ("MAC", "Wi-Fi MAC address", "Wi-Fi MAC", "WLAN MAC", "Dirección MAC")),
    Field("purchased_on", "Purchase date", (
        "Purchased", "Purchased date", "Date purchased", "Acquisition date", "Fecha de compra", "Fecha compra", "Comprado", "Kaufdatum", "Date d'achat",
    )),
    Field("cost", "Cost", (
        "Purchase cost", "Price", "Purchase price", "Unit cost", "Acquisition cost", "Coste", "Costo", "Coste de compra",
        "Costo de compra", "Precio", "Precio compra", "Kaufpreis", "Kosten", "Prix d'achat", "Coût", "Coût d'achat",
    )),
    Field("order_number", "Order number", (
        "PO number", "Purchase order", "Purchase order number", "PO", "Order no.", "Número de pedido", "Nº pedido", "Bestellnummer",
        "Auftragsnummer", "Numéro de commande",
    )),
    Field("warranty_months", "Warranty, months", ("Warranty", "Warranty months", "Garantía", "Garantie")),
    Field("warranty_until", "Warranty until", (
        "Warranty expires", "Vencimiento de la garantía", "Garantie Ablaufdatum", "Expiration de garantie", "Warranty expiration",
        "Warranty expiration date", "Warranty end", "Warranty end date",
    )),
    Field("notes", "Notes", ("Asset notes", "Comments", "Notas", "Observaciones", "Notizen", "Bemerkungen", "Remarques")),
    Field("username", "Who has it: username", (
        "Checked out to: Username", "Username", "User", "Assigned user", "Assigned to username", "Usuario", "Nombre de usuario",
        "Benutzername", "Nom d'utilisateur",
    )),
    Field("email", "Who has it: e-mail", (
        "Checked out to: Email", "Email", "E-mail", "User email", "Owner e-mail", "Owner", "Assigned to email", "Correo",
        "Correo electrónico", "User's e-mail",
    )),
    Field("number", "Who has it: student or staff number", (
        "Employee number", "Employee no.", "Student ID", "Student number", "Owner school id", "Número de empleado",
    )),
    Field("person_name", "Who has it: name", (
        "Checked out to: Full name", "Full name", "Checked out", "Checked out to", "Assigned to", "Nombre completo", "Asignado a",
        "Herausgegeben an", "Extrait vers",
    ), "Only for you to read: nobody is recognised by a name alone."),
    Field("person_given", "Who has it: first name", ("Checked out to: First name",)),
    Field("person_family", "Who has it: last name", ("Checked out to: Last name",)),
    Field("checkout_type", "Checked out to what", ("Checkout type",), "user, location or asset"),
    Field("checkout_place", "Checked out to place", ("Checked out to: Location", "Checkout to location", "Checkout location")),
    Field("lent_on", "Checked out on", ("Checkout date", "Last checkout", "Fecha de asignación", "Herausgabedatum", "Date d'attribution")),
    Field("due_on", "Due back on", (
        "Expected checkin date", "Expected check in", "Due date", "Due", "Fecha esperada de devolución", "Erwartetes Rückgabedatum",
        "Date de dissociation prévue",
    )),
    Field("external_id", "Number in the other system", ("ID",)),
)  # fmt: skip

# (part of a category or, where there is none, of a model's name; item type; device category). The first that fits counts.
# Source: categories of Snipe-IT's demo and of public district inventories, in English, Spanish, French, German. 2026-11-25.
KINDS = (
    ("loaner", "loaner", "other"),
    ("préstamo", "loaner", "other"),
    ("hotspot", "hotspot", "hotspot"),
    ("charger", "charger", "charger"),
    ("power adapter", "charger", "charger"),
    ("cargador", "charger", "charger"),
    ("chromebook", "one-to-one", "chromebook"),
    ("ipad", "one-to-one", "ipad"),
    ("tablet", "one-to-one", "ipad"),
    ("staff laptop", "staff-device", "laptop"),
    ("teacher laptop", "staff-device", "laptop"),
    ("macbook", "staff-device", "laptop"),
    ("laptop", "one-to-one", "laptop"),
    ("notebook", "one-to-one", "laptop"),
    ("portátil", "one-to-one", "laptop"),
    ("portable", "one-to-one", "laptop"),
    ("desktop", "room-device", "desktop"),
    ("workstation", "room-device", "desktop"),
    ("projector", "room-device", "projector"),
    ("proyector", "room-device", "projector"),
    ("beamer", "room-device", "projector"),
    ("interactive", "room-device", "panel"),
    ("smart board", "room-device", "panel"),
    ("smartboard", "room-device", "panel"),
    ("printer", "room-device", "printer"),
    ("impresora", "room-device", "printer"),
    ("drucker", "room-device", "printer"),
    ("document camera", "room-device", "other"),
    ("monitor", "room-device", "other"),
    ("display", "room-device", "other"),
    ("access point", "room-device", "other"),
    ("switch", "room-device", "other"),
    ("router", "room-device", "other"),
    ("voip", "room-device", "other"),
    ("conference phone", "room-device", "other"),
    ("camera", "room-device", "other"),
    ("speaker", "room-device", "other"),
)

AT_REST = "at rest"
STATUSES: Mapping[str, str] = {
    "": "",
    AT_REST: "",
    "deployed": "",
    "deployable": "",
    "ready to deploy": "",
    "ready": "",
    "in use": "",
    "active": "",
    "available": "",
    "in stock": "",
    "assigned": "",
    "checked out": "",
    "listo para desplegar": "",
    "listo para usar": "",
    "disponible": "",
    "asignado": "",
    "pending": "staging",
    "pendiente": "staging",
    "being set up": "staging",
    "ordered": "ordered",
    "on order": "ordered",
    "out for diagnostics": "in_triage",
    "undeployable": "in_triage",
    "needs repair": "in_triage",
    "broken": "in_triage",
    "damaged": "in_triage",
    "in repair": "in_repair",
    "out for repair": "at_vendor",
    "rma": "at_vendor",
    "en reparación": "in_repair",
    "broken - not fixable": "retiring",
    "missing": "missing",
    "lost": "lost",
    "perdido": "lost",
    "stolen": "stolen",
    "robado": "stolen",
    "archived": "stored",
    "archivado": "stored",
    "stored": "stored",
    "in storage": "stored",
    "surplus": "retiring",
    "retired": "retiring",
    "disposed": "disposed",
    "recycled": "disposed",
    "sold": "sold",
}
"""A register's words for where a thing is, to ours; "" is at rest. People say the rest on the preview."""


_KINDS_OF_STATUS = frozenset({"deployed", "deployable", "undeployable", "pending", "archived"})


@dataclass(frozen=True)
class Register:
    """``key`` is that of its records and imports; ``name`` what people call it; ``is_complete``: what its list does not
    name any more is marked. ``kinds`` and ``statuses`` are its words, asked before everybody's."""

    key: str
    name: str
    note: str
    is_complete: bool = False
    is_escaped: bool = False
    """Its cells come from web pages: ``&amp;`` is ``&``."""
    kinds: tuple[tuple[str, str, str], ...] = ()
    statuses: Mapping[str, str] = field(default_factory=dict)

    def kind_of(self, words: str) -> tuple[str, str] | None:
        """(code of the item type, device category) that a category or a model's name says; None when it says nothing."""
        folded = words.casefold()
        return next(((code, kind) for part, code, kind in (*self.kinds, *KINDS) if part in folded), None)

    def status_of(self, word: str) -> str | None:
        """Our status for a word, "" for at rest; None for an unknown one. ``Broken (undeployable)`` and
        ``Broken undeployable``, as a list on screen is exported, say their kind themselves."""
        folded = " ".join(word.casefold().split())
        known = {**STATUSES, **self.statuses}
        if folded in known:
            return known[folded]
        label, _, kind = folded.removesuffix(")").rpartition("(")
        if not label:
            label, _, kind = folded.rpartition(" ")
            if kind not in _KINDS_OF_STATUS:
                return None
        return known.get(label.strip(), known.get(kind.strip()))
