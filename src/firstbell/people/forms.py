"""Forms of the people room: they read values; the actions judge them."""

from __future__ import annotations

from typing import Any

from django import forms

from firstbell.core.actor import Actor, all_roles
from firstbell.core.models import DisclosureGround
from firstbell.people.models import Organisation, Person, PersonIdentifier, RecordAccess, Section
from firstbell.people.permissions import PeoplePermission
from firstbell.people.queries import grantable_organisations, grantable_roles, schools_for

GRADES = ("PK", "KG", *(f"{number:02}" for number in range(1, 13)))
"""CEDS grade levels of a K-12 district; a roster may bring others, which are shown as they are."""
GRADE_CHOICES = [("", "Any grade"), *((grade, grade) for grade in GRADES)]
LANGUAGES = [
    ("", "Not known"),
    ("en", "English"),
    ("es", "Spanish"),
    ("ar", "Arabic"),
    ("fr", "French"),
    ("ht", "Haitian Creole"),
    ("hmn", "Hmong"),
    ("ko", "Korean"),
    ("pt", "Portuguese"),
    ("ru", "Russian"),
    ("so", "Somali"),
    ("tl", "Tagalog"),
    ("uk", "Ukrainian"),
    ("vi", "Vietnamese"),
    ("zh", "Chinese"),
]


