"""Work on the clock: short intervals, each run asks the record what is due (S8)."""

from celery import shared_task

from accounts.models import User
from commitments.figures import keeping
from commitments.services import auditing, once, rounds
from history import seals


@shared_task(name="commitments.roll_figures", ignore_result=True)
def roll_figures() -> None:
    """Begin today's figures where they are missing, and put together what writers added."""
    keeping.roll()


@shared_task(name="commitments.forget_old_keys", ignore_result=True)
def forget_old_keys() -> None:
    """Remove the keys of forms and requests that nobody sends again (C3)."""
    once.forget_old_keys()


@shared_task(name="commitments.close_rounds", ignore_result=True)
def close_rounds() -> None:
    """Close the reporting rounds that ended, and write down what they know (F4)."""
    rounds.close_ended_rounds()


@shared_task(name="history.seal", ignore_result=True)
def seal() -> None:
    """Seal what has been written since the last seal."""
    seals.seal_now()


@shared_task(name="history.check", ignore_result=True)
def check_record(person: int | None = None) -> None:
    """Check the whole record, and write down what was found."""
    found = User.objects.filter(pk=person).first() if person else None
    auditing.check_record(by=found)
