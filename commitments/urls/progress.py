from django.urls import URLPattern, path

from commitments.views import progress

urlpatterns: list[URLPattern] = [path("progress", progress.progress, name="progress")]
