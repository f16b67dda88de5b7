"""What asking other catalogues guards."""

from enum import StrEnum


class CataloguesPermission(StrEnum):
    TARGET_EDIT = "catalogues.target.edit"
    """Targets are the district's: which catalogues are asked, and how."""
    PRIVATE_ALLOW = "catalogues.private.allow"
    """Let a target be in the district's own network: whoever may do that chooses what this machine connects to."""
