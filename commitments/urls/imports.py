from django.urls import URLPattern, path

from commitments.imports import views

urlpatterns: list[URLPattern] = [
    path("import", views.upload, name="imports"),
    path("import/template.csv", views.blank, name="import-template"),
    path("import/<uuid:run>", views.run_page, name="import-run"),
    path("import/<uuid:run>/problems.csv", views.problems, name="import-problems"),
]
