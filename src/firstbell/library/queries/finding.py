"""How those who work on the catalogue find a title or a copy by what they have in their hand: a number, a barcode, a beginning."""

from __future__ import annotations

from django.db.models import QuerySet

from firstbell.core.paging import keys_first
from firstbell.core.scan import normalise
from firstbell.core.search import fold
from firstbell.library.call_numbers import sort_key
from firstbell.library.marc.numbers import isbn13
from firstbell.library.models import Copy, Title, TitleNumber

_LAST = "\U0010ffff"


def titles_by_isbn(isbn: str) -> QuerySet[Title]:
    """Titles that carry this ISBN-13, also those whose number fails its check digit; the other form's last."""
    numbers = TitleNumber.objects.filter(kind=TitleNumber.Kind.ISBN, value=isbn)
    return Title.objects.filter(pk__in=numbers.order_by().values("title_id"), merged_into=None)


def narrowed(queryset: QuerySet[Title], text: str) -> QuerySet[Title]:
    """Titles by a number of theirs, by the barcode of a copy, or by how title or author begin. Four look-ups in indexes.

    Words from the middle of a title are what the search of the catalogue is for.
    """
    folded, code = fold(text.strip()), normalise(text)
    if not folded:
        return queryset
    by_number = TitleNumber.objects.filter(value__in={code, code.replace("-", ""), isbn13(text) or code}).order_by()
    by_barcode = Copy.objects.filter(barcode_norm=code).exclude(barcode_norm="").order_by()
    begins = Title.objects.order_by()
    keys = (
        by_number.values("title_id")
        .union(by_barcode.values("product_id"))
        .union(begins.filter(sort_title__gte=folded, sort_title__lt=folded + _LAST).values("pk"))
        .union(begins.filter(author_sort__gte=folded, author_sort__lt=folded + _LAST).values("pk"))
    )
    return queryset.filter(keys_first("pk", keys))


def copies_by_code(queryset: QuerySet[Copy], text: str) -> QuerySet[Copy]:
    """Copies by barcode, or standing where call numbers begin like this; two look-ups in indexes."""
    code = normalise(text)
    if not code:
        return queryset
    keys = Copy.objects.order_by().filter(barcode_norm=code).values("pk")
    return queryset.filter(keys_first("pk", keys.union(standing_at(Copy.objects.order_by(), text).values("pk"))))


def standing_at(queryset: QuerySet[Copy], beginning: str) -> QuerySet[Copy]:
    """Copies whose call number begins like this, by the order of the shelf: “fic” finds F and FIC, “796.3” also 796.357."""
    key = sort_key(beginning)
    return queryset.filter(call_sort__gte=key, call_sort__lt=f"{key}g") if key else queryset
