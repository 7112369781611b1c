from django.urls import URLPattern, path

from commitments.views import follow_up

urlpatterns: list[URLPattern] = [
    path("follow-up", follow_up.follow_up, name="follow-up"),
    path("follow-ups", follow_up.follow_up_list, name="follow-ups"),
    path("follow-ups/<int:pk>", follow_up.sent, name="follow-up-sent"),
]
