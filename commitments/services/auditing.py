"""That somebody read the record, or had it checked, is itself on record (screen 19)."""

from datetime import timedelta

from accounts.models import User
from history import clock
from history.acts import act
from history.models import Act
from history.verification import Verdict, verify

READ, CHECKED = "record.read", "record.checked"
# One entry for an hour of reading, not one a page.
AN_HOUR = timedelta(hours=1)


def note_reading(user: User) -> None:
    """Write down that somebody reads the record; once an hour."""
    lately = Act.objects.filter(kind=READ, person=user.pk, at__gt=clock.now() - AN_HOUR)
    if not lately.exists():
        with act(READ, by=user):
            pass


def check_record(*, by: User | None) -> Verdict:
    """Verify the whole record and write down what was found."""
    verdict = verify()
    words = f"{verdict.seals} seals, {verdict.entries} entries: "
    with act(CHECKED, by=by, reason=words + (verdict.problem or "whole")):
        return verdict
