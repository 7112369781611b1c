from typing import ClassVar

from django.db.models import QuerySet

from commitments.api.base import Resource
from commitments.api.pagination import Query
from commitments.api.serializers.objectives import ObjectiveDetail, ObjectiveShape
from commitments.api.shapes import Words
from commitments.reference.models import Objective
from commitments.selectors.paging import Leg, Sort


class Objectives(Resource):
    """The 23 objectives of the Compact."""

    model = Objective
    shape, detail_shape = ObjectiveShape, ObjectiveDetail
    one = "an objective"
    sort = Sort("number", (Leg(("number",)),))
    lookup_field = address_column = "number"
    address_words = "The number of the objective."
    queries: ClassVar[dict[str, type[Words]]] = {"list": Query}

    def visible(self) -> "QuerySet[Objective]":
        return Objective.objects.all()
