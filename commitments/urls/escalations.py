from django.urls import URLPattern, path

from commitments.views import escalations

urlpatterns: list[URLPattern] = [
    path("escalations", escalations.escalations, name="escalations"),
    path("escalations/<int:pk>", escalations.escalation, name="escalation"),
    path(
        "escalations/<int:pk>/answer",
        escalations.step,
        {"move": "answer"},
        name="escalation-answer",
    ),
    path("escalations/<int:pk>/<slug:move>", escalations.step, name="escalation-step"),
    path("m/<str:code>/escalate", escalations.escalate_milestone, name="milestone-escalate"),
    path("c/<str:code>/escalate", escalations.escalate_commitment, name="commitment-escalate"),
    path("tasks/<int:pk>/done", escalations.task_done, name="task-done"),
]
