"""What borrowers read on a terminal (AF): short, in their language, no debts and no reasons said aloud.

These are the texts Firstbell comes with; a district changes them on *Self-checks › Screen texts*. ``{due}`` is a day.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

SOURCE = "Firstbell's own words, one line of a small screen each."
LAST_CHECKED = dt.date(2026, 11, 26)


@dataclass(frozen=True, slots=True)
class Shipped:
    """``when`` says on the screen of the district when it is shown."""

    when: str
    en: str
    es: str

    def in_language(self, language: str) -> str:
        return self.es if language == "es" else self.en


SHIPPED: dict[str, Shipped] = {
    "lent": Shipped("Checked out", "Due {due}", "Devolver: {due}"),
    "lent_open": Shipped("Checked out, without a due date", "Checked out", "Prestado"),
    "renewed": Shipped("Renewed", "Renewed. Due {due}", "Renovado. Devolver: {due}"),
    "returned": Shipped("Checked in", "Thank you", "Gracias"),
    "undone": Shipped("The last step was taken back", "Taken back", "Cancelado"),
    "hello": Shipped("A card that is good", "Welcome", "Le damos la bienvenida"),
    "ask": Shipped("Anything that a person has to look at", "Please ask at the desk", "Pregunte en el mostrador"),
    "unknown_card": Shipped(
        "No such card, or the PIN is wrong: the same words for both",
        "Card or PIN not recognized",
        "Tarjeta o PIN no reconocidos",
    ),
    "unknown_item": Shipped("No such item here", "Item not recognized. Please ask", "Material no reconocido. Pregunte"),
    "yours": Shipped("The borrower has it already", "You already have this", "Usted ya lo tiene"),
    "elsewhere": Shipped("Somebody else has it", "Please hand this in at the desk", "Entréguelo en el mostrador"),
    "limit": Shipped("The borrower has as many as allowed", "You have reached your limit", "Llegó a su límite"),
    "not_now": Shipped("It cannot be lent", "This cannot be borrowed now", "No se puede prestar ahora"),
    "fee": Shipped("Somebody owes something and has to confirm", "Please confirm to go on", "Confirme para continuar"),
    "not_renewable": Shipped("It cannot be renewed", "This cannot be renewed", "No se puede renovar"),
    "too_soon": Shipped("It cannot be renewed yet", "Too soon to renew", "Aún no se puede renovar"),
    "no_more_renewals": Shipped("It was renewed as often as allowed", "No renewals left", "Sin más renovaciones"),
    "set_aside": Shipped("Returned, and somebody waits for it", "Thank you. Leave it here", "Gracias. Déjelo aquí"),
    "held": Shipped("A hold was placed", "Your hold is placed", "Su reserva está hecha"),
    "hold_ended": Shipped("A hold was cancelled", "Your hold is cancelled", "Su reserva está cancelada"),
    "no_hold": Shipped("No hold can be placed", "This cannot be held", "No se puede reservar"),
    "paid": Shipped("A payment was taken", "Thank you", "Gracias"),
    "not_paid": Shipped("A payment was not taken", "Not paid. Please ask", "No se pagó. Pregunte"),
    "goodbye": Shipped("The borrower is done", "Goodbye", "Hasta luego"),
    "not_here": Shipped("This terminal may not do it", "Not at this machine", "No en esta máquina"),
}

LONGEST = 120
