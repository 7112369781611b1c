from django.urls import URLPattern, path

from commitments.views import (
    commitment,
    commitment_steering,
    commitments,
    drafts,
    history,
    partners,
)

urlpatterns: list[URLPattern] = [
    path("commitments", commitments.commitments, name="commitments"),
    path("commitments/new", drafts.new, name="commitment-new"),
    path("commitments/suggest/<slug:what>", commitments.suggest, name="suggest"),
    path("c/<str:code>", commitment.overview, name="commitment"),
    path("c/<str:code>/roadmap", commitment.roadmap_tab, name="commitment-roadmap"),
    path("c/<str:code>/milestones", commitment.milestones, name="commitment-milestones"),
    path("c/<str:code>/partners", commitment.partners, name="commitment-partners"),
    path("c/<str:code>/updates", commitment.updates, name="commitment-updates"),
    path("c/<str:code>/documents", commitment.documents, name="commitment-documents"),
    path("c/<str:code>/history", history.commitment_history, name="commitment-history"),
    path("m/<str:code>/history", history.milestone_history, name="milestone-history"),
    path("c/<str:code>/edit", drafts.edit, name="commitment-edit"),
    path("c/<str:code>/milestones/new", drafts.milestone_new, name="milestone-new"),
    path("m/<str:code>/edit", drafts.milestone_edit, name="milestone-edit"),
    path("c/<str:code>/partners/new", partners.partner_new, name="partner-new"),
    path("c/<str:code>/partners/<int:pk>/remove", partners.partner_remove, name="partner-remove"),
    path("c/<str:code>/contributors/new", partners.contributor_new, name="contributor-new"),
    path(
        "c/<str:code>/contributors/<int:pk>/remove",
        partners.contributor_remove,
        name="contributor-remove",
    ),
    path("c/<str:code>/propose", drafts.propose, name="commitment-propose"),
    path("c/<str:code>/agree", drafts.agree, name="commitment-agree"),
    path("c/<str:code>/steer/<str:move>", commitment_steering.steer, name="commitment-steer"),
]
