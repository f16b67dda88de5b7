"""Addresses of the people room."""

from django.urls import path

from firstbell.people.views import accounts, family, gone, organisations, persons, roles, sections

app_name = "people"
urlpatterns = [
    path("", persons.persons, name="persons"),
    path("me/", persons.me, name="me"),
    path("add/", persons.person_add, name="person_add"),
    path("gone/", gone.gone, name="gone"),
    path("gone/grace/", gone.grace, name="grace"),
    path("<int:pk>/", persons.person, name="person"),
    path("<int:pk>/edit/", persons.person_edit, name="person_edit"),
    path("<int:pk>/withdraw/", persons.person_withdraw, name="person_withdraw"),
    path("<int:pk>/readmit/", persons.person_readmit, name="person_readmit"),
    path("<int:pk>/badges/add/", family.badge_add, name="badge_add"),
    path("<int:pk>/badges/<int:badge_pk>/retire/", family.badge_retire, name="badge_retire"),
    path("<int:pk>/guardians/add/", family.guardian_add, name="guardian_add"),
    path("<int:pk>/guardians/<int:link_pk>/remove/", family.guardian_remove, name="guardian_remove"),
    path("<int:pk>/account/", accounts.account_create, name="account_create"),
    path("accounts/<int:pk>/edit/", accounts.account_edit, name="account_edit"),
    path("accounts/<int:pk>/link/", accounts.account_link, name="account_link"),
    path("accounts/<int:pk>/switch/", accounts.account_switch, name="account_switch"),
    path("account/", accounts.account, name="account"),
    path("account/tokens/", accounts.token_add, name="token_add"),
    path("account/tokens/<int:pk>/revoke/", accounts.token_revoke, name="token_revoke"),
    path("organisations/", organisations.organisations, name="organisations"),
    path("organisations/add/", organisations.organisation_add, name="organisation_add"),
    path("organisations/<int:pk>/", organisations.organisation, name="organisation"),
    path("organisations/<int:pk>/edit/", organisations.organisation_edit, name="organisation_edit"),
    path("organisations/<int:pk>/move/", organisations.organisation_move, name="organisation_move"),
    path("organisations/<int:pk>/close/", organisations.organisation_close, name="organisation_close"),
    path("sections/", sections.sections, name="sections"),
    path("sections/<int:pk>/", sections.section, name="section"),
    path("sessions/", sections.sessions, name="sessions"),
    path("roles/", roles.roles, name="roles"),
    path("roles/give/", roles.role_grant, name="role_grant"),
    path("roles/<int:pk>/revoke/", roles.role_revoke, name="role_revoke"),
    path("roles/rules/", roles.role_rules, name="role_rules"),
    path("roles/rules/<int:pk>/", roles.role_rule, name="role_rule"),
    path("roles/table/", roles.role_table, name="role_table"),
]
