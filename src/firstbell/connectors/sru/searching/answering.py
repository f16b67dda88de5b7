"""A request of SRU to its answer: always XML, whatever was sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from firstbell.connectors.sru.cql import (
    MOST_CHARACTERS,
    Clause,
    CqlError,
    Modifier,
    Query,
    Relation,
    SortKey,
    parse,
    pieces,
    plain,
    protected,
)
from firstbell.connectors.sru.models import PublicCatalogue
from firstbell.connectors.sru.problems import Diagnosed
from firstbell.connectors.sru.searching import answers, explain
from firstbell.connectors.sru.searching.conditions import condition, find_index, order
from firstbell.connectors.sru.searching.requests import DC, MARCXML, Asked, operation_of, read, version_of
from firstbell.connectors.sru.writing import dublin_core
from firstbell.core.actor import ANONYMOUS
from firstbell.library.models import Title
from firstbell.library.queries.by_index import listed
from firstbell.library.queries.outgoing import NoRecord, for_records, record_as_dc, record_as_marcxml

USUAL_RECORDS, USUAL_TERMS, MOST_TERMS = 10, 20, 100
_ECHOED = {
    "explain": ("recordPacking",),
    "searchRetrieve": (
        "query",
        "queryType",
        "startRecord",
        "maximumRecords",
        "recordXMLEscaping",
        "recordPacking",
        "recordSchema",
        "sortKeys",
    ),
    "scan": ("scanClause", "responsePosition", "maximumTerms"),
}


@dataclass(frozen=True, slots=True)
class Service:
    """What is asked: how it is set, and the address under which it was asked."""

    catalogue: PublicCatalogue
    address: str

    def answer(self, sent: Mapping[str, str]) -> str:
        """For parameters of any kind. Nothing is raised for what was asked."""
        try:
            asked = read(sent)
            if asked.operation == "explain":
                return self._explained(asked)
            return self._searched(asked) if asked.operation == "searchRetrieve" else self._scanned(asked)
        except (Diagnosed, CqlError) as problem:
            return self.refusal(sent, problem.number, problem.details)

    def refusal(self, sent: Mapping[str, str], number: int, details: str = "") -> str:
        """An answer that only says what is wrong, of the kind that was asked for."""
        version, operation = version_of(sent), operation_of(sent)
        said = answers.diagnostic(number, details, version=version)
        echo = answers.echoed(operation, version, sent, _ECHOED[operation])
        if operation == "searchRetrieve":
            return answers.search_answer(version, 0, (), echo=echo, diagnostics=said)
        if operation == "scan":
            return answers.scan_answer(version, (), echo=echo, diagnostics=said)
        data = explain.record(self.catalogue, self.address, packing="xml", version=version)
        return answers.explain_answer(version, data, diagnostics=said)

    def _explained(self, asked: Asked) -> str:
        data = explain.record(self.catalogue, self.address, packing=asked.packing, version=asked.version)
        return answers.explain_answer(asked.version, data)

    def _searched(self, asked: Asked) -> str:
        query = _query(asked)
        first = asked.number("startRecord", 1, least=1)
        size = min(asked.number("maximumRecords", USUAL_RECORDS, least=0), self.catalogue.most_records)
        schema, packing = asked.schema, asked.packing
        titles = Title.objects.visible_to(ANONYMOUS).filter(condition(query))
        outside = _sort_keys(asked.sent.get("sortKeys", ""))
        keys = query.sort or outside
        ordered = titles.order_by(*(order(keys) if keys else ("sort_title", "pk")))
        total = titles.count()
        if first > max(total, 1):
            raise Diagnosed(61)
        rows = for_records(ordered)[first - 1 : first - 1 + size] if size and total else ()
        records = [
            answers.record(_shown(title, schema, first + at, asked.version), packing=packing, version=asked.version)
            for at, title in enumerate(rows)
        ]
        following = first + len(records) if records and first + len(records) <= total else 0
        echo = answers.echoed("searchRetrieve", asked.version, asked.sent, _ECHOED["searchRetrieve"])
        said = answers.diagnostic(94, version=asked.version) if query.sort and outside else ""
        return answers.search_answer(asked.version, total, records, following=following, echo=echo, diagnostics=said)

    def _scanned(self, asked: Asked) -> str:
        root = parse(asked.need("scanClause")).root
        if not isinstance(root, Clause):
            raise Diagnosed(10, "scanClause is one index, one relation and one term")
        index = find_index(root.index)
        if not index.is_listed:
            raise Diagnosed(16, root.index)
        position = asked.number("responsePosition", 1, least=0)
        if position > 1:
            raise Diagnosed(120, "0 and 1 are supported")
        count = min(asked.number("maximumTerms", USUAL_TERMS, least=1), MOST_TERMS)
        start = plain(pieces(root.term, position=root.term_position))
        entries = listed(index.field, start.replace("\x00", " "), count=count + 1)
        if position == 0 and entries and entries[0].term.lower() == start.lower():
            entries = entries[1:]
        terms = [(entry.term, entry.term, entry.titles) for entry in entries[:count]]
        echo = answers.echoed("scan", asked.version, asked.sent, _ECHOED["scan"])
        return answers.scan_answer(asked.version, terms, echo=echo)


def _query(asked: Asked) -> Query:
    """CQL, or in 2.0 words as one types them: all of them, none of their signs meant. Raises Diagnosed (7), CqlError."""
    said = asked.need("query")
    if len(said) > MOST_CHARACTERS:
        raise Diagnosed(12, str(MOST_CHARACTERS))
    if asked.sent.get("queryType") != "searchTerms":
        return parse(said)
    return Query(Clause(protected(said), relation=Relation("all")))


def _shown(title: Title, schema: str, position: int, version: str) -> answers.Shown:
    """The record in the schema; a diagnostic stands in place of one that cannot be had in it."""
    number = str(title.pk)
    if schema == DC:
        data = dublin_core(record_as_dc(title), prefix="srw_dc", namespace="info:srw/schema/1/dc-schema")
        return answers.Shown(DC, data, number, position)
    try:
        return answers.Shown(MARCXML, record_as_marcxml(title), number, position)
    except NoRecord:
        return answers.Shown(answers.SURROGATE, answers.diagnostic(67, schema, version=version), number, position)


def _sort_keys(said: str) -> tuple[SortKey, ...]:
    """SRU 1.1 and 2.0: ``path,schema,ascending,…`` with spaces between the keys; the path is the name of an index here.

    Their position is that of no query.
    """
    keys = []
    for one in said.split():
        path, _, rest = one.partition(",")
        is_down = rest.split(",")[1:2] == ["0"]
        keys.append(SortKey(path, (Modifier("descending" if is_down else "ascending"),), -1))
    return tuple(keys)
