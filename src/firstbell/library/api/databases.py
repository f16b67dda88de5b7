"""REST for databases: what is offered, and for the librarian all that the pages do. A proxy's secret goes in and never out."""

from __future__ import annotations

from typing import Any

from ninja import Query

from firstbell.core.api import ApiRequest, Page, Paging, Router, created, found, given, paginate
from firstbell.library.actions.databases import add_research_database, edit_research_database, save_proxy_server
from firstbell.library.models import ProxyServer, ResearchDatabase
from firstbell.library.permissions import LibraryPermission as May
from firstbell.library.schemas.research import (
    AddResearchDatabaseIn,
    EditResearchDatabaseIn,
    ProxyServerIn,
    ProxyServerOut,
    ResearchDatabaseOut,
)
from firstbell.people.models import Organisation

router = Router(tags=["Research databases"])


@router.get("/research-databases", response=Page[ResearchDatabaseOut])
def list_research_databases(request: ApiRequest, paging: Query[Paging]) -> Any:
    """The databases from A to Z; those not offered where you may edit them."""
    request.actor.require(May.DATABASE_READ)
    return paginate(ResearchDatabase.objects.visible_to(request.actor), paging, order=("sort_name", "pk"))


@router.get("/research-databases/{pk}", response=ResearchDatabaseOut)
def read_research_database(request: ApiRequest, pk: int) -> Any:
    """One database."""
    request.actor.require(May.DATABASE_READ)
    return found(ResearchDatabase.objects.visible_to(request.actor), pk)


@router.post("/research-databases", response={201: ResearchDatabaseOut})
def create_research_database(request: ApiRequest, body: AddResearchDatabaseIn) -> Any:
    """Add one to the list."""
    organisation = found(Organisation.objects.visible_to(request.actor), body.organisation_id)
    values = _values(request, body.dict(exclude={"organisation_id"}))
    return created(add_research_database(organisation=organisation, values=values, by=request.actor))


@router.patch("/research-databases/{pk}", response=ResearchDatabaseOut)
def change_research_database(request: ApiRequest, pk: int, body: EditResearchDatabaseIn) -> Any:
    """Change what is named; another address is looked at anew."""
    rows = ResearchDatabase.objects.visible_to(request.actor).select_related("organisation", "proxy__organisation")
    return edit_research_database(found(rows, pk), values=_values(request, given(body)), by=request.actor)


@router.get("/proxy-servers", response=Page[ProxyServerOut])
def list_proxy_servers(request: ApiRequest, paging: Query[Paging]) -> Any:
    """Proxies of the organisations whose databases you edit, by id. Their secrets are not told."""
    request.actor.require(May.DATABASE_EDIT)
    return paginate(ProxyServer.objects.visible_to(request.actor).defer("secret"), paging)


@router.post("/proxy-servers", response={201: ProxyServerOut})
def create_proxy_server(request: ApiRequest, body: ProxyServerIn) -> Any:
    """Set one up; without its secret no ticket is accepted."""
    school, values = _proxy_values(request, body)
    return created(save_proxy_server(None, organisation=school, values=values, by=request.actor))


@router.put("/proxy-servers/{pk}", response=ProxyServerOut)
def put_proxy_server(request: ApiRequest, pk: int, body: ProxyServerIn) -> Any:
    """Change one; its secret stays when none is sent."""
    school, values = _proxy_values(request, body)
    proxy = found(ProxyServer.objects.visible_to(request.actor).select_related("organisation"), pk)
    return save_proxy_server(proxy, organisation=school, values=values, by=request.actor)


def _proxy_values(request: ApiRequest, body: ProxyServerIn) -> tuple[Organisation, dict[str, Any]]:
    request.actor.require(May.DATABASE_EDIT)
    places = Organisation.objects.filter(request.actor.scope(May.DATABASE_EDIT).q("path"), closed_at=None)
    return found(places, body.organisation_id), body.dict(exclude={"organisation_id"})


def _values(request: ApiRequest, given_values: dict[str, Any]) -> dict[str, Any]:
    """What the actions take: lists as one text, the proxy itself."""
    values = dict(given_values)
    for name in ("subjects", "languages"):
        if name in values:
            values[name] = ",".join(values[name])
    if "proxy_id" in values:
        pk = values.pop("proxy_id")
        values["proxy"] = None if pk is None else found(ProxyServer.objects.visible_to(request.actor), pk)
    return values
