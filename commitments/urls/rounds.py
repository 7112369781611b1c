from django.urls import URLPattern, path

from commitments.views import rounds

urlpatterns: list[URLPattern] = [
    path("rounds", rounds.rounds, name="rounds"),
    path("rounds/new", rounds.add_round, name="round-new"),
    path("rounds/<int:pk>", rounds.round_page, name="round"),
    path("rounds/<int:pk>/change", rounds.change_round, name="round-change"),
    path("rounds/<int:pk>/close", rounds.close_round, name="round-close"),
]
