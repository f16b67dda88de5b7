"""Targets as the sources that the screens of copy cataloguing ask (``library.ports.CatalogueSource``)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from firstbell.connectors.catalogues.models import CatalogueTarget
from firstbell.connectors.catalogues.speaking import sru, z3950
from firstbell.connectors.catalogues.speaking.problems import Unanswered
from firstbell.connectors.catalogues.speaking.web import Access
from firstbell.connectors.catalogues.speaking.words import Indexes
from firstbell.core.actor import Actor
from firstbell.library.models import Encoding, Form
from firstbell.library.permissions import LibraryPermission
from firstbell.library.ports import CatalogueAnswer, CatalogueQuery, FoundRecord

MOST_RECORDS = 50


@dataclass(frozen=True, slots=True)
class TargetSource:
    """One target. Its row was read before: searching needs no database."""

    target: CatalogueTarget

    @property
    def key(self) -> str:
        return f"{self.target.protocol}.{self.target.pk}"

    @property
    def label(self) -> str:
        return self.target.name

    def search(self, query: CatalogueQuery, timeout: float) -> CatalogueAnswer:
        target = self.target
        seconds = min(timeout, float(target.seconds))
        access = Access(seconds, target.is_private_allowed, target.username, target.password)
        limited = CatalogueQuery(query.isbn, query.title, query.author, max(1, min(query.limit, MOST_RECORDS)))
        try:
            if target.protocol == CatalogueTarget.Protocol.SRU:
                return self._by_sru(limited, access)
            return self._by_z3950(limited, access)
        except Unanswered as problem:
            return CatalogueAnswer(errors=(problem.sentence,))

    def _by_sru(self, query: CatalogueQuery, access: Access) -> CatalogueAnswer:
        target = self.target
        place = sru.SruPlace(target.url, sru.Manner(target.version, target.record_schema), self._indexes)
        answer = sru.search(place, query, access)
        records = [FoundRecord(data, Form.MARCXML, Encoding.UTF8, number) for number, data in answer.records]
        errors = [problem.sentence for problem in answer.diagnostics if not records or problem.number]
        return CatalogueAnswer(records[: query.limit], answer.total, (*errors, *answer.strange))

    def _by_z3950(self, query: CatalogueQuery, access: Access) -> CatalogueAnswer:
        target = self.target
        place = z3950.ZPlace(target.host, target.port, target.database, target.syntax, self._indexes)
        answer = z3950.search(place, query, access)
        is_xml = target.syntax == CatalogueTarget.Syntax.XML
        form, encoding = (Form.MARCXML, str(Encoding.UTF8)) if is_xml else (Form.ISO2709, target.encoding)
        records = [FoundRecord(data, form, encoding, number) for number, data in answer.records]
        return CatalogueAnswer(records[: query.limit], answer.total, tuple(answer.errors))

    @property
    def _indexes(self) -> Indexes:
        return Indexes(self.target.isbn_index, self.target.title_index, self.target.author_index)


def enabled_sources(actor: Actor) -> Iterator[TargetSource]:
    """The targets that are on, in their order, for whoever may make titles."""
    if actor.can(LibraryPermission.TITLE_EDIT):
        yield from (TargetSource(target) for target in CatalogueTarget.objects.filter(is_on=True))
