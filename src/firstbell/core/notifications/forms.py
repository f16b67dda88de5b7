"""Forms of the pages of notices."""

from __future__ import annotations

from typing import Any

from django import forms

from firstbell.core.imports.places import Place
from firstbell.core.models import Delivery
from firstbell.core.models.notifications import Channel, Choice
from firstbell.core.notifications.kinds import NoticeKind, all_kinds
from firstbell.core.notifications.verbs import all_verbs

_CHOICES: dict[Channel, list[tuple[str, str]]] = {
    Channel.IN_APP: [(Choice.NOW.value, "Show"), (Choice.OFF.value, "Hide")],
    Channel.EMAIL: [(one.value, str(one.label)) for one in Choice],
}
CLOCK = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


class TimesForm(forms.Form):
    """Equal quiet times mean none."""

    quiet_from = forms.TimeField(label="Quiet from", widget=CLOCK)
    quiet_until = forms.TimeField(label="Quiet until", widget=CLOCK)
    digest_at = forms.TimeField(label="Daily digest at", widget=CLOCK)


class PreferenceForm(forms.Form):
    """One line of the table of preferences: a kind and what one wants of it on each channel."""

    in_app = forms.ChoiceField(label="In Firstbell", choices=_CHOICES[Channel.IN_APP])
    email = forms.ChoiceField(label="E-mail", choices=_CHOICES[Channel.EMAIL])

    def __init__(self, *args: Any, kind: NoticeKind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.prefix = kind.key.replace(".", "-")
        self.kind = kind
        for name, label in ((Channel.IN_APP, "In Firstbell"), (Channel.EMAIL, "E-mail")):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.widget.attrs["aria-label"] = f"{kind.label}: {label}"
            left_out = {Choice.OFF} if not kind.is_optional else set()
            left_out |= {Choice.DIGEST} if not kind.may_wait else set()
            field.choices = [one for one in _CHOICES[name] if one[0] not in left_out]


class WordingForm(forms.Form):
    """What is written for one channel and language."""

    title = forms.CharField(max_length=300)
    body = forms.CharField(label="Text", required=False, widget=forms.Textarea(attrs={"rows": 14}))

    def __init__(self, *args: Any, channel: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if channel == Channel.IN_APP:
            self.fields["title"].label = "Line"
            del self.fields["body"]
        else:
            self.fields["title"].label = "Subject"


class PlaceForm(forms.Form):
    """An organisation among those the actor may choose."""

    place = forms.TypedChoiceField(coerce=int, label="For")

    def __init__(self, *args: Any, places: list[Place], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["place"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(one.id, one.label) for one in places]


class SwitchForm(PlaceForm):
    """Whether a kind is sent at an organisation."""

    is_on = forms.TypedChoiceField(
        label="There it is", coerce=lambda text: text == "on", choices=[("off", "not sent"), ("on", "sent")]
    )


class PlaceTimesForm(PlaceForm, TimesForm):
    """The hours of everybody at an organisation who chose none."""

    field_order = ("place", "quiet_from", "quiet_until", "digest_at")


class WebhookForm(PlaceForm):
    """A new webhook."""

    name = forms.CharField(max_length=100, help_text="What listens there")
    url = forms.CharField(label="Address", max_length=500, help_text="https://…; signed POST requests go there")
    verbs = forms.MultipleChoiceField(label="Events", widget=forms.CheckboxSelectMultiple(attrs={"class": "columns"}))
    give_up_days = forms.IntegerField(
        label="Switch off after failing for", min_value=1, max_value=60, initial=5, help_text="Days"
    )
    field_order = ("name", "url", "place", "verbs", "give_up_days")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["verbs"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = list(all_verbs().items())


class WebhookEditForm(WebhookForm):
    """An existing one: its place stays, and it can be switched off and on."""

    is_active = forms.BooleanField(label="Switched on", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, places=[], **kwargs)
        del self.fields["place"]


class ChatRoomForm(PlaceForm):
    """A new chat."""

    name = forms.CharField(max_length=100, help_text="The team or channel")
    url = forms.CharField(
        label="Apprise address", max_length=500, help_text="E.g. slack://TokenA/TokenB/TokenC/#devices. Kept encrypted."
    )
    kinds = forms.MultipleChoiceField(label="Notices", widget=forms.CheckboxSelectMultiple(attrs={"class": "columns"}))
    field_order = ("name", "url", "place", "kinds")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["kinds"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(kind.key, kind.label) for kind in all_kinds() if kind.for_teams]


class ChatRoomEditForm(ChatRoomForm):
    """An existing one: the stored address is never shown, only replaced."""

    is_active = forms.BooleanField(label="Switched on", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, places=[], **kwargs)
        del self.fields["place"]
        self.fields["url"].required = False
        self.fields["url"].help_text = "Empty: the stored one stays."


class DeliveryFilter(forms.Form):
    state = forms.ChoiceField(required=False, choices=[("", "All"), *Delivery.State.choices])
    channel = forms.ChoiceField(
        required=False, choices=[("", "All"), (Channel.EMAIL, Channel.EMAIL.label), (Channel.CHAT, Channel.CHAT.label)]
    )
