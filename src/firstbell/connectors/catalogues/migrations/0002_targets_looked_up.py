"""The examples that come along, looked up again, and two more. What a school has changed since stays as it is."""

import datetime as dt
from typing import Any

from django.db import migrations

_LOOKED_UP_ON = dt.date(2026, 11, 26)
_LC = "https://www.loc.gov/z3950/lcserver.html"
#: What was shipped before, by name: a row that still says it was never touched.
_SHIPPED = {
    "Library of Congress (SRU)": f"{_LC}, in an archived copy",
    "Library of Congress (Z39.50)": f"{_LC}, in an archived copy",
    "German National Library (SRU)": "https://www.dnb.de/sru and the service's own explain record",
}
#: Where each was read and how sure that is. None was asked from here: that is what “Try it now” is for.
LOOKED_UP = {
    "Library of Congress (SRU)": (
        f"Unsure, try it first. {_LC} (archived copy, older than the library's new catalogue) names address and database; "
        "programs of 2026 still use them, by http only."
    ),
    "Library of Congress (Z39.50)": (
        f"Unsure, try it first. {_LC} (archived copy, older than the library's new catalogue): LCDB in UTF-8, LCDB_MARC8 in "
        "MARC-8."
    ),
    "German National Library (SRU)": (
        "https://www.dnb.de/EN/sru: SRU 1.1, free and without registration; MARC21-xml and the indexes as its explain record and "
        "programs of 2026 have them."
    ),
}
MORE = (
    {
        "name": "National Library of Spain (SRU)",
        "position": 40,
        "url": "https://catalogo.bne.es/view/sru/34BNE_INST",
        "version": "1.2",
        "record_schema": "marcxml",
        "isbn_index": "alma.isbn",
        "title_index": "alma.title",
        "author_index": "alma.creator",
        "trial_isbn": "9788478884452",
        "source": (
            "Address and indexes as programs of 2026 use them, which name "
            "https://www.bne.es/en/profiles/librarians/record-supply/descarga-sru; that page was not read. Unsure, try it first."
        ),
    },
    {
        "name": "K10plus, German union catalogue (SRU)",
        "position": 50,
        "url": "https://sru.k10plus.de/opac-de-627",
        "version": "1.1",
        "record_schema": "marcxml",
        "isbn_index": "pica.isb",
        "title_index": "pica.tit",
        "author_index": "pica.per",
        "trial_isbn": "9783551551672",
        "source": (
            "https://wiki.k10plus.de/display/K10PLUS/SRU, as programs of 2026 quote and use it: open, no key, records CC0. Notes "
            "are often in German."
        ),
    },
)


def look_up(apps: Any, _schema_editor: Any) -> None:
    targets = apps.get_model("catalogues", "CatalogueTarget")
    for name, source in LOOKED_UP.items():
        untouched = targets.objects.filter(name=name, source=_SHIPPED[name])
        untouched.update(source=source, last_checked=_LOOKED_UP_ON)
    for values in MORE:
        targets.objects.get_or_create(name=values["name"], defaults={**values, "last_checked": _LOOKED_UP_ON})


class Migration(migrations.Migration):
    dependencies = [("catalogues", "0001_initial")]

    operations = [migrations.RunPython(look_up, migrations.RunPython.noop)]
