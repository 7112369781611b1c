"""L8: whoever takes over a post gets one list of all that is open there."""

from collections.abc import Collection
from datetime import date, timedelta

from accounts.models import Tenure
from commitments.models import Commitment, Contributor, Milestone
from commitments.reminders.noting import note
from commitments.reminders.people import Directory
from commitments.reminders.rules.numbers import NUMBERS
from commitments.reminders.rules.words import Because, Rung
from commitments.reminders.situation import Ask
from commitments.services.posts import DECIDED, ENDED


def plan(post_ids: Collection[int], *, on: date) -> int:
    """Plan the list of these posts for their new holders; returns how many are new."""
    return note(due(post_ids, on=on), on)


def due(post_ids: Collection[int], *, on: date) -> list[Ask]:
    """Of posts that somebody took over lately and that have something open. Seven queries."""
    since = on - timedelta(days=NUMBERS.handed_over_days)
    begun = Tenure.objects.running(on=on).filter(post__in=post_ids, starts_on__gt=since)
    tenures = {row.post_id: row for row in begun.order_by()}
    if not tenures:
        return []
    open_posts = _with_open_items(tenures)
    directory = Directory.of(tenures, (), on=on)
    return [
        Ask(recipient, None, None, Rung.H1, tenure.starts_on, tenure.pk)
        for post_id, tenure in sorted(tenures.items())
        if post_id in open_posts
        for recipient in directory.of_post(post_id, Because.HOLDER)
    ]


def _with_open_items(post_ids: Collection[int]) -> set[int]:
    """The posts for which `open_items` finds something."""
    owned = Commitment.objects.exclude(state__in=ENDED).filter(accountable_post__in=post_ids)
    steps = Milestone.objects.exclude(state__in=DECIDED).exclude(commitment__state__in=ENDED)
    shared = Contributor.objects.exclude(commitment__state__in=ENDED).filter(post__in=post_ids)
    return {
        *owned.order_by().values_list("accountable_post", flat=True),
        *steps.filter(responsible_post__in=post_ids)
        .order_by()
        .values_list("responsible_post", flat=True),
        *shared.order_by().values_list("post", flat=True),
    }
