"""Whether the lines arrive, for those who read them."""

from commitments.reminders.channels.addresses import channels
from commitments.reminders.models import ChannelPost


def not_delivered() -> ChannelPost | None:
    """The newest line, where it did not arrive. One query; none without a channel."""
    named = channels()
    if not named:
        return None
    newest = list(ChannelPost.objects.order_by("-day", "pk")[: len(named)])
    late = [post for post in newest if post.day == newest[0].day]
    return next((post for post in late if post.answer and post.state != post.State.SENT), None)
