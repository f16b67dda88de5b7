"""Classes and who sits in them; the school year's sessions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.db.models import Count, Q, QuerySet
from django.http import HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from firstbell.core.actor import Actor
from firstbell.core.http import Request, page
from firstbell.core.listing import Column, Listing, list_page
from firstbell.core.ui.shapes import Crumb, Empty, Fact
from firstbell.people.models import AcademicSession, Enrollment, Membership, Person, Section
from firstbell.people.permissions import PeoplePermission
from firstbell.people.queries import (
    homeroom_members_of,
    members_of,
    photo_urls,
    schools_for,
    standing,
    teachers_by_section,
)


class SectionFilterForm(forms.Form):
    school = forms.ChoiceField(required=False)
    kind = forms.ChoiceField(required=False, choices=[("", "Any kind"), *Section.Kind.choices])

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        schools = list(schools_for(actor, PeoplePermission.SECTION_VIEW).values_list("pk", "name"))
        field = self.fields["school"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "All schools"), *((str(pk), name) for pk, name in schools)]
        if len(schools) < 2:
            del self.fields["school"]


class SectionList(Listing[Section]):
    """Standing sections; a teacher's or student's own ones."""

    name = "people.sections"
    title = "Classes"
    default_sort = "title"
    columns: ClassVar = (
        Column[Section]("title", "Class", value=lambda s: s.title, sort=("title", "pk"), primary=True),
        Column[Section]("code", "Code", value=lambda s: s.class_code, code=True),
        Column[Section]("teacher", "Teacher", value=lambda s: ", ".join(getattr(s, "teachers", ()))),
        Column[Section]("students", "Students", value=lambda s: getattr(s, "size", ""), numeric=True),
        Column[Section]("periods", "Periods", value=lambda s: s.periods),
        Column[Section]("location", "Where", value=lambda s: s.location),
        Column[Section]("kind", "Kind", value=lambda s: s.get_kind_display()),
        Column[Section]("school", "School", value=lambda s: s.organisation.short),
        Column[Section]("grades", "Grades", value=lambda s: s.grades, shown=False),
        Column[Section]("subjects", "Subjects", value=lambda s: s.subjects, shown=False),
    )
    empty = Empty("book", "No classes", "Classes come with the roster.")

    def queryset(self, actor: Actor) -> QuerySet[Section]:
        return Section.objects.visible_to(actor).filter(closed_at=None).select_related("organisation")

    def form(self, data: QueryDict, actor: Actor) -> SectionFilterForm:
        return SectionFilterForm(data or None, actor=actor)

    def filtered(self, queryset: QuerySet[Section], data: Mapping[str, Any], actor: Actor) -> QuerySet[Section]:
        if data.get("school"):
            queryset = queryset.filter(organisation_id=int(data["school"]))
        if data.get("kind"):
            queryset = queryset.filter(kind=data["kind"])
        return queryset

    def searched(self, queryset: QuerySet[Section], text: str, actor: Actor) -> QuerySet[Section]:
        return queryset.filter(Q(title__icontains=text) | Q(class_code__icontains=text) | Q(location__iexact=text))

    def prepared(self, rows: list[Section], actor: Actor) -> list[Section]:
        ids = [row.pk for row in rows]
        teachers = teachers_by_section(ids)
        sizes = dict(
            Enrollment.objects.filter(standing(), section_id__in=ids, role=Membership.Role.STUDENT)
            .values_list("section_id")
            .annotate(Count("pk"))
        )
        homerooms = [row.pk for row in rows if row.kind == Section.Kind.HOMEROOM]
        if homerooms:
            sitting = Person.objects.current().filter(homeroom_id__in=homerooms).order_by()
            sizes |= dict(sitting.values_list("homeroom_id").annotate(Count("pk")))
        for row in rows:
            row.teachers = [person.name for person in teachers.get(row.pk, ())]  # type: ignore[attr-defined]
            row.size = sizes.get(row.pk, 0)  # type: ignore[attr-defined]
        return rows

    def url(self, row: Section) -> str:
        return reverse("people:section", args=[row.pk])


@page()
def sections(request: Request) -> HttpResponseBase:
    context = {"sees_sessions": request.actor.can(PeoplePermission.SECTION_VIEW)}
    return list_page(request, SectionList(), template="people/sections.html", context=context)


@page()
def section(request: Request, pk: int) -> HttpResponseBase:
    """The roster of a class. A teacher sees the names of the own class; a student only the teachers."""
    actor = request.actor
    visible = Section.objects.visible_to(actor).select_related("organisation", "course")
    found = get_object_or_404(visible, pk=pk)
    members = list(members_of(found))
    own_role = next((row.role for row in members if row.person_id == actor.person_id), "")
    sees_all = actor.can(PeoplePermission.SECTION_VIEW, at=found.organisation.scope_path)
    sees_roster = sees_all or own_role not in ("", Membership.Role.STUDENT)
    students = _students(found, members) if sees_roster else []
    ids = [row.person_id for row in members] + [person.pk for person in students]
    photos = photo_urls([person.pk for person in students], actor)
    for person in students:
        person.photo_url = photos.get(person.pk, "")  # type: ignore[attr-defined]
    with_pages = Person.objects.visible_to(actor).filter(pk__in=ids)
    context = {
        "page_title": found.title,
        "page_meta": found.organisation.name,
        "breadcrumbs": [Crumb("Classes", reverse("people:sections"))],
        "section": found,
        "facts": [
            Fact("Code", found.class_code, code=True),
            Fact("Course", found.course.title if found.course is not None else ""),
            Fact("Kind", found.get_kind_display()),
            Fact("Where", found.location),
            Fact("Periods", found.periods),
            Fact("Grades", found.grades),
            Fact("Sessions", ", ".join(session.title for session in found.sessions.all())),
        ],
        "staff": [row for row in members if row.role != Membership.Role.STUDENT],
        "students": students,
        "sees_roster": sees_roster,
        "with_pages": set(with_pages.values_list("pk", flat=True)),
    }
    return render(request, "people/section.html", context)


def _students(section: Section, members: list[Enrollment]) -> list[Person]:
    """Who sits in it by enrollment and, in a homeroom, by the person's own homeroom; each once."""
    students = {row.person_id: row.person for row in members if row.role == Membership.Role.STUDENT}
    if section.kind == Section.Kind.HOMEROOM:
        students |= {person.pk: person for person in homeroom_members_of(section) if person.is_student}
    return sorted(students.values(), key=lambda person: (person.sort_name, person.pk))


@page(PeoplePermission.SECTION_VIEW)
def sessions(request: Request) -> HttpResponseBase:
    """School years, terms and grading periods as the roster has them."""
    today = timezone.localdate()
    rows = (
        AcademicSession.objects.filter(closed_at=None)
        .select_related("parent")
        .order_by("-start_date", "end_date", "pk")
    )
    context = {
        "page_title": "School years and terms",
        "page_meta": "From the roster. The last day is the day before the next begins.",
        "breadcrumbs": [Crumb("Classes", reverse("people:sections"))],
        "sessions": [(row, row.start_date <= today < row.end_date) for row in rows[:500]],
    }
    return render(request, "people/sessions.html", context)
