"""This room in the navigation."""

from firstbell.circulation.permissions import CirculationPermission as May
from firstbell.core.nav import NavEntry, register

register(NavEntry("Desk", "Loans", "circulation:loans", "clock", May.LOAN_VIEW, order=30, key="l"))
register(NavEntry("Desk", "Clearance", "circulation:clearance", "check", May.LOAN_VIEW, order=35))
register(NavEntry("Desk", "Reservations", "circulation:reservations", "calendar", May.LOAN_VIEW, order=35, key="v"))
register(NavEntry("Library desk", "Holds", "circulation:holds", "clock", May.LOAN_VIEW, order=22))
register(NavEntry("Library desk", "Take in", "circulation:take_in", "scan", May.LIBRARY_LOAN_VIEW, order=20, thumb=35))
register(
    NavEntry("Library desk", "Said to be returned", "circulation:claims", "search", May.LIBRARY_LOAN_VIEW, order=24)
)
register(NavEntry("Library desk", "Library days", "circulation:visits", "calendar", May.CLASS_VISIT_EDIT, order=26))
register(
    NavEntry("Library desk", "Notices on paper", "circulation:paper_notices", "print", May.LIBRARY_LOAN_VIEW, order=27)
)
register(NavEntry("Library desk", "Textbooks", "circulation:textbooks", "book", May.TEXTBOOK_EDIT, order=28))
register(NavEntry("Library desk", "End of the school year", "circulation:year_end", "calendar", May.YEAR_END, order=60))
register(NavEntry("Rules and texts", "Lending rules", "circulation:rules", "settings", May.POLICY_VIEW, order=40))
