"""Microsoft Intune's list of devices."""
