"""Pages that connectors share, under the imports."""

from django.urls import path

from firstbell.connectors.base.views import columns, mappings, moving, options, rules

app_name = "connectors"

FOR_CONSOLES = [
    path("rules/", rules.rules, name="rules"),
    path("rules/add/", rules.rule_add, name="rule_add"),
    path("rules/<int:pk>/", rules.rule, name="rule"),
    path("rules/<int:pk>/remove/", rules.rule_remove, name="rule_remove"),
    path("runs/<int:pk>/options/", options.choose, name="options"),
    path("runs/<int:pk>/unit/", options.place, name="place_unit"),
]
"""Also at the addresses they had when Google's export was the only one: ``config.urls``."""

urlpatterns = [
    *FOR_CONSOLES,
    path("runs/<int:pk>/columns/", columns.say, name="columns"),
    path("moving-in/", moving.moving_in, name="moving_in"),
    path("columns/", mappings.mappings, name="mappings"),
    path("columns/<int:pk>/", mappings.mapping, name="mapping"),
    path("columns/<int:pk>/forget/", mappings.forget, name="mapping_forget"),
]
