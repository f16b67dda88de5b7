"""The states of a thing and the grades of its condition (domain: device lifecycle)."""

from __future__ import annotations

from django.db import models


class Status(models.TextChoices):
    ORDERED = "ordered", "Ordered"
    RECEIVED = "received", "Received"
    STAGING = "staging", "Being set up"
    AVAILABLE = "available", "Available"
    ASSIGNED = "assigned", "Assigned"
    PLACED = "placed", "In its room or cart"
    LOANER_AVAILABLE = "loaner_available", "Loaner, available"
    ON_LOAN = "on_loan", "On loan"
    IN_TRIAGE = "in_triage", "In triage"
    IN_REPAIR = "in_repair", "In repair"
    AT_VENDOR = "at_vendor", "At the vendor"
    READY_RETURN = "ready_return", "Ready to go back"
    MISSING = "missing", "Missing"
    LOST = "lost", "Lost"
    STOLEN = "stolen", "Stolen"
    RECOVERED = "recovered", "Recovered"
    QUARANTINE = "quarantine", "Quarantine"
    STORED = "stored", "Stored"
    RETIRING = "retiring", "Retiring"
    DONOR = "donor", "Donor for parts"
    DISPOSED = "disposed", "Disposed of"
    SOLD = "sold", "Sold"


class Condition(models.TextChoices):
    NEW = "new", "New"
    GOOD = "good", "Good"
    FAIR = "fair", "Fair"
    POOR = "poor", "Poor"
    BROKEN = "broken", "Broken"
    UNKNOWN = "unknown", "Not graded"
