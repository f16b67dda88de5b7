"""Every change to imports: runs (upload, preview, apply, release, discard) and what steers them."""

from firstbell.core.imports.actions.runs import (
    apply_import,
    discard_import,
    mark_interrupted_imports,
    preview_import,
    release_import,
    repeat_import,
    upload_import,
)
from firstbell.core.imports.actions.steering import change_guard, choose_option, forget_value, map_value

__all__ = [
    "apply_import",
    "change_guard",
    "choose_option",
    "discard_import",
    "forget_value",
    "map_value",
    "mark_interrupted_imports",
    "preview_import",
    "release_import",
    "repeat_import",
    "upload_import",
]
