"""This room in the navigation."""

from firstbell.circulation.permissions import CirculationPermission as May
from firstbell.core.nav import NavEntry, register

register(NavEntry("Desk", "Loans", "circulation:loans", "clock", May.LOAN_VIEW, order=30, key="l"))
register(NavEntry("Desk", "Clearance", "circulation:clearance", "check", May.LOAN_VIEW, order=35))
register(NavEntry("Desk", "Reservations", "circulation:reservations", "calendar", May.LOAN_VIEW, order=35, key="v"))
register(NavEntry("Desk", "Holds", "circulation:holds", "clock", May.LOAN_VIEW, order=36))
register(NavEntry("Desk", "Take in", "circulation:take_in", "scan", May.LIBRARY_LOAN_VIEW, order=37))
register(NavEntry("Desk", "Said to be returned", "circulation:claims", "search", May.LIBRARY_LOAN_VIEW, order=38))
register(NavEntry("Desk", "Library days", "circulation:visits", "calendar", May.CLASS_VISIT_EDIT, order=39))
register(NavEntry("Library", "Notices on paper", "circulation:paper_notices", "print", May.LIBRARY_LOAN_VIEW, order=50))
register(NavEntry("Library", "Textbooks", "circulation:textbooks", "book", May.TEXTBOOK_EDIT, order=51))
register(NavEntry("Library", "End of the school year", "circulation:year_end", "calendar", May.YEAR_END, order=52))
register(NavEntry("District", "Lending rules", "circulation:rules", "settings", May.POLICY_VIEW, order=40))
