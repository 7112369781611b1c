from django.urls import URLPattern, path

from commitments.views import audit

urlpatterns: list[URLPattern] = [
    path("audit", audit.audit, name="audit"),
    path("audit/reminders", audit.reminders, name="audit-reminders"),
    path("audit/reminders.csv", audit.reminders_file, name="audit-reminders-file"),
]
