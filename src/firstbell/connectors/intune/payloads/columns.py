"""The columns of Intune's device reports we read, and every name they have.

``DevicesWithInventory`` is what “All devices > Export” gives, ``Devices`` the report of the API. Names and the requestable
names behind them: Microsoft's documentation of report columns, November 2021 (domain notes 4.4). That newer tenants say
“Microsoft Entra” where it says “Azure AD” is not verified; both are understood.
"""

from __future__ import annotations

from firstbell.connectors.base.fleet.console import (
    DEPROVISIONED,
    DEVICE_ID,
    DISABLED,
    MAC,
    MANUFACTURER,
    MODEL,
    NOTES,
    OS_VERSION,
    PROVISIONED,
    SERIAL,
    STATE,
    SYNC,
    UNIT,
    USER,
)

TELLING = frozenset({SYNC, USER, UNIT})

ALIASES = {
    "Device ID": DEVICE_ID,
    "DeviceId": DEVICE_ID,
    "Intune Device ID": DEVICE_ID,
    "Serial number": SERIAL,
    "SerialNumber": SERIAL,
    "Model": MODEL,
    "Manufacturer": MANUFACTURER,
    "Last check-in": SYNC,
    "LastContact": SYNC,
    "OS version": OS_VERSION,
    "OSVersion": OS_VERSION,
    "Category": UNIT,
    "CategoryName": UNIT,
    "Device category": UNIT,
    "Device state": STATE,
    "ManagementState": STATE,
    "DeviceState": STATE,
    "Device name": NOTES,
    "DeviceName": NOTES,
    "Primary user UPN": USER,
    "UPN": USER,
    "PrimaryUser": USER,
    "Primary user email address": USER,
    "UserEmail": USER,
    "Wi-Fi MAC": MAC,
    "WifiMacAddress": MAC,
}

STATES = {
    "managed": PROVISIONED,
    "managing": PROVISIONED,
    "discovered": "",
    "unknown": "",
    "retirepending": DEPROVISIONED,
    "retireissued": DEPROVISIONED,
    "retirefailed": "",
    "retirecanceled": "",
    "retired": DEPROVISIONED,
    "deletepending": DEPROVISIONED,
    "wipepending": DISABLED,
    "wipeissued": DISABLED,
    "wipefailed": "",
    "wipecanceled": "",
    "unhealthy": "",
}
"""Compared without case, spaces and ``_``: ``managementState`` of Microsoft Graph, and “Managed” of the console."""
