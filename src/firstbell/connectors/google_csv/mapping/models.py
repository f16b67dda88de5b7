"""Device models by the name the console gives them; new names become new models."""

from __future__ import annotations

from firstbell.inventory.actions.fleet import ModelNeeded
from firstbell.inventory.models import DeviceModel

_UNKNOWN = "Chrome device, model not told"


class Models:
    """``needed``: the models of the new devices of a plan, by key."""

    def __init__(self) -> None:
        self.needed: dict[str, ModelNeeded] = {}
        rows = DeviceModel.objects.order_by("-pk").values_list("pk", "name")
        self._here = {_folded(name): (pk, name) for pk, name in rows}

    def key(self, name: str, manufacturer: str, aue: str | None, item_type_id: int) -> str:
        """The key of the model with this name; a new one gets its update expiration from the first device that has it."""
        name = " ".join(name.split()) or _UNKNOWN
        key = _folded(name)
        if key not in self.needed:
            pk, written = self._here.get(key, (None, name))
            maker = manufacturer or ("" if name == _UNKNOWN else name.split()[0])
            self.needed[key] = ModelNeeded(pk, written, maker[:100], None if name == _UNKNOWN else aue, item_type_id)
        elif aue and self.needed[key].aue is None and name != _UNKNOWN:
            self.needed[key] = self.needed[key]._replace(aue=aue)
        return key


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold()
