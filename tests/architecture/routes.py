"""Every address the application answers to, and an object to try each with. For the tests that walk them all.

The object for `<int:pk>` is found from the address itself: `people/organisations/<int:pk>/edit/` speaks of the model in
the room `people` whose plural is organisations. Where an address does not say it, `SPOKEN_OF` does.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, cast

from django.apps import apps
from django.db import models
from django.db.models import QuerySet
from django.urls import URLResolver, get_resolver, reverse

from firstbell.core.actor import Actor
from firstbell.core.scope import Scope

#: Addresses of Django packages with their own tests; ours are only those we mount ourselves.
THIRD_PARTY_NAMES = ("account_", "socialaccount_", "mfa_")

#: Parameters that are the key of what the address speaks of.
KEYS = ("pk", "id")

#: (route name, parameter, or word of the address) -> "app.Model", where the address alone does not say it.
SPOKEN_OF: dict[str, str] = {
    "accounts": "people.Account",
    "attachments": "core.Attachment",
    "bulk": "core.BulkRun",
    "core:saved_view": "core.SavedView",
    "badge_pk": "people.PersonIdentifier",
    "cases": "circulation.WithdrawalCase",
    "catalogue-targets": "catalogues.CatalogueTarget",
    "identities": "signin.LinkedIdentity",
    "factors": "signin.SecondFactorRule",
    "providers": "signin.IdentityProvider",
    "sections": "people.Section",
    "signin:session_end": "signin.SignedInSession",
    "mail:inbound_mail_ticket": "mail.InboundMail",
    "self-checks": "sip2.Terminal",
    "sip2:note_settle": "sip2.TerminalNote",
    "sip2:text": "sip2.ScreenText",
    "kiosk:text:pk": "people.Organisation",
    "kiosk:text:key": "kiosk.SelfCheckText",
    "dates": "circulation.NamedDueDate",
    "entries": "rooms.CalendarEntry",
    "fees": "circulation.FeeEntry",
    "groups": "circulation.PatronGroup",
    "imports": "core.ImportRun",
    "self-check-notes": "sip2.TerminalNote",
    "notice-deliveries": "core.Delivery",
    "meaning_pk": "core.ImportValueMap",
    "loads": "core.ImportRun",
    "library:weeding_rule": "library.WeedingRule",
    "library:weeding_rule_remove": "library.WeedingRule",
    "shelf-checks": "library.ShelfCheck",
    "library:profile": "library.LoadProfile",
    "load-profiles": "library.LoadProfile",
    "runs": "core.ImportRun",
    "columns": "connectors.ColumnMapping",
    "connectors:rule": "connectors.LocationRule",
    "connectors:rule_remove": "connectors.LocationRule",
    "google_csv:rule": "connectors.LocationRule",
    "google_csv:rule_remove": "connectors.LocationRule",
    "counter:pool": "people.Organisation",
    "cart-loans": "circulation.CartLoan",
    "circulation:cart_lend": "rooms.Place",
    "circulation:cart_loan": "circulation.CartLoan",
    "circulation:accessory_back": "circulation.LoanAccessory",
    "circulation:accessory_charge": "circulation.LoanAccessory",
    "circulation:accessory_waive": "circulation.LoanAccessory",
    "inventory:accessory_edit": "inventory.Product",
    "inventory:model_accessory_set": "inventory.DeviceModel",
    "inventory:model_accessory_remove:pk": "inventory.DeviceModel",
    "line_pk": "inventory.ModelAccessory",
    "inventory:kit_put": "inventory.Item",
    "inventory:kit_take_out:pk": "inventory.Item",
    "part_pk": "inventory.KitPart",
    "kits": "inventory.Item",
    "library:shelf": "library.Copy",
    "library:title": "library.Title",
    "library:hold": "library.Title",
    "api:read_catalogue_title": "library.Title",
    "api:read_availability": "library.Title",
    "inventory:cart": "rooms.Place",
    "inventory:cart_check": "rooms.Place",
    "inventory:item_type_edit": "inventory.ItemType",
    "inventory:funding_edit": "inventory.FundingSource",
    "inventory:label_printer_edit": "inventory.LabelPrinter",
    "inventory:label_size_edit": "inventory.LabelSize",
    "inventory:label_trial": "inventory.LabelSize",
    "inventory:model": "inventory.DeviceModel",
    "inventory:model_edit": "inventory.DeviceModel",
    "library:title_merge": "library.Title",
    "library:title_split": "core.Merge",
    "library:cover_service_edit": "library.CoverService",
    "library:cover": "library.Title",
    "templates": "library.RecordTemplate",
    "shelving": "library.ShelvingPlace",
    "shelving-places": "library.ShelvingPlace",
    "school_pk": "people.Organisation",
    "version_pk": "library.FormerRecord",
    "link_pk": "people.Guardianship",
    "inventory:merge": "inventory.Item",
    "inventory:merge_pick": "inventory.Item",
    "inventory:merge_split": "core.Merge",
    "people:photo_rule": "people.Organisation",
    "people:merge": "people.Person",
    "people:merge_pick": "people.Person",
    "people:merge_split": "core.Merge",
    "people": "people.Person",
    "roles": "people.RoleGrant",
    "counter:conflict": "counter.ScanConflict",
    **dict.fromkeys(
        (f"counter:visit{part}" for part in ("", "_class", "_look", "_summary", "_slip", "_home_slips")),
        "people.Section",
    ),
    "section_pk": "people.Section",
    "circulation:claim_add": "circulation.Loan",
    "circulation:rule": "circulation.CirculationRule",
    "circulation:loan_lost": "circulation.Loan",
    "circulation:year_end_back": "circulation.YearEnd",
    "textbooks": "circulation.SectionTextbook",
    "circulation:rule_remove": "circulation.CirculationRule",
    "school": "people.Organisation",
    "tasks": "django_tasks_database.DBTaskResult",
    "tokens": "people.ApiToken",
    "undo": "core.UndoOffer",
    "people-merges": "core.Merge",
    "item-merges": "core.Merge",
    "title-merges": "core.Merge",
    "models": "inventory.DeviceModel",
    "helpdesk:rule": "helpdesk.RoutingRule",
    "helpdesk:rule_edit": "helpdesk.RoutingRule",
    "helpdesk:rule_try": "helpdesk.RoutingRule",
    "helpdesk:rule_switch": "helpdesk.RoutingRule",
    "helpdesk:rule_remove": "helpdesk.RoutingRule",
    "helpdesk:level_remove": "helpdesk.ServiceLevel",
    "helpdesk:evidence": "helpdesk.Ticket",
    "helpdesk:evidence_pdf": "helpdesk.Ticket",
    "helpdesk:evidence_tell": "helpdesk.Ticket",
    "helpdesk:escalate": "helpdesk.Ticket",
    "helpdesk:escalation_reason": "helpdesk.EscalationReason",
    "helpdesk:escalation_answer": "helpdesk.Escalation",
    "helpdesk:escalation_number": "helpdesk.Escalation",
    "ticket-rules": "helpdesk.RoutingRule",
    "lending-rules": "circulation.CirculationRule",
    "helpdesk:help_me_too": "helpdesk.Ticket",
    "walks": "guides.Walk",
    "articles": "guides.Article",
    "guides:article_version:number": "guides.ArticleVersion",
    "guides:article_restore:number": "guides.ArticleVersion",
    "guides:article_version:pk": "guides.Article",
    "file_pk": "core.Attachment",
    "helpdesk:article_link:pk": "helpdesk.Ticket",
    "helpdesk:ticket_article": "helpdesk.Ticket",
    "helpdesk:answer": "helpdesk.CannedAnswer",
    "helpdesk:answer_remove": "helpdesk.CannedAnswer",
    "answer_pk": "helpdesk.CannedAnswer",
    "reports:rule": "reports.ReportRule",
    "reports:rule_remove": "reports.ReportRule",
    "entry_pk": "helpdesk.TicketEntry",
    "link_id": "helpdesk.TicketLink",
    "api:split_ticket_reply:entry_id": "helpdesk.TicketEntry",
    "helpdesk:answer_text:pk": "helpdesk.Ticket",
    "helpdesk:helper_decide:pk": "helpdesk.HelperJob",
    "helpdesk:helper_hand_over": "helpdesk.Ticket",
    "helpdesk:helper_job": "helpdesk.HelperJob",
    "helpdesk:queue_ticket": "helpdesk.Ticket",
    "helpdesk:merge": "helpdesk.Ticket",
    "helpdesk:merge_pick": "helpdesk.Ticket",
    "helpdesk:merge_split": "core.Merge",
    "helpdesk:ticket_unrelate:link_pk": "helpdesk.TicketLink",
    "helpdesk:ticket_link": "helpdesk.Ticket",
    "helpdesk:ticket_presence": "helpdesk.Ticket",
    "helpdesk:timing": "helpdesk.TicketTiming",
    "helpdesk:timing_remove": "helpdesk.TicketTiming",
    "helpdesk:visit_plan": "helpdesk.Ticket",
    "incidents": "helpdesk.Ticket",
    "ticket-merges": "core.Merge",
    "api:check_accessory_in": "circulation.LoanAccessory",
    "api:list_cart_items": "rooms.Place",
    "api:check_one_cart": "rooms.Place",
    "api:put_accessory": "inventory.Product",
    "api:decide_one_conflict": "counter.ScanConflict",
    "library:keep_title": "library.Title",
    "library:review_write": "library.Title",
    "library:class_set_ask": "library.Title",
    "library:review_report": "library.Review",
    "library:review_decide": "library.Review",
    "library:review_settings_edit": "people.Organisation",
    "library:book_list": "library.BookList",
    "library:book_list_edit": "library.BookList",
    "library:book_list_show": "library.BookList",
    "library:book_list_remove": "library.BookList",
    "library:book_list_put": "library.BookList",
    "library:book_list_entry:pk": "library.BookList",
    "library:book_list_entry:entry_pk": "library.BookListTitle",
    "library:reading_list": "library.ReadingList",
    "library:reading_list_rename": "library.ReadingList",
    "library:reading_list_remove": "library.ReadingList",
    "library:reading_list_take_off:pk": "library.ReadingList",
    "library:reading_list_take_off:entry_pk": "library.ReadingListTitle",
    "searches": "library.SavedSearch",
    "saved-searches": "library.SavedSearch",
    "class-sets": "library.ClassSet",
    "book-lists": "library.BookList",
    "book-list-titles": "library.BookListTitle",
    "reading-lists": "library.ReadingList",
    "reading-list-titles": "library.ReadingListTitle",
    "reviews": "library.Review",
    "review-settings": "people.Organisation",
    "api:list_title_reviews": "library.Title",
    "api:put_review": "library.Title",
    "library:citation_list": "library.CitationList",
    "library:citation_print": "library.CitationList",
    "library:citation_export": "library.CitationList",
    "library:citation_list_edit": "library.CitationList",
    "library:citation_list_remove": "library.CitationList",
    "library:citation_remove:pk": "library.CitationList",
    "citation_pk": "library.Citation",
    "databases": "library.ResearchDatabase",
    "library:proxy_edit": "library.ProxyServer",
    "wishes": "library.FamilyWish",
    "letters": "library.FamilyRequest",
    "age-limits": "library.AgeLimit",
    "age-exceptions": "library.AgeException",
    "library:pathfinder_version:number": "library.PathfinderVersion",
    "library:pathfinder_version:pk": "library.Pathfinder",
    "library:part_edit:part_pk": "library.PathfinderPart",
    "library:part_move:part_pk": "library.PathfinderPart",
    "library:part_remove:part_pk": "library.PathfinderPart",
}


@dataclass(frozen=True)
class Route:
    """One address. ``path`` is written as in urls.py, joined: `people/persons/<int:pk>/`."""

    name: str
    path: str
    converters: tuple[tuple[str, str], ...]

    @property
    def room(self) -> str:
        return self.name.partition(":")[0] if ":" in self.name else "config"

    @property
    def is_api(self) -> bool:
        return self.path.startswith("api/")

    @property
    def takes_object(self) -> bool:
        return "<" in self.path  # written as <int:pk>, or as (?P<key>...) by some packages

    def word_before(self, parameter: str) -> str:
        """The last plain part of the address before a parameter: what it speaks of."""
        before = self.path.partition(f":{parameter}>")[0].rpartition("<")[0]
        if f"<{parameter}>" in self.path:  # a parameter without a converter
            before = self.path.partition(f"<{parameter}>")[0]
        plain = [part for part in before.split("/") if part and "<" not in part]
        return plain[-1] if plain else ""


@cache
def all_routes() -> tuple[Route, ...]:
    return tuple(route for route in every_route() if not route.name.startswith(THIRD_PARTY_NAMES))


def package_routes() -> tuple[Route, ...]:
    """What packages answer to: sign-in and its neighbours. Drawn with our templates."""
    return tuple(route for route in every_route() if route.name.startswith(THIRD_PARTY_NAMES))


@cache
def every_route() -> tuple[Route, ...]:
    found = {route.name: route for route in walk(get_resolver(), "", "")}
    return tuple(sorted(found.values(), key=lambda route: route.name))


def walk(resolver: URLResolver, namespace: str, prefix: str) -> Iterator[Route]:
    for entry in resolver.url_patterns:
        path = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from walk(entry, inner, path)
        elif entry.name:
            converters = tuple((name, type(one).__name__) for name, one in entry.pattern.converters.items())
            yield Route(f"{namespace}{entry.name}", path, converters)


@cache
def model_of(route: Route, parameter: str) -> type[models.Model] | None:
    """The model a parameter of an address speaks of; None when it is a plain word, such as the next state.

    Raises LookupError with what to do when a key's model cannot be told.
    """
    if dict(route.converters)[parameter] == "PathConverter":
        return None  # text of any kind, never a key
    word = route.word_before(parameter)
    for hint in (f"{route.name}:{parameter}", parameter, route.name, word):
        if hint in SPOKEN_OF:
            return apps.get_model(SPOKEN_OF[hint])
    local = route.name.rpartition(":")[2].split("_")
    words = [parameter.removesuffix("_id").removesuffix("_pk"), word]
    if parameter in KEYS:
        words += ["_".join(local[:length]) for length in range(len(local), 0, -1)]
    labels = [route.room] if route.room in apps.app_configs else []
    labels += [app.label for app in apps.get_app_configs() if app.name.startswith("firstbell.")]
    for one in words:
        for label in dict.fromkeys(labels):
            for model in apps.get_app_config(label).get_models():
                if one in names_of(model):
                    return model
    if dict(route.converters)[parameter] in ("SlugConverter", "StringConverter", "PathConverter"):
        return None
    raise LookupError(f"{route.path}: say in tests/architecture/routes.py (SPOKEN_OF) what <{parameter}> speaks of")


@cache
def names_of(model: type[models.Model]) -> set[str]:
    single = {str(model._meta.verbose_name).lower(), model.__name__.lower()}
    plural = {str(model._meta.verbose_name_plural).lower(), *(plural_of(name) for name in single)}
    return {name.replace(" ", separator) for name in single | plural for separator in ("-", "_", "")}


def plural_of(name: str) -> str:
    return f"{name[:-1]}ies" if name.endswith("y") else f"{name}es" if name.endswith(("s", "x", "ch")) else f"{name}s"


def is_scoped(route: Route) -> bool:
    """Whether some object of the address belongs to a school, and knows who may see it."""
    return any(model and knows_its_school(model) for model in models_of(route))


def models_of(route: Route) -> list[type[models.Model] | None]:
    return [model_of(route, parameter) for parameter, _converter in route.converters]


def knows_its_school(model: type[models.Model]) -> bool:
    return hasattr(rows_of(model), "visible_to") or bool(path_of(model))


def path_of(model: type[models.Model]) -> str:
    """Where a row without `visible_to` says to which organisation it belongs; '' when it belongs to none."""
    fields = {field.name for field in model._meta.get_fields()}
    return "org_path" if "org_path" in fields else "organisation__path" if "organisation" in fields else ""


def reach_of(actor: Actor, model: type[models.Model]) -> QuerySet[Any]:
    """The rows of a model that are in an actor's reach; none of those that know no school."""
    rows: Any = rows_of(model)
    if hasattr(rows, "visible_to"):
        return cast("QuerySet[Any]", rows.visible_to(actor))
    if path := path_of(model):
        return cast("QuerySet[Any]", rows.filter(Scope.of(grant.org_path for grant in actor.grants).q(path)))
    return cast("QuerySet[Any]", rows.none())


