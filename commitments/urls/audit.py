from django.urls import URLPattern, path

from commitments.views import audit

urlpatterns: list[URLPattern] = [
    path("audit", audit.changes, name="audit"),
    path("audit/integrity", audit.integrity, name="audit-integrity"),
    path("audit/integrity/check", audit.check, name="audit-check"),
    path("audit/reminders", audit.reminders, name="audit-reminders"),
    path("audit/reminders.csv", audit.reminders_file, name="audit-reminders-file"),
]
