"""One file an area, as the views."""

from commitments.urls import bodies, commitments, imports, milestones, my_work, progress, review

urlpatterns = [
    *my_work.urlpatterns,
    *commitments.urlpatterns,
    *milestones.urlpatterns,
    *review.urlpatterns,
    *progress.urlpatterns,
    *bodies.urlpatterns,
    *imports.urlpatterns,
]
