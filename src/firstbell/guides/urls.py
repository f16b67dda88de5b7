"""The pages of those who write cards and articles, and of those who read articles. Cards are used through the help desk."""

from django.urls import path

from firstbell.guides.views import article_editing, article_pages, articles, cards

app_name = "guides"
urlpatterns = [
    path("cards/", cards.cards, name="cards"),
    path("cards/add/", cards.card_add, name="card_add"),
    path("cards/<str:code>/", cards.card, name="card"),
    path("cards/<str:code>/edit/", cards.card_edit, name="card_edit"),
    path("cards/<str:code>/switch/", cards.card_switch, name="card_switch"),
    path("report/", cards.card_report, name="report"),
    path("articles/", articles.articles, name="articles"),
    path("articles/list/", article_pages.article_list, name="article_list"),
    path("articles/report/", article_pages.article_report, name="article_report"),
    path("articles/add/", article_editing.article_add, name="article_add"),
    path("articles/preview/", article_editing.article_preview, name="article_preview"),
    path("articles/<int:pk>/", articles.article, name="article"),
    path("articles/<int:pk>/helpful/", articles.article_helpful, name="article_helpful"),
    path("articles/<int:pk>/edit/", article_editing.article_edit, name="article_edit"),
    path("articles/<int:pk>/state/<slug:to>/", article_editing.article_state, name="article_state"),
    path("articles/<int:pk>/still-right/", article_editing.article_confirm, name="article_confirm"),
    path("articles/<int:pk>/remove/", article_editing.article_remove, name="article_remove"),
    path("articles/<int:pk>/files/", article_editing.article_attach, name="article_attach"),
    path(
        "articles/<int:pk>/files/<int:file_pk>/remove/", article_editing.article_file_remove, name="article_file_remove"
    ),
    path("articles/<int:pk>/versions/<int:number>/", article_pages.article_version, name="article_version"),
    path("articles/<int:pk>/versions/<int:number>/restore/", article_editing.article_restore, name="article_restore"),
]
