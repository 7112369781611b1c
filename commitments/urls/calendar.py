from django.urls import URLPattern, path

from commitments.views import calendar, calendar_feeds

urlpatterns: list[URLPattern] = [
    path("calendar", calendar.calendar, name="calendar"),
    path("calendar/feeds", calendar_feeds.feeds, name="calendar-feeds"),
    path("calendar/feeds/<int:pk>/reset", calendar_feeds.feed_reset, name="calendar-feed-reset"),
    path("calendar/feeds/<int:pk>/stop", calendar_feeds.feed_stop, name="calendar-feed-stop"),
    # The secret is left out of logs by its place in the address: see tracker.logging.
    path("calendar/feed/<str:secret>.ics", calendar_feeds.feed, name="calendar-feed"),
]
