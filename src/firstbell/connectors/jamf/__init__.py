"""Jamf Pro's lists of devices."""
