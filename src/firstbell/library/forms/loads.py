"""Forms for loads: the profile with its rules as lines of text, the choices of one load, an export."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from django import forms

from firstbell.core.actor import Actor
from firstbell.inventory.models import ItemType
from firstbell.library.actions.exporting import KINDS
from firstbell.library.marc import encodings
from firstbell.library.matching import MATCHES, OVERLAYS, QUALITY, SEVERAL, ItemFields, Rules, read_rules
from firstbell.library.models import LoadProfile
from firstbell.library.permissions import LibraryPermission
from firstbell.people.models import Organisation
from firstbell.people.queries import schools_for

_ITEM_LABELS = {
    "tag": "Field", "barcode": "Barcode", "call_number": "Call number", "price": "Price", "place": "Shelving place",
    "copy_number": "Copy number", "volume": "Volume", "note": "Note for readers", "staff_note": "Note for staff",
    "item_type": "Circulation type", "school": "School", "vendor": "Vendor",
}  # fmt: skip


def lines(rows: int, placeholder: str = "") -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "spellcheck": "false", "class": "code", "placeholder": placeholder})


class ProfileForm(forms.Form):
    """``rules`` gives the JSON of the profile; :meth:`filled` the initial values of one."""

    name = forms.CharField(max_length=100)
    description = forms.CharField(max_length=300, required=False)
    school = forms.ModelChoiceField(
        Organisation.objects.none(), required=False, empty_label="Where the file says, or chosen for each load",
        label="School of the copies",
    )  # fmt: skip
    is_active = forms.BooleanField(label="In use", required=False)
    match = forms.CharField(
        label="A record is the same title by", widget=lines(6), required=False,
        help_text="One a line; the first that finds a title decides. "
        + "; ".join(f"{key}: {label}" for key, label in MATCHES.items()),
    )  # fmt: skip
    several = forms.ChoiceField(label="When it matches several titles", choices=list(SEVERAL.items()))
    overlay = forms.ChoiceField(label="When the title is here", choices=list(OVERLAYS.items()))
    quality = forms.CharField(
        label="What makes a record better (points)", widget=lines(3, "summary = 8"), required=False,
        help_text="Only what should weigh otherwise than: " + ", ".join(f"{key} = {value:g}" for key, value in QUALITY.items()),
    )  # fmt: skip
    protect = forms.CharField(
        label="Our fields that stay", required=False, help_text="Tags, X for any figure: 590 69X 9XX"
    )
    remove = forms.CharField(label="Fields of the file that are left out", required=False)
    add = forms.CharField(label="Fields that are added", widget=lines(2, "=590  \\\\$aGift of the PTA"), required=False)
    set = forms.CharField(label="Fields that are set in place of the file's", widget=lines(2), required=False)
    encoding = forms.ChoiceField(
        label="Encoding where a record does not show it",
        choices=[("", "Guess"), *((one, one) for one in encodings.ALL)],
        required=False,
    )
    keeps_item_fields = forms.BooleanField(label="Copies stay in the record as fields as well", required=False)
    places = forms.CharField(
        label="Names of shelving places", widget=lines(3, "ADV = Adventure"), required=False,
        help_text="What the file says = what it is called here. Others are taken over as they are.",
    )  # fmt: skip
    types = forms.CharField(
        label="Circulation types", widget=lines(6, "format video = library-video"), required=False,
        help_text="One a line, the first that fits: format video = …, audience a = …, prefix REF = … (of the call number).",
    )  # fmt: skip
    usual_type = forms.ModelChoiceField(
        ItemType.objects.filter(purpose=ItemType.Purpose.LIBRARY), to_field_name="code", empty_label=None
    )
    source = forms.CharField(label="Source of the layout", max_length=300, required=False)
    last_checked = forms.DateField(required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        school = self.fields["school"]
        assert isinstance(school, forms.ModelChoiceField)
        school.queryset = schools_for(actor, LibraryPermission.RULE_EDIT)
        for name, label in _ITEM_LABELS.items():
            self.fields[f"items_{name}"] = forms.CharField(
                label=label, max_length=6, required=False, widget=forms.TextInput(attrs={"size": 4, "class": "code"})
            )
        self.fields["items_tag"].help_text = "For example 852; empty: the file has no copies"
        self.fields["items_call_number"].help_text = "Subfields in the order of the spine"

    @property
    def item_fields(self) -> list[forms.BoundField]:
        return [self[f"items_{name}"] for name in _ITEM_LABELS]

    @property
    def what_happens(self) -> list[forms.BoundField]:
        return [
            self[name]
            for name in ("match", "several", "overlay", "protect", "remove", "add", "set", "encoding", "quality")
        ]

    @property
    def about(self) -> list[forms.BoundField]:
        return [self[name] for name in ("name", "description", "school", "is_active", "source", "last_checked")]

    @property
    def for_copies(self) -> list[forms.BoundField]:
        return [self[name] for name in ("keeps_item_fields", "places", "types", "usual_type")]

    @staticmethod
    def filled(profile: LoadProfile | None) -> dict[str, Any]:
        rules = read_rules(profile.rules) if profile is not None else Rules()
        told: dict[str, Any] = {
            "match": "\n".join(rules.match),
            "several": rules.several,
            "overlay": rules.overlay,
            "quality": _pairs(rules.quality),
            "protect": " ".join(rules.protect),
            "remove": " ".join(rules.remove),
            "add": "\n".join(rules.add),
            "set": "\n".join(rules.set),
            "encoding": rules.encoding,
            "keeps_item_fields": rules.keeps_item_fields,
            "places": _pairs(rules.places),
            "types": "\n".join(f"{one.when} {one.value} = {one.code}" for one in rules.types),
            "usual_type": rules.usual_type,
            "is_active": True,
        }
        told |= {f"items_{one.name}": getattr(rules.items, one.name) for one in fields(ItemFields)}
        if profile is not None:
            names = ("name", "description", "school", "is_active", "source", "last_checked")
            told |= {name: getattr(profile, name) for name in names}
        return told

    def clean_quality(self) -> dict[str, float]:
        found: dict[str, float] = {}
        for key, value in _read_pairs(self.cleaned_data["quality"]).items():
            if key not in QUALITY:
                raise forms.ValidationError(f"“{key}” is nothing that is weighed.")
            try:
                found[key] = float(value.replace(",", "."))
            except ValueError:
                raise forms.ValidationError(f"“{value}” is no number of points.") from None
        return found

    def clean_places(self) -> dict[str, str]:
        return _read_pairs(self.cleaned_data["places"])

    def clean_types(self) -> list[dict[str, str]]:
        found = []
        for key, code in _read_pairs(self.cleaned_data["types"], may_repeat=True).items():
            when, _, value = key.partition(" ")
            if not value.strip():
                raise forms.ValidationError(f"“{key}” is no rule. Write: format video = library-video")
            found.append({"when": when, "value": value.strip(), "code": code})
        return found

    def rules(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            "match": data["match"].split(),
            "several": data["several"],
            "overlay": data["overlay"],
            "quality": data["quality"],
            "protect": data["protect"].replace(",", " ").split(),
            "remove": data["remove"].replace(",", " ").split(),
            "add": [one for one in data["add"].splitlines() if one.strip()],
            "set": [one for one in data["set"].splitlines() if one.strip()],
            "encoding": data["encoding"],
            "keeps_item_fields": data["keeps_item_fields"],
            "places": data["places"],
            "types": data["types"],
            "usual_type": data["usual_type"].code,
            "items": {name: data[f"items_{name}"].strip() for name in _ITEM_LABELS},
        }


def _pairs(found: Mapping[str, Any]) -> str:
    return "\n".join(
        f"{key} = {value:g}" if isinstance(value, float) else f"{key} = {value}" for key, value in found.items()
    )


def _read_pairs(text: str, *, may_repeat: bool = False) -> dict[str, str]:
    found: dict[str, str] = {}
    for line in text.splitlines():
        if not line.strip():
            continue
        key, sign, value = line.partition("=")
        if not sign or not key.strip() or not value.strip():
            raise forms.ValidationError(f"“{line.strip()}” is no pair. Write: this = that")
        if key.strip() in found and not may_repeat:
            raise forms.ValidationError(f"“{key.strip()}” stands there twice.")
        found.setdefault(key.strip(), value.strip())
    return found


class LoadOptionsForm(forms.Form):
    """What is chosen for one load."""

    profile = forms.ChoiceField(required=False)
    school = forms.ModelChoiceField(
        Organisation.objects.none(), required=False, empty_label="Where the file or the profile says",
        label="School of copies that name none",
    )  # fmt: skip

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        profile, school = self.fields["profile"], self.fields["school"]
        assert isinstance(profile, forms.ChoiceField)
        assert isinstance(school, forms.ModelChoiceField)
        active = LoadProfile.objects.filter(is_active=True)
        profile.choices = [("", "The one that finds copies in the file"), *((one.key, one.name) for one in active)]
        school.queryset = schools_for(actor, LibraryPermission.COPY_EDIT)


class ExportForm(forms.Form):
    kind = forms.ChoiceField(label="Form", choices=list(KINDS.items()), widget=forms.RadioSelect, initial="iso2709")
    has_items = forms.BooleanField(label="With copies (field 852)", required=False)
    school = forms.ModelChoiceField(
        Organisation.objects.none(), required=False, empty_label="All schools", label="Copies of"
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        school = self.fields["school"]
        assert isinstance(school, forms.ModelChoiceField)
        school.queryset = schools_for(actor, LibraryPermission.CATALOGUE_WORK)
