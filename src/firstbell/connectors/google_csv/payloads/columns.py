"""The columns we read, and every name they have been seen under.

Layout: the 37 columns of the console's export as recorded by public importers (domain notes 4.1), the names of the
Directory API as ``gam print cros`` writes them (4.2), and the friendly headers of the console's own download. An
administrator chooses the columns, so only the serial number is required. Checked 2026-11-24.
"""

from __future__ import annotations

from firstbell.connectors.base.fleet.console import (
    ACTIVITY,
    AUE,
    COLUMNS,
    DEPROVISIONED,
    DEVICE_ID,
    DISABLED,
    LOCATION,
    MAC,
    MANUFACTURER,
    MODEL,
    NOTES,
    OS_VERSION,
    PROVISIONED,
    RECENT_USER,
    SERIAL,
    STATE,
    SYNC,
    TAG,
    UNIT,
    USER,
)

__all__ = [
    "ACTIVITY", "ALIASES", "AUE", "COLUMNS", "DEPROVISIONED", "DEVICE_ID", "DISABLED", "LOCATION", "MAC",
    "MANUFACTURER", "MODEL", "NOTES", "OS_VERSION", "PROVISIONED", "RECENT_USER", "SERIAL", "STATE", "STATES", "SYNC",
    "TAG", "UNIT", "USER",
]  # fmt: skip

ALIASES = {
    "Device ID": DEVICE_ID,
    "Directory API ID": DEVICE_ID,
    "Serial": SERIAL,
    "Serial no": SERIAL,
    "Serial no.": SERIAL,
    "Device serial number": SERIAL,
    "Model name": MODEL,
    "Device model": MODEL,
    "Make": MANUFACTURER,
    "Last sync": SYNC,
    "Last sync time": SYNC,
    "Last policy sync time": SYNC,
    "Chrome OS version": OS_VERSION,
    "ChromeOS version": OS_VERSION,
    "OS": OS_VERSION,
    "Org unit": UNIT,
    "Organizational unit": UNIT,
    "Organizational unit path": UNIT,
    "OU path": UNIT,
    "OU": UNIT,
    "Provisioning status": STATE,
    "Status": STATE,
    "Asset ID": TAG,
    "Asset tag": TAG,
    "Annotated asset tag": TAG,
    "User": USER,
    "Assigned user": USER,
    "Location": LOCATION,
    "Notes": NOTES,
    "Wi-Fi MAC address": MAC,
    "WiFi MAC": MAC,
    "Auto update expiration date": AUE,
    "Auto update expiration (AUE)": AUE,
    "Automatic update expiration": AUE,
    "Auto update through": AUE,
    "AUE": AUE,
    "AUE date": AUE,
    "Recent user": RECENT_USER,
    "Most recent users": RECENT_USER,
    "recentUsers.email": RECENT_USER,
    "recentUsers.0.email": RECENT_USER,
    "Most recent activity date": ACTIVITY,
    "Last activity": ACTIVITY,
    "activeTimeRanges.0.date": ACTIVITY,
}
"""Matched without regard to case, spaces, ``_`` and ``-``. Where a file has two names of one column, the first counts."""

STATES = {
    "provisioned": PROVISIONED,
    "active": PROVISIONED,
    "enrolled": PROVISIONED,
    "inactive": PROVISIONED,
    "delinquent": PROVISIONED,
    "pre_provisioned": PROVISIONED,
    "shipped": PROVISIONED,
    "unknown": "",
    "deprovisioned": DEPROVISIONED,
    "retired": DEPROVISIONED,
    "return_requested": DEPROVISIONED,
    "return_arrived": DEPROVISIONED,
    "disabled": DISABLED,
    "lost": DISABLED,
}
"""Words of the console and of the API (domain notes 4.2) for whether it may be used; "" says nothing either way."""
