from django.urls import URLPattern, path

from commitments.imports.views import columns, files, runs, undo, upload

urlpatterns: list[URLPattern] = [
    path("import", upload.upload, name="imports"),
    path("import/template.csv", files.blank, name="import-template"),
    path("import/<uuid:run>", runs.run_page, name="import-run"),
    path("import/<uuid:run>/columns", columns.columns, name="import-columns"),
    path("import/<uuid:run>/mapping.json", columns.mapping, name="import-mapping"),
    path("import/<uuid:run>/undo", undo.undo, name="import-undo"),
    path("import/<uuid:run>/problems.csv", files.problems, name="import-problems"),
]
