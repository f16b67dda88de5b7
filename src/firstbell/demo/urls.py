"""One-click sign-in; mounted only when FIRSTBELL_DEMO=1."""

from django.urls import path

from firstbell.demo.views.signin import choose, sign_in

app_name = "demo"
urlpatterns = [path("", choose, name="choose"), path("sign-in/", sign_in, name="sign_in")]
