"""What opening the catalogue to others guards. Asking needs no permission: what is asked is public."""

from enum import StrEnum


class SruPermission(StrEnum):
    ACCESS_EDIT = "sru.access.edit"
