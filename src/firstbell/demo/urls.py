"""One-click sign-in and sample files; mounted only when FIRSTBELL_DEMO=1."""

from django.urls import path

from firstbell.demo.views.outbox import outbox
from firstbell.demo.views.samples import sample
from firstbell.demo.views.signin import choose, sign_in

app_name = "demo"
urlpatterns = [
    path("", choose, name="choose"),
    path("sign-in/", sign_in, name="sign_in"),
    path("outbox/", outbox, name="outbox"),
    path("files/<str:name>", sample, name="sample"),
]
