"""One item of a queue, with what a coordinator needs to decide the next step."""

from dataclasses import dataclass, field
from functools import cached_property

from accounts.models import User
from commitments import permissions
from commitments.models import Commitment, DateRequest, Milestone, Rating, Update
from commitments.querysets.reach import reach
from commitments.rights import Right
from commitments.rules.freshness import Silence
from commitments.selectors.headline import Digest, digests
from commitments.selectors.milestone import MilestonePage, milestone_page, milestones_of_page
from commitments.selectors.review.overdue import holder_of
from commitments.selectors.review.queues import Queue

WORDS_SHOWN = 2


@dataclass
class Item:
    """A milestone with its commitment, or a commitment alone."""

    queue: Queue
    commitment: Commitment
    # The name of who holds the accountable post; None when it is vacant.
    holder: str | None
    digest: Digest
    can_rate: bool
    page: MilestonePage | None = None
    words: list[Update] = field(default_factory=list)
    rating: Rating | None = None

    @property
    def milestone(self) -> Milestone | None:
        return self.page.milestone if self.page else None

    @property
    def code(self) -> str:
        return self.milestone.code if self.milestone else self.commitment.code

    @property
    def silence(self) -> Silence | None:
        return self.digest.silence

    @cached_property
    def request(self) -> DateRequest | None:
        """The date request that waits."""
        return self.page.waiting_request if self.page else None

    @property
    def is_cleared(self) -> bool:
        """C2: somebody decided meanwhile, so it waits in this queue no more."""
        if self.page is None:
            return False
        if self.queue is Queue.TO_REVIEW:
            return not (self.page.submission and self.page.submission.is_waiting)
        return self.queue is Queue.DATES and self.request is None


def milestone_item(user: User, queue: Queue, code: str, *, writing: bool) -> Item | None:
    """A milestone that the person's queues reach, or None."""
    reached = reach(user, Right.SEE_QUEUES, "commitment__")
    rows = milestones_of_page(user)
    if reached is not None:
        rows = rows.filter(reached)
    found = rows.filter(code=code).first()
    if found is None:
        return None
    item = _item(user, queue, found.commitment, writing=writing)
    owner = getattr(found, "owner", None)
    item.holder = owner["name"] if owner else None
    item.page = milestone_page(found, user, writing=writing)
    return item


def commitment_item(user: User, queue: Queue, code: str, *, writing: bool) -> Item | None:
    """A commitment that the person's queues reach, or None."""
    rows = (
        Commitment.objects.reached_by(user, Right.SEE_QUEUES)
        .select_related("lead_organisation", "accountable_post__organisation")
        .annotate(holder=holder_of("accountable_post"))
    )
    found = rows.filter(code=code).first()
    if found is None:
        return None
    item = _item(user, queue, found, writing=writing)
    item.holder = getattr(found, "holder", None)
    item.words = list(
        found.updates.select_related("published_by", "post").order_by("-id")[:WORDS_SHOWN]
    )
    return item


def _item(user: User, queue: Queue, commitment: Commitment, *, writing: bool) -> Item:
    return Item(
        queue=queue,
        commitment=commitment,
        holder=None,
        digest=digests([commitment])[commitment.pk],
        can_rate=writing and permissions.can_rate(user, commitment),
        rating=commitment.ratings.select_related("rated_by", "post").first(),
    )
