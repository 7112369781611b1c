"""One file an area, as the views."""

from commitments.urls import (
    about,
    administration,
    audit,
    bodies,
    calendar,
    commitments,
    escalations,
    follow_up,
    imports,
    inbox,
    milestones,
    my_work,
    progress,
    review,
    rounds,
    stocktakes,
)

urlpatterns = [
    *about.urlpatterns,
    *my_work.urlpatterns,
    *inbox.urlpatterns,
    *commitments.urlpatterns,
    *milestones.urlpatterns,
    *review.urlpatterns,
    *rounds.urlpatterns,
    *escalations.urlpatterns,
    *follow_up.urlpatterns,
    *stocktakes.urlpatterns,
    *progress.urlpatterns,
    *calendar.urlpatterns,
    *bodies.urlpatterns,
    *imports.urlpatterns,
    *audit.urlpatterns,
    *administration.urlpatterns,
]
