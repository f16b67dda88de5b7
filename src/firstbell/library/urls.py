"""The library's pages: the public catalogue, and the desk of those who work on it."""

from django.urls import URLPattern, path

from firstbell.library.views import (
    citation_lists,
    citing,
    database_editing,
    databases,
    pathfinder_editing,
    pathfinder_parts,
    pathfinders,
)

app_name = "library"
_LIST = "cite/lists/<int:pk>/"
_WAY = "pathfinders/<int:pk>/"
_PART = "pathfinders/<int:pk>/parts/<int:part_pk>/"
RESEARCH: list[URLPattern] = [
    path("cite/", citing.cite_source, name="cite"),
    path("cite/lists/", citation_lists.citation_lists, name="citation_lists"),
    path(_LIST, citation_lists.citation_list, name="citation_list"),
    path(f"{_LIST}print/", citation_lists.citation_print, name="citation_print"),
    path(f"{_LIST}as/<slug:form>/", citation_lists.citation_export, name="citation_export"),
    path(f"{_LIST}edit/", citation_lists.citation_list_edit, name="citation_list_edit"),
    path(f"{_LIST}remove/", citation_lists.citation_list_remove, name="citation_list_remove"),
    path(f"{_LIST}sources/<int:citation_pk>/remove/", citation_lists.citation_remove, name="citation_remove"),
    path("pathfinders/", pathfinders.pathfinders, name="pathfinders"),
    path("pathfinders/list/", pathfinder_editing.pathfinder_list, name="pathfinder_list"),
    path("pathfinders/add/", pathfinder_editing.pathfinder_add, name="pathfinder_add"),
    path(_WAY, pathfinders.pathfinder, name="pathfinder"),
    path(f"{_WAY}card/", pathfinders.pathfinder_card, name="pathfinder_card"),
    path(f"{_WAY}edit/", pathfinder_editing.pathfinder_edit, name="pathfinder_edit"),
    path(f"{_WAY}state/<slug:to>/", pathfinder_editing.pathfinder_state, name="pathfinder_state"),
    path(f"{_WAY}still-right/", pathfinder_editing.pathfinder_confirm, name="pathfinder_confirm"),
    path(f"{_WAY}remove/", pathfinder_editing.pathfinder_remove, name="pathfinder_remove"),
    path(f"{_WAY}versions/<int:number>/", pathfinder_editing.pathfinder_version, name="pathfinder_version"),
    path(f"{_WAY}add/<slug:kind>/", pathfinder_parts.part_add, name="part_add"),
    path(f"{_PART}edit/", pathfinder_parts.part_edit, name="part_edit"),
    path(f"{_PART}move/<slug:way>/", pathfinder_parts.part_move, name="part_move"),
    path(f"{_PART}remove/", pathfinder_parts.part_remove, name="part_remove"),
    path("databases/", databases.databases, name="databases"),
    path("databases/list/", database_editing.database_list, name="database_list"),
    path("databases/add/", database_editing.database_add, name="database_add"),
    path("databases/<int:pk>/", databases.database, name="database"),
    path("databases/<int:pk>/open/", databases.database_open, name="database_open"),
    path("databases/<int:pk>/edit/", database_editing.database_edit, name="database_edit"),
    path("proxies/", database_editing.proxies, name="proxies"),
    path("proxies/<int:pk>/", database_editing.proxy_edit, name="proxy_edit"),
]
urlpatterns: list[URLPattern] = [*RESEARCH]
