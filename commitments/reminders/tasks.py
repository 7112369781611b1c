"""Reminders on the clock: each run asks the record what is due (S1, S6, S8)."""

from celery import shared_task

from commitments.reminders import delivery, digests, grouping, planning, rounds
from commitments.reminders.channels.posting import post_lines
from commitments.reminders.models import Letter

BATCH = 100


@shared_task(name="reminders.remind", ignore_result=True)
def remind() -> None:
    """Beat, every minute: plan what is due, write letters, hand over all that may leave.

    Late, repeated and parallel runs are harmless. What an earlier run left behind is found again.
    """
    planning.plan()
    digests.plan()
    rounds.plan()
    grouping.write_letters()
    ready = list(Letter.objects.ready().order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(ready), BATCH):
        # Numbers only, in batches; what waits longer than a minute is handed over anew.
        send.apply_async([ready[start : start + BATCH]], expires=60)


@shared_task(name="reminders.send", ignore_result=True)
def send(letters: list[int]) -> None:
    """Send these letters, whichever of them still wait."""
    delivery.send_letters(letters)


@shared_task(name="reminders.post_to_channels", ignore_result=True)
def post_to_channels() -> None:
    """Beat, every five minutes: post the line of the day where it was not posted yet."""
    post_lines()
