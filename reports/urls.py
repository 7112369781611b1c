from django.urls import path

from reports import views

urlpatterns = [
    path("reports", views.reports, name="reports"),
    path("reports/progress", views.export, name="report-export"),
    path("reports/<str:number>", views.report, name="report"),
    path("reports/<str:number>/page", views.report_page, name="report-page"),
    path("reports/<str:number>/file", views.report_file, name="report-file"),
    path("verify", views.verify_report, name="verify"),
]
