"""Calendar feeds: make one, reset its address, stop it. No part of the record, as API tokens."""

import structlog
from django.db import transaction

from accounts.models import User
from commitments.models import CalendarFeed
from commitments.models.feed import digest_of, new_secret
from history import clock

logger = structlog.get_logger(__name__)

# So many addresses that work a person may have.
AT_MOST = 20


def make_feed(person: User, *, name: str, query: str) -> tuple[CalendarFeed, str]:
    """A new feed and the secret of its address, which is known only now."""
    secret = new_secret()
    feed = CalendarFeed.objects.create(
        person=person, name=name[:200], query=query, digest=digest_of(secret), made_at=clock.now()
    )
    logger.info("calendar_feed_made", feed=feed.pk, person=person.pk)
    return feed, secret


@transaction.atomic
def reset_feed(feed: CalendarFeed) -> tuple[CalendarFeed, str] | None:
    """The same calendar at a new address; the old one says that it was replaced.

    None when it had ended already, as by the same button pressed twice.
    """
    if not stop_feed(feed):
        return None
    return make_feed(feed.person, name=feed.name, query=feed.query)


def stop_feed(feed: CalendarFeed) -> bool:
    """End an address at once; False when it had ended already."""
    ended = CalendarFeed.objects.live().filter(pk=feed.pk).update(ended_at=clock.now())
    if ended:
        logger.info("calendar_feed_ended", feed=feed.pk, person=feed.person_id)
    return ended == 1
