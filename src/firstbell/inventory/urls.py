"""Pages of the inventory room."""

from django.urls import path

from firstbell.inventory.views import carts, catalogue, intake, items, labels, merges, reports

app_name = "inventory"
urlpatterns = [
    path("", items.items, name="items"),
    path("<int:pk>/", items.item, name="item"),
    path("<int:pk>/merge/", merges.merge_pick, name="merge_pick"),
    path("<int:pk>/merge/<int:other_pk>/", merges.merge, name="merge"),
    path("merges/<int:pk>/split/", merges.split, name="merge_split"),
    path("<int:pk>/edit/", items.item_edit, name="item_edit"),
    path("<int:pk>/move/", items.item_move, name="item_move"),
    path("<int:pk>/condition/", items.item_condition, name="item_condition"),
    path("<int:pk>/attach/", items.item_attach, name="item_attach"),
    path("<int:pk>/status/<slug:to>/", items.item_status, name="item_status"),
    path("add/", intake.item_add, name="item_add"),
    path("scan-in/", intake.scan_in, name="scan_in"),
    path("models/", catalogue.models, name="models"),
    path("models/add/", catalogue.model_add, name="model_add"),
    path("models/<int:pk>/", catalogue.model, name="model"),
    path("models/<int:pk>/edit/", catalogue.model_edit, name="model_edit"),
    path("rules/", catalogue.rules, name="rules"),
    path("rules/tag/", catalogue.tag_rule_edit, name="tag_rule_edit"),
    path("rules/types/add/", catalogue.item_type_add, name="item_type_add"),
    path("rules/types/<int:pk>/", catalogue.item_type_edit, name="item_type_edit"),
    path("rules/funding/add/", catalogue.funding_add, name="funding_add"),
    path("rules/funding/<int:pk>/", catalogue.funding_edit, name="funding_edit"),
    path("rules/labels/add/", catalogue.label_size_add, name="label_size_add"),
    path("rules/labels/<int:pk>/", catalogue.label_size_edit, name="label_size_edit"),
    path("updates/", reports.update_expiration, name="update_expiration"),
    path("carts/", carts.carts, name="carts"),
    path("carts/<int:pk>/", carts.cart, name="cart"),
    path("carts/<int:pk>/check/", carts.cart_check, name="cart_check"),
    path("labels/", labels.labels, name="labels"),
    path("labels/print/", labels.labels_print, name="labels_print"),
    path("labels/printers/", labels.label_printers, name="label_printers"),
    path("labels/printers/add/", labels.label_printer_add, name="label_printer_add"),
    path("labels/printers/<int:pk>/", labels.label_printer_edit, name="label_printer_edit"),
    path("labels/sizes/<int:pk>/test-sheet/", labels.label_trial, name="label_trial"),
    path("labels/found/", labels.found_line_edit, name="found_line"),
]
