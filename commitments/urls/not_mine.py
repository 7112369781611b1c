from django.urls import URLPattern, path

from commitments.views import not_mine

urlpatterns: list[URLPattern] = [
    path("m/<str:code>/not-me", not_mine.milestone_not_mine, name="milestone-not-me"),
    path("c/<str:code>/not-me", not_mine.commitment_not_mine, name="commitment-not-me"),
]
