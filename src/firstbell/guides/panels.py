"""Files of an article are for those who read it."""

from __future__ import annotations

from firstbell.core.actor import Actor
from firstbell.core.attachments import register_owner
from firstbell.guides.models import Article


def may_see_article(pk: int, actor: Actor) -> bool:
    return Article.objects.visible_to(actor).filter(pk=pk).exists()


register_owner(Article.KIND_REF, may_see_article)
