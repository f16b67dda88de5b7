"""Comparing a management console's device list with the devices we hold; each console is a :class:`Console`."""
