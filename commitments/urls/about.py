from django.urls import path

from commitments.views import about

urlpatterns = [
    path("words", about.words, name="words"),
    path("help", about.help_page, name="help"),
    path("accessibility", about.accessibility, name="accessibility"),
    path("privacy", about.privacy, name="privacy"),
]