class PersonFilterForm(forms.Form):
    """Homerooms are offered once a school is chosen: a district has hundreds."""

    school = forms.ChoiceField(required=False)
    kind = forms.ChoiceField(required=False, choices=[("", "Everybody"), *Person.Kind.choices])
    grade = forms.ChoiceField(required=False, choices=GRADE_CHOICES)
    homeroom = forms.ChoiceField(required=False)
    status = forms.ChoiceField(
        required=False,
        choices=[
            ("", "Current"),
            ("provisional", "Provisional"),
            ("gone", "Gone from the roster"),
            ("withdrawn", "Withdrawn"),
            ("all", "Current and withdrawn"),
        ],
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        schools = list(schools_for(actor).values_list("pk", "name"))
        self._choose("school", "All schools", schools)
        asked = str(self.data.get("school", ""))
        if asked in {str(pk) for pk, _ in schools}:
            homerooms = Section.objects.filter(
                organisation_id=int(asked), kind=Section.Kind.HOMEROOM, closed_at=None
            ).values_list("pk", "title")
            self._choose("homeroom", "Any homeroom", list(homerooms))
        else:
            del self.fields["homeroom"]
        if len(schools) < 2:
            del self.fields["school"]

    def _choose(self, name: str, nothing: str, pairs: list[tuple[int, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", nothing), *((str(pk), label) for pk, label in pairs)]


class ProvisionalForm(forms.Form):
    """Somebody who stands here and is not in the roster yet."""

    organisation = forms.ModelChoiceField(Organisation.objects.none(), label="School", empty_label=None)
    kind = forms.ChoiceField(choices=Person.Kind.choices, initial=Person.Kind.STUDENT)
    given_name = forms.CharField(label="First name", max_length=100)
    family_name = forms.CharField(label="Last name", max_length=100)
    grade = forms.ChoiceField(required=False, choices=[("", "No grade"), *GRADE_CHOICES[1:]])
    identifier = forms.CharField(label="Number", max_length=100, required=False, help_text="If they know it")
    badge = forms.CharField(label="Badge", max_length=100, required=False, help_text="Scan it, if there is one")
    language = forms.ChoiceField(required=False, choices=LANGUAGES)
    note = forms.CharField(max_length=200, required=False, help_text="Who said so, for whoever looks at it later")
    even_if_similar = forms.BooleanField(
        label="This is another person with the same name", required=False, widget=forms.HiddenInput
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["organisation"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = schools_for(actor, PeoplePermission.PERSON_ADD_PROVISIONAL)

    def offer_same_name(self) -> None:
        """After the action found a namesake: let it be said that this is somebody else."""
        self.fields["even_if_similar"].widget = forms.CheckboxInput()


class PersonEditForm(forms.Form):
    """What may be changed by hand; more of it while the person is provisional."""

    given_name = forms.CharField(label="First name", max_length=100)
    middle_name = forms.CharField(max_length=100, required=False)
    family_name = forms.CharField(label="Last name", max_length=100)
    preferred_given_name = forms.CharField(label="Preferred first name", max_length=100, required=False)
    preferred_family_name = forms.CharField(label="Preferred last name", max_length=100, required=False)
    language = forms.ChoiceField(required=False)
    homeroom = forms.ModelChoiceField(Section.objects.none(), required=False, empty_label="None")
    identifier = forms.CharField(label="Number", max_length=100, required=False)
    grade = forms.CharField(max_length=10, required=False)
    email = forms.EmailField(required=False)
    provisional_note = forms.CharField(label="Note", max_length=200, required=False)

    def __init__(self, *args: Any, person: Person, editable: tuple[str, ...], **kwargs: Any) -> None:
        kwargs.setdefault("initial", {name: getattr(person, name) for name in editable})
        super().__init__(*args, **kwargs)
        for name in list(self.fields):
            if name not in editable:
                del self.fields[name]
        homeroom = self.fields["homeroom"]
        assert isinstance(homeroom, forms.ModelChoiceField)
        homeroom.queryset = Section.objects.filter(
            organisation_id=person.organisation_id, kind=Section.Kind.HOMEROOM, closed_at=None
        )
        language = self.fields["language"]
        assert isinstance(language, forms.ChoiceField)
        known = dict(LANGUAGES)
        own = [] if person.language in known else [(person.language, person.language)]
        language.choices = [*LANGUAGES, *own]


class WithdrawForm(forms.Form):
    on = forms.DateField(label="Last day", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    reason = forms.CharField(max_length=200, required=False)


class BadgeForm(forms.Form):
    value = forms.CharField(label="Code", max_length=100, help_text="Scan the new badge")
    kind = forms.ChoiceField(choices=PersonIdentifier.Kind.choices)
    replace = forms.BooleanField(label="The earlier ones of this kind are no longer good", required=False, initial=True)


class GuardianForm(forms.Form):
    """Somebody known by number, user name or address, or a new name."""

    code = forms.CharField(
        label="Known guardian", max_length=200, required=False, help_text="Number, user name or e-mail address"
    )
    given_name = forms.CharField(label="Or a new one: first name", max_length=100, required=False)
    family_name = forms.CharField(label="Last name", max_length=100, required=False)
    language = forms.ChoiceField(required=False, choices=LANGUAGES)
    relationship = forms.CharField(max_length=40, required=False, help_text="Mother, grandfather, foster parent …")

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if not data.get("code") and not (data.get("given_name") and data.get("family_name")):
            self.add_error("code", "Name a known guardian, or write the first and last name of a new one.")
        return data


class OrganisationForm(forms.Form):
    name = forms.CharField(max_length=200)
    code = forms.CharField(
        label="Short name", max_length=20, required=False, help_text="For lists and labels, e.g. EHS"
    )
    identifier = forms.CharField(
        label="Official number", max_length=100, required=False, help_text="For example the NCES number"
    )
    time_zone = forms.CharField(
        max_length=60, required=False, help_text="Such as America/Denver; empty means the installation's"
    )


class OrganisationAddForm(OrganisationForm):
    kind = forms.ChoiceField(choices=Organisation.Kind.choices, initial=Organisation.Kind.SCHOOL)
    field_order = ("name", "kind", "code", "identifier", "time_zone")


class OrganisationMoveForm(forms.Form):
    to = forms.ModelChoiceField(
        Organisation.objects.none(), label="Below", required=False, empty_label="Nothing: a root"
    )

    def __init__(self, *args: Any, organisation: Organisation, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["to"]
        assert isinstance(field, forms.ModelChoiceField)
        within = schools_for(actor, PeoplePermission.ORGANISATION_EDIT)
        field.queryset = within.exclude(path__startswith=organisation.scope_path)


class RoleGrantForm(forms.Form):
    """Only roles the giver holds themselves, only where they may give."""

    account = forms.CharField(label="User name", max_length=150)
    role = forms.ChoiceField()
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(),
        label="At",
        required=False,
        empty_label="Everywhere",
        help_text="The role reaches everything below it",
    )
    expires_on = forms.DateField(
        label="Last day",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text="Empty: until revoked",
    )
    reason = forms.CharField(max_length=200, required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        role, organisation = self.fields["role"], self.fields["organisation"]
        assert isinstance(role, forms.ChoiceField)
        assert isinstance(organisation, forms.ModelChoiceField)
        role.choices = [(one.key, one.label) for one in grantable_roles(actor)]
        organisation.queryset = grantable_organisations(actor)
        # “Everywhere” has to be chosen, it does not happen by leaving a field alone.
        organisation.initial = organisation.queryset.order_by("path").first()
        if not actor.scope(PeoplePermission.ROLE_GRANT).is_everywhere:
            organisation.required, organisation.empty_label = True, None


class RoleRuleForm(forms.Form):
    role = forms.ChoiceField(required=False)
    source = forms.CharField(max_length=200, required=False, help_text="Who decided it, or where it is written")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        role = self.fields["role"]
        assert isinstance(role, forms.ChoiceField)
        role.choices = [("", "No rights"), *((one.key, one.label) for one in all_roles().values())]


class GraceForm(forms.Form):
    runs = forms.IntegerField(
        label="Complete imports", min_value=1, max_value=30, help_text="So many in a row must not name them."
    )
    hours = forms.IntegerField(
        min_value=0,
        max_value=1440,
        help_text="So long must it be since the first of these imports. 72 hours are 3 days.",
    )
    source = forms.CharField(max_length=200, required=False, help_text="Who decided it, or where it is written")


class TokenForm(forms.Form):
    name = forms.CharField(max_length=100, help_text="Which program uses it")
    expires_on = forms.DateField(
        label="Good until",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text="Empty: until revoked",
    )
    permissions = forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple, label="What it may do")

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["permissions"]
        assert isinstance(field, forms.MultipleChoiceField)
        held = {permission for grant in actor.grants for permission in grant.permissions}
        field.choices = [(name, name) for name in sorted(held) if actor.can(name)]


class AccountForm(forms.Form):
    username = forms.CharField(label="User name", max_length=150)
    email = forms.EmailField(label="E-mail address", required=False)


class RecordForm(forms.Form):
    """Who gets the record, why, and on which ground."""

    to = forms.CharField(label="Who gets it", max_length=200, help_text="Name and, for an office, its address")
    purpose = forms.CharField(label="Why", max_length=300, help_text="As they asked for it")
    basis = forms.ChoiceField(label="On which ground")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        grounds = DisclosureGround.objects.filter(is_offered=True)
        choices = [(one.key, f"{one.label} ({one.cite})") for one in grounds]
        self.fields["basis"].choices = choices  # type: ignore[attr-defined]


class RecordAccessForm(forms.ModelForm[RecordAccess]):
    class Meta:
        model = RecordAccess
        fields = ("guardians", "staff", "student_grades", "source", "last_checked")
        widgets = {"last_checked": forms.DateInput(attrs={"type": "date"})}


class HoldForm(forms.Form):
    reason = forms.CharField(max_length=300, help_text="The dispute, order or request it is kept for")


class PhotoForm(forms.Form):
    file = forms.FileField(label="Picture", help_text="JPEG, PNG, WebP or GIF. It is cut to a portrait and made small.")


class PhotoRefusalForm(forms.Form):
    asked_by = forms.CharField(
        label="Whose wish it is", max_length=100, help_text="A guardian's name, or the person's own"
    )
    note = forms.CharField(max_length=200, required=False)


class PhotoAllowForm(forms.Form):
    note = forms.CharField(label="Who took the wish back", max_length=200)


class PhotoRuleForm(forms.Form):
    CHOICES = (("", "As the organisation above"), ("on", "Photos are kept"), ("off", "No photos are kept"))
    keeps = forms.ChoiceField(label="Photos of people", choices=CHOICES, required=False, widget=forms.RadioSelect)
    source = forms.CharField(max_length=200, required=False, help_text="Who decided it, or where it is written")
