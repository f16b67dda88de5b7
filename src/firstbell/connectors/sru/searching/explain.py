"""The server's description of itself (ZeeRex): http://zeerex.z3950.org/dtd/."""

from __future__ import annotations

from urllib.parse import urlsplit

from firstbell.connectors.sru.models import PublicCatalogue
from firstbell.connectors.sru.searching import answers
from firstbell.connectors.sru.searching.conditions import HARMLESS, RELATIONS, WHOLE
from firstbell.connectors.sru.searching.indexes import INDEXES, PREFIXES, Index
from firstbell.connectors.sru.searching.requests import DC, MARCXML
from firstbell.connectors.sru.writing import attribute, tag, text

SCHEMA = "http://explain.z3950.org/dtd/2.0/"


def record(catalogue: PublicCatalogue, address: str, *, packing: str, version: str) -> str:
    """``address``: of the service, as it was asked."""
    parts = urlsplit(address)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    where = tag("host", parts.hostname or "") + tag("port", port) + tag("database", parts.path.strip("/"))
    about = tag("title", catalogue.name)
    about += tag("description", catalogue.description) if catalogue.description else ""
    about += tag("contact", catalogue.contact) if catalogue.contact else ""
    data = (
        f'<explain xmlns="{SCHEMA}"><serverInfo protocol="SRU" version="{version}" transport={attribute(parts.scheme)} method="GET POST">'
        f"{where}</serverInfo><databaseInfo>{about}</databaseInfo>{_indexes()}{_schemas()}{_settings(catalogue)}</explain>"
    )
    return answers.record(answers.Shown(SCHEMA, data), packing=packing, version=version)


def _indexes() -> str:
    sets = "".join(f"<set identifier={attribute(uri)} name={attribute(name)}/>" for name, uri in PREFIXES.items())
    return f"<indexInfo>{sets}{''.join(_index(one) for one in INDEXES)}</indexInfo>"


def _index(index: Index) -> str:
    can = f'search="{_yes(index.is_searched)}" scan="{_yes(index.is_listed)}" sort="{_yes(bool(index.order))}"'
    name = f"<map><name set={attribute(index.name.partition('.')[0])}>{index.name.partition('.')[2]}</name></map>"
    return f"<index {can}>{tag('title', index.label)}{name}</index>"


def _schemas() -> str:
    both = ((MARCXML, "marcxml", "MARCXML"), (DC, "dc", "Dublin Core"))
    return "<schemaInfo>" + "".join(
        f'<schema identifier="{uri}" name="{name}" sort="false" retrieve="true">{tag("title", label)}</schema>'
        for uri, name, label in both
    ) + "</schemaInfo>"  # fmt: skip


def _settings(catalogue: PublicCatalogue) -> str:
    usual = {
        "numberOfRecords": 10,
        "contextSet": "dc",
        "index": "cql.serverChoice",
        "relation": "=",
        "retrieveSchema": "marcxml",
    }
    can = [("relation", one) for one in RELATIONS]
    can += [("relationModifier", one) for one in (*HARMLESS, WHOLE)]
    can += [("maskingCharacter", "*"), ("sort", ""), ("scan", "")]
    return (
        "<configInfo>"
        + "".join(f'<default type="{name}">{text(said)}</default>' for name, said in usual.items())
        + f'<setting type="maximumRecords">{catalogue.most_records}</setting>'
        + "".join(f'<supports type="{name}">{text(said)}</supports>' for name, said in can)
        + "</configInfo>"
    )


def _yes(is_so: bool) -> str:
    return "true" if is_so else "false"
