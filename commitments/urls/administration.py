from django.urls import URLPattern, path

from commitments.views import administration

urlpatterns: list[URLPattern] = [
    path("administration", administration.administration, name="administration"),
    path("administration/jobs", administration.jobs, name="jobs"),
    path("administration/jobs/<str:name>/call", administration.call_job, name="job-call"),
    path("administration/letters/<int:pk>/again", administration.letter_again, name="letter-again"),
]
