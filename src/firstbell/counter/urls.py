"""The counter's pages."""

from django.urls import path

from firstbell.counter.views import desk, pools, slips, swaps

app_name = "counter"
urlpatterns = [
    path("", desk.counter, name="counter"),
    path("today/", desk.counter_today, name="today"),
    path("swaps/", swaps.swaps, name="swaps"),
    path("swaps/<int:pk>/", swaps.swap, name="swap"),
    path("swaps/<int:pk>/slip/", slips.slip, name="slip"),
    path("pools/", pools.pools, name="pools"),
    path("pools/<int:pk>/", pools.pool, name="pool"),
]
