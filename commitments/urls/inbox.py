from django.urls import URLPattern, path

from commitments.views import inbox, settings

urlpatterns: list[URLPattern] = [
    path("inbox", inbox.inbox, name="inbox"),
    path("inbox/done", inbox.done, name="inbox-done"),
    path("inbox/undo", inbox.undo, name="inbox-undo"),
    path("inbox/mute/<str:code>", inbox.mute, name="mute"),
    path("inbox/unmute/<str:code>", inbox.unmute, name="unmute"),
    path("settings", settings.settings, name="settings"),
    path("settings/away", settings.away, name="away"),
    path("settings/away/<int:pk>/end", settings.come_back, name="come-back"),
    path("unsubscribe/<str:token>", settings.unsubscribe, name="unsubscribe"),
]
