"""An object as it stands now, for somebody whose change came too late (C1)."""

from typing import Any

from accounts.models import Organisation, Post
from commitments.api.serializers.bodies import OrganisationDetail, PostDetail
from commitments.api.serializers.commitments import CommitmentDetail
from commitments.api.serializers.milestones import MilestoneDetail
from commitments.api.shapes import Row, Shape
from commitments.models import Commitment, Milestone

SHAPES: dict[Any, type[Shape]] = {
    Commitment: CommitmentDetail,
    Milestone: MilestoneDetail,
    Organisation: OrganisationDetail,
    Post: PostDetail,
}


def current(row: Any) -> Row | None:
    """How a row that a service found changed is written out."""
    shape = SHAPES.get(type(row))
    if shape is None:
        return None
    return shape.read(type(row)._default_manager.filter(pk=row.pk))[0]
