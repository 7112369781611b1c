from django.urls import URLPattern, path

from commitments.views import (
    dates,
    evidence,
    log_progress,
    milestones,
    review_decision,
    submission,
)

urlpatterns: list[URLPattern] = [
    path("m/<str:code>", milestones.milestone, name="milestone"),
    path("m/<str:code>/log", log_progress.log_from_milestone, name="milestone-log"),
    path("m/<str:code>/submit", submission.submit, name="milestone-submit"),
    path("m/<str:code>/withdraw", submission.withdraw, name="milestone-withdraw"),
    path("m/<str:code>/review", review_decision.review, name="milestone-review"),
    path("m/<str:code>/date", dates.ask, name="milestone-date"),
    path("m/<str:code>/evidence", evidence.evidence_add, name="milestone-evidence"),
    path("m/<str:code>/steer/<str:move>", milestones.steer, name="milestone-steer"),
    path("date-requests/<int:pk>", dates.date_request, name="date-request"),
    path(
        "date-requests/<int:pk>/withdraw",
        dates.date_request_withdraw,
        name="date-request-withdraw",
    ),
    path("evidence/<int:pk>", evidence.evidence, name="evidence"),
]
