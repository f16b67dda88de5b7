"""Tables of people: matched with those we know; the others can come in as provisional people, if somebody says so."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from firstbell.connectors.base.people import Owners
from firstbell.connectors.base.rows import BadRow
from firstbell.connectors.base.sites import Sites
from firstbell.connectors.base.tables.fields import Field, Layout
from firstbell.connectors.base.tables.small import Act, Acts, Line, SmallTableSource, school_of
from firstbell.core.actor import Actor
from firstbell.core.imports.source import Entity, StageContext
from firstbell.core.notifications.languages import tag_of
from firstbell.people.actions.persons import add_provisional_person
from firstbell.people.models import Organisation, Person
from firstbell.people.permissions import PeoplePermission

ENTITY = "people"
ADD = "add_people"
"""The option of a run: bring in who is not here yet, as provisional people."""
KIND = "kind"
"""The option of a run: what people are of whom the table does not say it."""

PERSON_FIELDS = (
    Field("given", "First name", ("Given name", "Preferred name", "Nombre", "Vorname", "Prénom")),
    Field("family", "Last name", ("Family name", "Surname", "Apellido", "Apellidos", "Nachname", "Nom de famille")),
    Field("full", "Full name", ("Name", "Student name", "Display name", "Nombre completo")),
    Field("username", "Username", ("User name", "Login", "Usuario", "Benutzername")),
    Field("email", "E-mail", ("Email", "Email address", "E-mail address", "Mail", "Correo", "Correo electrónico")),
    Field("number", "Student or staff number", (
        "Student ID", "Student number", "ID number", "Employee number", "Employee num", "Employee no.", "Number", "Identifier",
        "SIS ID", "Matrícula",
    )),
    Field("kind", "Student, staff or guardian", ("Role", "Person type", "User type", "Kind", "Type", "Rol")),
    Field("grade", "Grade", ("Grade level", "Year", "Grado", "Curso", "Klasse")),
    Field("school", "School", ("School name", "Company", "Building", "Campus", "Escuela", "Colegio")),
    Field("location", "Location", (), "Names the school where no column does."),
    Field("language", "Language", ("Home language", "Preferred language", "Idioma")),
    Field("badge", "Badge", ("Badge number", "Card number", "Library card", "ID card")),
)  # fmt: skip

_KINDS = {
    "student": Person.Kind.STUDENT, "pupil": Person.Kind.STUDENT, "learner": Person.Kind.STUDENT, "alumno": Person.Kind.STUDENT,
    "estudiante": Person.Kind.STUDENT, "staff": Person.Kind.STAFF, "teacher": Person.Kind.STAFF, "faculty": Person.Kind.STAFF,
    "employee": Person.Kind.STAFF, "admin": Person.Kind.STAFF, "administrator": Person.Kind.STAFF, "profesor": Person.Kind.STAFF,
    "maestro": Person.Kind.STAFF, "principal": Person.Kind.STAFF, "aide": Person.Kind.STAFF, "counselor": Person.Kind.STAFF,
    "guardian": Person.Kind.GUARDIAN, "parent": Person.Kind.GUARDIAN,
}  # fmt: skip
_GRADES = {"k": "KG", "kindergarten": "KG", "kg": "KG", "pk": "PK", "prek": "PK", "pre-k": "PK", "tk": "TK", "ug": "UG"}


class _Known:
    def __init__(self, ctx: StageContext) -> None:
        self.sites = Sites(ctx.org_path)
        self.owners = Owners(ctx.org_path, with_numbers=True)
        self.schools = Organisation.objects.in_bulk()
        rows = Person.objects.current().filter(organisation__path__startswith=ctx.org_path)
        self.names = set(rows.values_list("organisation_id", "sort_name"))
        self.in_file: dict[tuple[str, str], int] = {}
        self.proposed = 0


class PeopleSource(SmallTableSource):
    """A list of people. Nobody is created unless the run's option says so."""

    takes_people = True
    takes_choices = False
    entity = ENTITY
    entities = (Entity(ENTITY, "People"),)
    permission = PeoplePermission.PERSON_ADD_PROVISIONAL
    layout = Layout(PERSON_FIELDS, identifying=("given", "full"))
    words: ClassVar[Mapping[str, str]] = {}
    """More words for what people are; asked before everybody's."""

    def begin(self, ctx: StageContext) -> _Known:
        return _Known(ctx)

    def judge(self, known: _Known, line: Line, ctx: StageContext, acts: Acts) -> None:
        given, family = _names(line)
        codes = (line.text("username"), line.text("email"), line.text("number"))
        found = known.owners.find_any(*codes)
        if found is not None:
            ctx.tally.add(ENTITY, "same", found.organisation_id)
            return
        school = school_of(known.sites, line, ctx)
        kind = self._kind(line, ctx)
        self._refuse_twice(known, line, codes)
        if (school, Person.sort_name_of(given, family)) in known.names:
            if not any(codes):
                ctx.tally.add(ENTITY, "same", school)
                return
            raise BadRow(
                "similar", line.name("family"), f"{given} {family}",
                f"Somebody called {given} {family} is at {known.sites.names[school]} already, under other codes.",
                "Look whether it is the same person, and correct the number or address on one side.",
                "People whose name is here already, under other codes",
            )  # fmt: skip
        if not ctx.options.get(ADD):
            known.proposed += 1
            return
        ctx.tally.add(ENTITY, "new", school)
        acts.steps.append(_adding(line, known.schools[school], given, family, kind, codes, ctx))

    def finish(self, known: _Known, ctx: StageContext, acts: Acts) -> None:
        if known.proposed:
            ctx.issues.warning(
                "proposed", entity=ENTITY, count=known.proposed,
                message=f"{known.proposed:,} people are not here yet. Nobody is created unless you say so.",
                todo="Better import the roster. Or choose below to bring them in as provisional people, until it brings them.",
            )  # fmt: skip

    def _kind(self, line: Line, ctx: StageContext) -> str:
        said = line.text("kind")
        mapped = ctx.mapped(ENTITY, "kind", said).strip().casefold() if said else ""
        found = self.words.get(mapped) or _KINDS.get(mapped) or next((v for k, v in _KINDS.items() if k in mapped), "")
        if not found and said:
            raise BadRow(
                "unknown_kind", "kind", said, f"“{said}” does not say whether somebody is student, staff or guardian.",
                "Say what it means; you do it once, for all of them.", f"“{said}” is no kind of person we know",
                mappable=True, choices=tuple(Person.Kind.values),
            )  # fmt: skip
        found = found or (Person.Kind.STUDENT if line.text("grade") else str(ctx.options.get(KIND) or ""))
        if not found:
            raise BadRow(
                "no_kind", "", "", "The row does not say whether this is a student or staff.",
                "Choose below what people are of whom the table does not say it.", "Rows that do not say what somebody is",
            )  # fmt: skip
        return str(found)

    @staticmethod
    def _refuse_twice(known: _Known, line: Line, codes: tuple[str, str, str]) -> None:
        for key, code in zip(("username", "email", "number"), codes, strict=True):
            first = known.in_file.setdefault((key, code.casefold()), line.number) if code else line.number
            if first != line.number:
                raise BadRow(
                    "twice", line.name(key), code, f"“{code}” stands in the file twice (first in line {first}).",
                    "Correct one of the two.", "Codes that stand in the file twice",
                )  # fmt: skip


