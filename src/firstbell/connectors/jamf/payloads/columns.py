"""The columns of Jamf Pro's lists we read, and every name they have been seen under.

The inventory preload template: Jamf's documentation, field names checked against a generated API client. The headers of
search exports are chosen by the administrator and come from general knowledge, not from a file (domain notes 4.5): they are
used as other names only, and nothing but the serial number is required.
"""

from __future__ import annotations

from firstbell.connectors.base.fleet.console import (
    DEPROVISIONED,
    DEVICE_ID,
    LOCATION,
    MAC,
    MODEL,
    NOTES,
    OS_VERSION,
    PROVISIONED,
    SERIAL,
    STATE,
    SYNC,
    TAG,
    UNIT,
    USER,
)

ALIASES = {
    "Serial Number": SERIAL,
    "Jamf Pro Computer ID": DEVICE_ID,
    "JSS Computer ID": DEVICE_ID,
    "Jamf Pro Mobile Device ID": DEVICE_ID,
    "JSS Mobile Device ID": DEVICE_ID,
    "UDID": DEVICE_ID,
    "Model": MODEL,
    "Asset Tag": TAG,
    "Building": UNIT,
    "Room": LOCATION,
    "Email Address": USER,
    "Username": USER,
    "Operating System Version": OS_VERSION,
    "Operating System": OS_VERSION,
    "OS Version": OS_VERSION,
    "iOS Version": OS_VERSION,
    "Last Inventory Update": SYNC,
    "Last Check-in": SYNC,
    "MAC Address": MAC,
    "Wi-Fi MAC Address": MAC,
    "Managed": STATE,
    "Computer Name": NOTES,
    "Display Name": NOTES,
    "Device Name": NOTES,
}

TELLING = frozenset({SYNC, USER, UNIT, TAG})

OWN = ("jamf", "jss ", "udid", "device type", "applecare", "last inventory update")
"""Something of these stands in every header of a Jamf list that we take for one without being told."""

STATES = {
    "managed": PROVISIONED,
    "yes": PROVISIONED,
    "true": PROVISIONED,
    "unmanaged": DEPROVISIONED,
    "no": DEPROVISIONED,
    "false": DEPROVISIONED,
    "pending": "",
}
