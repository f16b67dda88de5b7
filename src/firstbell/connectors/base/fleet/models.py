"""Device models by the name a console gives them; new names become new models."""

from __future__ import annotations

from firstbell.inventory.actions.fleet import ModelNeeded
from firstbell.inventory.models import DeviceModel


class Models:
    """``needed``: the models of the new devices of a plan, by key."""

    def __init__(self, unknown: str) -> None:
        self._unknown = unknown
        self.needed: dict[str, ModelNeeded] = {}
        rows = DeviceModel.objects.order_by("-pk").values_list("pk", "name")
        self._here = {_folded(name): (pk, name) for pk, name in rows}

    def key(
        self,
        name: str,
        manufacturer: str,
        aue: str | None,
        item_type_id: int,
        category: str = "",
        model_number: str = "",
    ) -> str:
        """The key of the model with this name; a new one gets its update expiration from the first device that has it."""
        name = " ".join(name.split()) or self._unknown
        key = _folded(name)
        if key not in self.needed:
            pk, written = self._here.get(key, (None, name))
            maker = manufacturer or ("" if name == self._unknown else name.split()[0])
            self.needed[key] = ModelNeeded(
                pk, written, maker[:100], None if name == self._unknown else aue, item_type_id, category, model_number
            )  # fmt: skip
        elif aue and self.needed[key].aue is None and name != self._unknown:
            self.needed[key] = self.needed[key]._replace(aue=aue)
        return key


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold()
