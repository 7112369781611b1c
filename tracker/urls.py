from django.urls import URLPattern, URLResolver, include, path

from tracker import views
from tracker.gallery import gallery
from tracker.health import health
from tracker.metrics import metrics
from tracker.theme import choose_theme

handler400 = "commitments.api.problems.bad_request"
handler500 = "tracker.outage.server_error"

urlpatterns: list[URLPattern | URLResolver] = [
    path("health", health, name="health"),
    path("metrics", metrics, name="metrics"),
    path("components", gallery, name="components"),
    path("theme", choose_theme, name="theme"),
    path("mailbox", views.mailbox, name="mailbox"),
    path("mailbox/<str:name>", views.mailbox_letter, name="mailbox-letter"),
    path("api/v1/", include("tracker.api")),
    path("", include("accounts.urls")),
    path("", include("commitments.urls")),
    path("", include("reports.urls")),
]
