from django.urls import URLPattern, path

from commitments.views import log_progress, my_work

urlpatterns: list[URLPattern] = [
    path("my-work", my_work.my_work, name="my-work"),
    path("c/<str:code>/log", log_progress.log, name="commitment-log"),
    path("c/<str:code>/log/<int:pk>", log_progress.logged, name="commitment-logged"),
]
