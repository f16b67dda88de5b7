"""What guides guards."""

from enum import StrEnum


class GuidesPermission(StrEnum):
    CARD_USE = "guides.card.use"
    """Read the cards and ask which one fits."""
    CARD_EDIT = "guides.card.edit"
    """Change what a card says; also needed to read every card as its author does."""
    WALK_VIEW = "guides.walk.view"
    """Other people's walks through cards, and the report on them."""
    WALK_START_FOR_OTHERS = "guides.walk.start_for_others"
    """Go through a card for somebody at the counter or on the telephone."""
    ARTICLE_READ = "guides.article.read"
    """Read the articles that are for everybody who can sign in."""
    ARTICLE_READ_STUDENTS = "guides.article.read_students"
    """Read those for students, and with them whoever helps students."""
    ARTICLE_READ_TEACHERS = "guides.article.read_teachers"
    """Read those for teachers and other staff."""
    ARTICLE_READ_TECHNICIANS = "guides.article.read_technicians"
    """Read those for technicians."""
    ARTICLE_EDIT = "guides.article.edit"
    """Write articles, publish and withdraw them, and read how well they do."""
