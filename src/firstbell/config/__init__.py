"""Settings, URLs, roles and the command line: wires every room together; nobody imports it."""
