"""What is due to somebody, written down as notices (S2)."""

from collections.abc import Collection
from datetime import date

from commitments.reminders.models import Notice
from commitments.reminders.situation import Ask, Key


def note(asks: Collection[Ask], on: date) -> int:
    """Plan what is of no item, each once whoever asks how often (L1); returns how many are new."""
    known = {
        key_of(row)
        for row in Notice.objects.filter(
            commitment=None,
            person__in={ask.recipient.person_id for ask in asks},
            rung__in={ask.rung for ask in asks},
            counts_from__in={ask.counts_from for ask in asks},
        )
    }
    new = [notice_of(ask, on) for ask in asks if ask.key not in known]
    Notice.objects.bulk_create(new, ignore_conflicts=True)
    return len(new)


def key_of(notice: Notice) -> Key:
    """The same key as that of the ask it was planned for."""
    return (
        notice.person_id, notice.commitment_id, notice.milestone_id, notice.rung,
        notice.counts_from, notice.cause,
    )  # fmt: skip


def notice_of(ask: Ask, on: date) -> Notice:
    recipient = ask.recipient
    return Notice(
        person_id=recipient.person_id,
        post_id=recipient.post_id,
        because=recipient.because,
        stands_in_for_id=recipient.stands_in_for_id,
        commitment_id=ask.commitment_id,
        milestone_id=ask.milestone_id,
        rung=ask.rung,
        counts_from=ask.counts_from,
        cause=ask.cause,
        planned_on=on,
    )
