"""Post the line of the day to each channel, once at most (S2, S3)."""

from datetime import timedelta

import structlog
from django.db.models import F

from commitments.reminders.carriers import Fate, Outcome
from commitments.reminders.channels.addresses import Channel, channels
from commitments.reminders.channels.carrier import post
from commitments.reminders.channels.line import is_working_day, line_of_today
from commitments.reminders.models import ChannelPost
from commitments.reminders.rules import hours
from history import clock

logger = structlog.get_logger(__name__)

AGAIN = timedelta(minutes=15)
State = ChannelPost.State


def post_lines() -> int:
    """Post what is due; returns how many arrived. Late, repeated and parallel runs are harmless."""
    now, day = clock.now(), clock.today()
    begins, ends = hours.window(day, clock.zone())
    named = channels()
    if not named or not begins <= now < ends:
        return 0
    done = ChannelPost.objects.filter(day=day).exclude(state=State.WAITING, try_at__lte=now)
    settled = set(done.values_list("channel", flat=True))
    waiting = [channel for channel in named if channel.key not in settled]
    if not waiting or not is_working_day() or not (text := line_of_today()):
        return 0
    return sum(_post(channel, text) for channel in waiting)


def _post(channel: Channel, text: str) -> bool:
    now, day = clock.now(), clock.today()
    row = ChannelPost(channel=channel.key, label=channel.label, day=day, try_at=now)
    ChannelPost.objects.bulk_create([row], ignore_conflicts=True)
    held = ChannelPost.objects.filter(channel=channel.key, day=day)
    took = held.filter(state=State.WAITING, try_at__lte=now).update(
        state=State.SENDING, attempt=F("attempt") + 1, text=text
    )
    if not took:  # in another worker's hands, or done
        return False
    outcome = post(channel, text)
    if outcome.fate is Fate.LATER:
        held.update(state=State.WAITING, try_at=now + AGAIN, answer=outcome.answer)
    else:
        held.update(state=_final(outcome), settled_at=clock.now(), answer=outcome.answer)
    if outcome.fate is not Fate.SENT:
        logger.warning("channel_line_not_delivered", channel=channel.key, kind=channel.label)
    return outcome.fate is Fate.SENT


def _final(outcome: Outcome) -> str:
    """Without an answer it may have arrived: it is not posted again (at most once)."""
    return State.SENT if outcome.fate is Fate.SENT else State.FAILED
