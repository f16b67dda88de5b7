"""The names of Snipe-IT's columns, beside those every inventory uses.

Verified against Snipe-IT's source (May 2025): the shipped sample of assets, the importer's fields by screen label, the
headers of its command-line importer and its built-in aliases (domain notes 4.3). The order and labels of the custom asset
report are rebuilt from its translation keys; one or another may differ by a word. Columns are found by name, never by place.
"""

from __future__ import annotations

ASSETS: dict[str, tuple[str, ...]] = {
    "serial": ("Serial", "serial number", "serial no.", "serial no", "product key", "key", "Item Serial"),
    "tag": ("Asset Tag", "Item Asset Tag"),
    "model": ("Model", "Model Name", "Asset Model"),
    "model_number": ("Model Number", "Model No.", "model no", "model num"),
    "category": ("Category",),
    "status": ("Status", "Status Label"),
    "school": ("Company",),
    "location": ("Location",),
    "home": ("Default Location",),
    "purchased_on": ("Purchase Date",),
    "cost": ("Purchase Cost", "Cost"),
    "order_number": ("Order Number",),
    "warranty_months": ("Warranty", "Warranty Months"),
    "warranty_until": ("Warranty Expires",),
    "notes": ("Asset Notes", "Notes"),
    "username": ("Checked Out To: Username", "Username"),
    "email": ("Checked Out To: Email", "Email"),
    "number": ("Employee Number", "Employee No.", "Employee No", "Employee num"),
    "person_name": ("Checked Out To: Full Name", "Full Name", "Checked Out", "Checked Out To"),
    "person_given": ("Checked Out To: First Name", "First Name"),
    "person_family": ("Checked Out To: Last Name", "Last Name"),
    "checkout_type": ("Checkout Type", "Type"),
    "checkout_place": ("Checked Out To: Location", "Checkout to Location", "Checkout Location"),
    "lent_on": ("Checkout Date", "Last Checkout"),
    "due_on": ("Expected Checkin Date",),
    "external_id": ("ID",),
}

LEFT_OUT = (
    "Phone", "Address", "Address 2", "City", "State", "Country", "Zip", "Postal Code", "Manager", "Manager Full Name",
    "Manager Username", "Title", "Job Title", "Department", "Gravatar", "Image", "Image Filename", "URL", "Website",
)  # fmt: skip
"""Of the person who has it, or of no use outside Snipe-IT: not kept with the thing unless somebody says so."""

TELLING = frozenset({"school", "category", "checkout_type", "cost", "order_number", "warranty_months"})

OWN = (
    "Company", "Item Name", "Asset Name", "Checkout Type", "Checked Out To: Username", "Checked Out To: Email",
    "Checked Out To: Location", "Model No.", "Model Notes", "Asset Notes", "Requestable", "Supplier", "Purchase Cost",
    "Expected Checkin Date", "Fully Depreciated", "Default Location", "Checkout Location", "Asset EOL Date", "BYOD",
)  # fmt: skip
"""Names of which two tell a list of Snipe-IT from other lists of things."""

STATUSES = {
    "pending": "staging",
    "ready to deploy": "",
    "deployed": "",
    "archived": "stored",
    "out for diagnostics": "in_triage",
    "out for repair": "at_vendor",
    "broken - not fixable": "retiring",
    "lost/stolen": "lost",
    "undeployable": "in_triage",
}
"""Labels that Snipe-IT creates itself, and its four kinds of status. Schools invent more; people explain those."""

USERS: dict[str, tuple[str, ...]] = {
    "given": ("First Name",),
    "family": ("Last Name",),
    "username": ("Username",),
    "email": ("Email",),
    "number": ("Employee Number", "Employee No.", "Employee Num"),
    "kind": ("Job Title", "Title"),
    "school": ("Company",),
    "location": ("Location",),
}
"""Of the users' layout: First Name, Last Name, Email, Username, Activated, Location, Address … Gravatar (4.3)."""

ONLY_USERS = frozenset(
    {"activated", "gravatar", "vip", "remote", "job title", "employee number", "autoassign licenses"}
)
"""What tells a list of users from other tables with names."""