def _names(line: Line) -> tuple[str, str]:
    """First and last name; ``Gómez, Ana`` and ``Ana Gómez`` both. Raises :class:`BadRow` when one is missing."""
    given, family, full = line.text("given"), line.text("family"), line.text("full")
    if not (given and family) and full:
        last, comma, first = full.partition(",")
        given, family = (
            (first.strip(), last.strip()) if comma else (full.rpartition(" ")[0].strip(), full.rpartition(" ")[2])
        )
    if not given or not family or len(given) > 100 or len(family) > 100:
        raise BadRow(
            "no_name", line.name("full"), full or given or family, "The row has no first and last name.",
            "Both are needed to tell people apart.", "Rows without a first and a last name",
        )  # fmt: skip
    return " ".join(given.split()), " ".join(family.split())


def _adding(
    line: Line, school: Organisation, given: str, family: str, kind: str, codes: tuple[str, str, str], ctx: StageContext
) -> Act:  # fmt: skip
    username, email, number = codes
    grade = line.text("grade")
    grade = _GRADES.get(grade.casefold(), f"0{grade}" if len(grade) == 1 and grade.isdigit() else grade)[:10]

    def add(by: Actor) -> None:
        add_provisional_person(
            given_name=given, family_name=family, organisation=school, kind=kind, grade=grade, identifier=number[:100],
            language=tag_of(line.text("language"))[:16], username=username[:150], email=email[:254], badge=line.text("badge")[:100],
            note=f"Import {ctx.run_id}: {ctx.filename}"[:200], even_if_similar=True, by=by,
        )  # fmt: skip

    return add
