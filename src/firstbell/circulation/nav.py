"""This room in the navigation."""

from firstbell.circulation.permissions import CirculationPermission as May
from firstbell.core.nav import NavEntry, register

register(NavEntry("Desk", "Loans", "circulation:loans", "clock", May.LOAN_VIEW, order=30, key="l"))
register(NavEntry("Desk", "Clearance", "circulation:clearance", "check", May.LOAN_VIEW, order=35))
register(NavEntry("Desk", "Reservations", "circulation:reservations", "calendar", May.LOAN_VIEW, order=35, key="v"))
register(NavEntry("District", "Lending rules", "circulation:rules", "settings", May.POLICY_VIEW, order=40))
