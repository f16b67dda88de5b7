"""A request of OAI-PMH to its answer: always XML, whatever was sent."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone

from firstbell.connectors.sru.harvesting import lists, tokens
from firstbell.connectors.sru.harvesting.arguments import Asked, Refused, period, read
from firstbell.connectors.sru.harvesting.lists import Found
from firstbell.connectors.sru.harvesting.tokens import Standing
from firstbell.connectors.sru.models import PublicCatalogue
from firstbell.connectors.sru.writing import attribute, dublin_core, tag, text
from firstbell.library.models import Title
from firstbell.library.queries.outgoing import NoRecord, columns_as_marcxml, record_as_dc, record_as_marcxml

NAMESPACE = "http://www.openarchives.org/OAI/2.0/"
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_OAI_DC = "http://www.openarchives.org/OAI/2.0/oai_dc/"
#: Prefix -> (schema, namespace).
FORMATS = {
    "oai_dc": ("http://www.openarchives.org/OAI/2.0/oai_dc.xsd", _OAI_DC),
    "marcxml": ("http://www.loc.gov/standards/marcxml/schema/MARC21slim.xsd", "http://www.loc.gov/MARC21/slim"),
}
MOST_IDENTIFIERS = 500


@dataclass(frozen=True, slots=True)
class Repository:
    """``address``: under which it was asked. ``contact``: an address of e-mail. ``now``: when the request came; nothing that
    changes while it is answered may fall between this harvest and the one that begins where it ended.
    """

    catalogue: PublicCatalogue
    address: str
    contact: str
    now: dt.datetime = field(default_factory=timezone.now)

    def answer(self, sent: Sequence[tuple[str, str]]) -> str:
        """For parameters of any kind. Nothing is raised for what was asked."""
        verbs: dict[str, Callable[[Asked], str]] = {
            "Identify": self._identify,
            "ListMetadataFormats": self._formats,
            "ListSets": self._sets,
            "GetRecord": self._record,
            "ListIdentifiers": self._list,
            "ListRecords": self._list,
        }
        asked = None
        try:
            asked = read(sent)
            inner = verbs[asked.verb](asked)
        except Refused as refused:
            inner = f"<error code={attribute(refused.code)}>{text(refused.message)}</error>"
            asked = asked if refused.is_repeated else None
        return self._whole(asked, inner)

    def _whole(self, asked: Asked | None, inner: str) -> str:
        said = {"verb": asked.verb, **asked.arguments} if asked is not None else {}
        repeated = "".join(f" {name}={attribute(value)}" for name, value in said.items())
        return (
            f'<?xml version="1.0" encoding="UTF-8"?>\n<OAI-PMH xmlns="{NAMESPACE}" xmlns:xsi="{_XSI}" '
            f'xsi:schemaLocation="{NAMESPACE} http://www.openarchives.org/OAI/2.0/OAI-PMH.xsd">'
            f"{tag('responseDate', _stamp(self.now))}<request{repeated}>{text(self.address)}</request>"
            f"{inner}</OAI-PMH>\n"
        )

    def _identify(self, _asked: Asked) -> str:
        sample = self._identifier(1)
        scheme = "http://www.openarchives.org/OAI/2.0/oai-identifier"
        about = (
            f'<description><oai-identifier xmlns="{scheme}" xsi:schemaLocation="{scheme} {scheme}.xsd">'
            f"{tag('scheme', 'oai')}{tag('repositoryIdentifier', _host())}{tag('delimiter', ':')}"
            f"{tag('sampleIdentifier', sample)}</oai-identifier></description>"
        )
        return "<Identify>" + "".join((
            tag("repositoryName", self.catalogue.name),
            tag("baseURL", self.address),
            tag("protocolVersion", "2.0"),
            tag("adminEmail", self.contact),
            tag("earliestDatestamp", _stamp(lists.earliest())),
            tag("deletedRecord", "persistent"),
            tag("granularity", "YYYY-MM-DDThh:mm:ssZ"),
            about,
        )) + "</Identify>"  # fmt: skip

    def _formats(self, asked: Asked) -> str:
        if asked.get("identifier") and self._one(asked.get("identifier")).title is None:
            raise Refused("noMetadataFormats", "That record is gone: only that it was there can be told.")
        inner = "".join(
            f"<metadataFormat>{tag('metadataPrefix', prefix)}{tag('schema', schema)}"
            f"{tag('metadataNamespace', namespace)}</metadataFormat>"
            for prefix, (schema, namespace) in FORMATS.items()
        )
        return f"<ListMetadataFormats>{inner}</ListMetadataFormats>"

    def _sets(self, asked: Asked) -> str:
        if asked.get("resumptionToken"):
            raise Refused("badResumptionToken", "The list of sets is never cut.")
        inner = "".join(
            f"<set>{tag('setSpec', f'{lists.SET_PREFIX}{school.pk}')}{tag('setName', school.name)}</set>"
            for school in lists.schools()
        )
        if not inner:
            raise Refused("noSetHierarchy", "There are no sets.")
        return f"<ListSets>{inner}</ListSets>"

    def _record(self, asked: Asked) -> str:
        prefix = _known(asked.get("metadataPrefix"))
        return f"<GetRecord>{self._written(self._one(asked.get('identifier')), prefix)}</GetRecord>"

    def _list(self, asked: Asked) -> str:
        token = asked.get("resumptionToken")
        standing = tokens.opened(token, asked.verb) if token else self._begun(asked)
        is_whole = asked.verb == "ListRecords"
        size = self.catalogue.most_records if is_whole else MOST_IDENTIFIERS
        found, following = lists.page(standing, size)
        if not found and not token:
            raise Refused("noRecordsMatch", "There is no record of that time and set.")
        write = (lambda one: self._written(one, standing.prefix)) if is_whole else self._header
        inner = "".join(write(one) for one in found)
        if token or following is not None:
            inner += _resumption(standing, following)
        return f"<{asked.verb}>{inner}</{asked.verb}>"

    def _begun(self, asked: Asked) -> Standing:
        prefix, set_spec = _known(asked.get("metadataPrefix")), asked.get("set")
        start, end = period(asked.get("from"), asked.get("until"))
        if set_spec and lists.school_of(set_spec) is None:
            is_divided = lists.schools().exists()
            raise Refused(
                "noRecordsMatch" if is_divided else "noSetHierarchy",
                "There is no such set." if is_divided else "There are no sets.",
            )
        # Without an end, what changes meanwhile would be sent for ever.
        end = min(end or self.now, self.now)
        begun = Standing(
            asked.verb, prefix, set_spec, start.isoformat() if start is not None else "", end.isoformat(), total=0
        )
        return replace(begun, total=lists.count(begun))

    def _one(self, identifier: str) -> Found:
        number = identifier.removeprefix(f"oai:{_host()}:")
        is_ours = identifier != number and number.isascii() and number.isdigit() and len(number) < 19
        found = lists.one(int(number)) if is_ours else None
        if found is None:
            raise Refused("idDoesNotExist", "There is no such record here.")
        return found

    def _written(self, found: Found, prefix: str) -> str:
        if found.title is None:
            return f"<record>{self._header(found)}</record>"
        return f"<record>{self._header(found)}<metadata>{_metadata(found.title, prefix)}</metadata></record>"

    def _header(self, found: Found) -> str:
        inner = tag("identifier", self._identifier(found.number)) + tag("datestamp", _stamp(found.changed))
        if found.title is None:
            return f'<header status="deleted">{inner}</header>'
        return f"<header>{inner}{''.join(tag('setSpec', one) for one in found.sets)}</header>"

    @staticmethod
    def _identifier(number: int) -> str:
        return f"oai:{_host()}:{number}"


def _metadata(title: Title, prefix: str) -> str:
    schema, namespace = FORMATS[prefix]
    where = f' xmlns:xsi="{_XSI}" xsi:schemaLocation="{namespace} {schema}"'
    if prefix == "oai_dc":
        return dublin_core(record_as_dc(title), prefix="oai_dc", namespace=_OAI_DC, more=where)
    try:
        written = record_as_marcxml(title)
    except NoRecord:
        written = columns_as_marcxml(title)
    # The protocol wants the schema named at the root of each record (2.5); inside of SRU it has no place.
    return written.replace(">", f"{where}>", 1)


def _resumption(standing: Standing, following: Standing | None) -> str:
    about = f' completeListSize="{standing.total}" cursor="{standing.sent}"'
    if following is None:
        return f"<resumptionToken{about}/>"
    ends = _stamp(timezone.now() + tokens.LIFETIME)
    return f'<resumptionToken expirationDate="{ends}"{about}>{text(tokens.sealed(following))}</resumptionToken>'


def _known(prefix: str) -> str:
    if prefix not in FORMATS:
        raise Refused("cannotDisseminateFormat", f"Records are to be had as {' and '.join(FORMATS)}.")
    return prefix


def _host() -> str:
    """Of the site's own address, so that identifiers stay when it is asked under another name."""
    return urlsplit(settings.FIRSTBELL_URL).hostname or "localhost"


def _stamp(moment: dt.datetime) -> str:
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
