"""The counter's pages. The addresses below ``hello/`` and of the station are also in its scripts."""

from django.urls import path

from firstbell.counter.views import campaigns, conflicts, desk, photos, pools, slips, stations, swaps, sync, visits

app_name = "counter"
urlpatterns = [
    path("", desk.counter, name="counter"),
    path("today/", desk.counter_today, name="today"),
    path("swaps/", swaps.swaps, name="swaps"),
    path("swaps/<int:pk>/", swaps.swap, name="swap"),
    path("swaps/<int:pk>/slip/", slips.slip, name="slip"),
    path("pools/", pools.pools, name="pools"),
    path("pools/<int:pk>/", pools.pool, name="pool"),
    path("campaigns/", campaigns.campaigns, name="campaigns"),
    path("campaigns/add/", campaigns.campaign_add, name="campaign_add"),
    path("campaigns/<int:pk>/", campaigns.campaign, name="campaign"),
    path("campaigns/<int:pk>/edit/", campaigns.campaign_edit, name="campaign_edit"),
    path("campaigns/<int:pk>/move/", campaigns.campaign_move, name="campaign_move"),
    path("campaigns/<int:pk>/leave-out/", campaigns.campaign_leave_out, name="campaign_leave_out"),
    path("campaigns/<int:pk>/station/", stations.station, name="station"),
    path("campaigns/<int:pk>/station/look/", stations.station_look, name="station_look"),
    path("campaigns/<int:pk>/station/board/", stations.station_board, name="station_board"),
    path("visits/", visits.visits, name="visits"),
    path("visits/<int:pk>/", visits.visit, name="visit"),
    path("visits/<int:pk>/class/", visits.visit_class, name="visit_class"),
    path("visits/<int:pk>/look/", visits.visit_look, name="visit_look"),
    path("visits/<int:pk>/summary/", visits.visit_summary, name="visit_summary"),
    path("visits/<int:pk>/slip/", visits.visit_slip, name="visit_slip"),
    path("visits/<int:pk>/slips/", visits.visit_home_slips, name="visit_home_slips"),
    path("conflicts/", conflicts.conflicts, name="conflicts"),
    path("conflicts/<int:pk>/", conflicts.conflict, name="conflict"),
    path("decode/", photos.decode, name="decode"),
    path("hello/", sync.hello, name="hello"),
    path("pack/", sync.pack, name="pack"),
    path("sync/", sync.sync, name="sync"),
    path("offline/", sync.offline_counter, name="offline"),
    path("service-worker.js", sync.service_worker, name="service_worker"),
]
