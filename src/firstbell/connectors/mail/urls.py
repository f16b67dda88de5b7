"""The pages of e-mail in."""

from django.urls import path

from firstbell.connectors.mail.views import inbound, mailboxes

app_name = "mail"
urlpatterns = [
    path("", inbound.inbound_mails, name="inbound_mails"),
    path("<int:pk>/", inbound.inbound_mail, name="inbound_mail"),
    path("<int:pk>/source/", inbound.source, name="inbound_mail_source"),
    path("<int:pk>/retry/", inbound.retry, name="inbound_mail_retry"),
    path("<int:pk>/ticket/", inbound.make_ticket, name="inbound_mail_ticket"),
    path("<int:pk>/drop/", inbound.drop, name="inbound_mail_drop"),
    path("mailboxes/", mailboxes.mailboxes, name="mailboxes"),
    path("mailboxes/add/", mailboxes.mailbox_add, name="mailbox_add"),
    path("mailboxes/<int:pk>/", mailboxes.mailbox, name="mailbox"),
    path("mailboxes/<int:pk>/try/", mailboxes.mailbox_try, name="mailbox_try"),
]
