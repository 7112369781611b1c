from django.urls import URLPattern, path

from commitments.views import channels, review

urlpatterns: list[URLPattern] = [
    path("channels", channels.channel_posts, name="channels"),
    path("review", review.review, name="review"),
    path("review/<slug:queue>", review.review, name="review-queue"),
    path("review/<slug:queue>/<str:code>", review.item, name="review-item"),
    path("review/<slug:queue>/<str:code>/rate", review.rate, name="review-rate"),
]