def rows_of(model: type[models.Model]) -> QuerySet[Any]:
    return model._default_manager.order_by("pk")


def hidden(route: Route, actor: Actor | None) -> dict[str, Any]:
    """Values for the route's parameters, from objects the actor must not see (all of them, for nobody signed in).

    Raises LookupError when there is no such object: then the district lacks one.
    """
    values: dict[str, Any] = {}
    for (parameter, _converter), model in zip(route.converters, models_of(route), strict=True):
        if model is None:
            values[parameter] = "anything"
            continue
        rows = rows_of(model)
        if actor is not None:
            rows = rows.exclude(pk__in=reach_of(actor, model).values("pk"))
        # The last: organisations begin with the district, whose pages may be refused for being no school.
        values[parameter] = value_for(found(rows.last(), route, model), parameter)
    return values


def shown(route: Route, chosen: Mapping[str, int]) -> dict[str, Any]:
    """Values from objects worth a look: the chosen one of its model (label -> key), else the first."""
    values: dict[str, Any] = {}
    for (parameter, _converter), model in zip(route.converters, models_of(route), strict=True):
        if model is None:
            values[parameter] = "anything"
            continue
        rows = rows_of(model)
        key = chosen.get(model._meta.label)
        if parameter == "other_pk":  # a page about two of a kind wants two
            rows, key = rows.exclude(pk=values["pk"]), None
        values[parameter] = value_for(
            found(rows.filter(pk=key).first() if key else rows.first(), route, model), parameter
        )
    return values


def found(thing: models.Model | None, route: Route, model: type[models.Model]) -> models.Model:
    if thing is None:
        raise LookupError(f"{route.path}: tests/architecture/district.py has no {model._meta.label}")
    return thing


def value_for(thing: models.Model, parameter: str) -> Any:
    """`pk`, `id`, `person_id` mean the key; any other parameter is a field of that name."""
    if parameter not in KEYS and hasattr(thing, parameter):
        return getattr(thing, parameter)
    return thing.pk


def address(route: Route, **values: Any) -> str:
    return reverse(route.name, kwargs=values)
