"""The library's pages: the public catalogue, and the desk of those who work on it."""

from django.urls import path

from firstbell.library.views import collection, copies, labels, scan_list, shelf_checks, shelving, titles, weeding

app_name = "library"
urlpatterns = [
    path("work/titles/", titles.titles, name="titles"),
    path("work/titles/<int:pk>/", titles.title, name="work_title"),
    path("work/titles/<int:pk>/visibility/", titles.title_visibility, name="title_visibility"),
    path("work/titles/<int:pk>/delete/", titles.title_delete, name="title_delete"),
    path("work/titles/<int:pk>/copies/add/", copies.copy_add, name="copy_add"),
    path("work/copies/", copies.copies, name="copies"),
    path("work/copies/scan/", scan_list.scan_list, name="scan_list"),
    path("work/copies/<int:pk>/", copies.copy, name="copy"),
    path("work/copies/<int:pk>/edit/", copies.copy_edit, name="copy_edit"),
    path("work/copies/<int:pk>/move/", copies.copy_move, name="copy_move"),
    path("work/copies/<int:pk>/withdraw/", copies.copy_withdraw, name="copy_withdraw"),
    path("work/copies/<int:pk>/reinstate/", copies.copy_reinstate, name="copy_reinstate"),
    path("work/copies/<int:pk>/labels/", copies.copy_labels, name="copy_labels"),
    path("work/labels/", labels.labels_wanted, name="labels_wanted"),
    path("work/labels/print/", labels.labels_pdf, name="labels_pdf"),
    path("work/labels/done/", labels.labels_done, name="labels_done"),
    path("work/numbers/", collection.collection, name="collection"),
    path("work/shelf-checks/", shelf_checks.shelf_checks, name="shelf_checks"),
    path("work/shelf-checks/<int:pk>/", shelf_checks.shelf_check, name="shelf_check"),
    path("work/shelf-checks/<int:pk>/scan/", shelf_checks.shelf_scan, name="shelf_scan"),
    path("work/shelf-checks/<int:pk>/end/", shelf_checks.shelf_end, name="shelf_end"),
    path("work/shelf-checks/<int:pk>/missing/", shelf_checks.shelf_missing, name="shelf_missing"),
    path("work/shelf-checks/<int:pk>/take-back/", shelf_checks.shelf_take_back, name="shelf_take_back"),
    path("work/shelf-checks/<int:pk>/list/", shelf_checks.shelf_list, name="shelf_list"),
    path("work/weeding/", weeding.weeding, name="weeding"),
    path("work/weeding/rules/", weeding.weeding_rules, name="weeding_rules"),
    path("work/weeding/rules/add/", weeding.weeding_rule_add, name="weeding_rule_add"),
    path("work/weeding/rules/<int:pk>/", weeding.weeding_rule, name="weeding_rule"),
    path("work/weeding/rules/<int:pk>/remove/", weeding.weeding_rule_remove, name="weeding_rule_remove"),
    path("work/shelving/", shelving.shelving, name="shelving"),
    path("work/shelving/add/<int:school_pk>/", shelving.shelving_add, name="shelving_add"),
    path("work/shelving/<int:pk>/", shelving.shelving_edit, name="shelving_edit"),
    path("work/shelving/<int:pk>/move/", shelving.shelving_move, name="shelving_move"),
    path("work/shelving/<int:pk>/remove/", shelving.shelving_remove, name="shelving_remove"),
]
