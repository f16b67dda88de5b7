app_name = "sip2"
urlpatterns = []
