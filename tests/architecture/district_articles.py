"""Articles of the district's schools: as many as rows, with every version, votes, files, and searches in vain."""

import datetime as dt

from django.utils import timezone

from firstbell.core.models import Attachment
from firstbell.core.search import index
from firstbell.guides.models import Article, ArticleFeedback, ArticleVersion, MissedSearch
from firstbell.people.models import Account, Organisation


def furnish_articles(school: Organisation, mark: str, owner: Account, rows: int) -> Article:
    """All published and due; the first has as many versions and votes as there are rows. ``mark`` is in every title."""
    now, today = timezone.now(), timezone.localdate()
    articles = [
        Article.objects.create(
            organisation=school, title=f"Article {number} of {mark}", body="Hold **power**.", audience="everybody", tags=",power,",
            state="published", owner=owner, review_on=today, told_for=today, version=rows, changed_at=now, published_at=now,
        )
        for number in range(rows)
    ]  # fmt: skip
    first = articles[0]
    ArticleVersion.objects.bulk_create(
        ArticleVersion(
            article=first, number=number + 1, title=first.title, body=f"Version {number}", author="Tess", at=now
        )
        for number in range(rows)
    )
    ArticleFeedback.objects.bulk_create(
        ArticleFeedback(
            article=first, version=rows, voter=f"{number:064}", is_helpful=False, why="Which one?", day=today
        )
        for number in range(rows)
    )
    MissedSearch.objects.bulk_create(
        MissedSearch(
            organisation=school,
            words=f"word {number} {mark}",
            times=number,
            first_on=today - dt.timedelta(9),
            last_on=today,
        )
        for number in range(rows)
    )
    for number in range(3):
        Attachment.objects.create(
            owner_kind=Article.KIND_REF, owner_id=first.pk, org_path=school.scope_path, filename=f"{number} {mark}.txt",
            file="attachments/x.txt", content_type="text/plain", size=1, sha256="0" * 64, uploaded_by="x",
        )  # fmt: skip
    index(Article.KIND_REF, [one.pk for one in articles])
    return first
