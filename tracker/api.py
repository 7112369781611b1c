"""The API: which resource stands at which address."""

from django.urls import URLPattern, URLResolver, include, path, re_path
from rest_framework.routers import SimpleRouter

from commitments.api.bodies import Organisations, Posts
from commitments.api.commitments import Commitments
from commitments.api.date_requests import DateRequests
from commitments.api.docs import documentation, resource_documentation
from commitments.api.history import History
from commitments.api.milestones import Milestones
from commitments.api.objectives import Objectives
from commitments.api.root import Document, Root, Unknown
from commitments.api.submissions import Submissions
from commitments.api.updates import Updates
from reports.api import Reports

router = SimpleRouter(trailing_slash=False)
for name, resource in {
    "commitments": Commitments,
    "milestones": Milestones,
    "updates": Updates,
    "submissions": Submissions,
    "date-requests": DateRequests,
    "organisations": Organisations,
    "posts": Posts,
    "objectives": Objectives,
    "history": History,
    "reports": Reports,
}.items():
    router.register(name, resource, basename=name)

urlpatterns: list[URLPattern | URLResolver] = [
    path("", Root.as_view({"get": "list"}, basename="root"), name="api-root"),
    path("schema", Document.as_view(), name="api-schema"),
    path("docs", documentation, name="api-docs"),
    path("docs/<str:name>", resource_documentation, name="api-docs-resource"),
    path("", include(router.urls)),
    re_path(r"^.*", Unknown.as_view(Unknown.METHODS)),
]
