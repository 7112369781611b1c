"""The numbers of the ladders, as Annex B sets them."""

from dataclasses import dataclass

from commitments.rules.freshness import GRACE_DAYS
from commitments.rules.timing import REVIEW_WORKING_DAYS


@dataclass(frozen=True)
class Numbers:
    """Days are calendar days unless the name says working days."""

    coming_up: int = 30
    due_in_a_week: int = 7
    overdue: tuple[int, int, int] = (1, 7, 14)
    escalated: int = 30
    escalated_key: int = 14

    update_coming_up: int = 7
    update_late: int = 7
    no_update: int = GRACE_DAYS + 1

    review_working_days: tuple[int, int] = (3, REVIEW_WORKING_DAYS)
    request_working_days: tuple[int, int] = (3, 5)

    # Quiet times: after a return, while a date request waits (L9), after an import (L7).
    returned_working_days: int = 5
    requested_working_days: int = 5
    imported_days: int = 7
    # After somebody said that it is not theirs.
    wrong_person_working_days: int = 2

    # A decision that could not be told for so long is no news.
    answer_days: int = 7

    # A pause is asked about so long before its end and then weekly; the same pace where nobody
    # owns a commitment, which the coordinators read after so many days.
    pause_before: int = 14
    repeated: int = 7
    no_owner_coordinator: int = 7

    # L5: the head of an organisation is written to on this working day of the month; what could
    # not be told for so long is no news. The same for a hand-over (L8) and a lost letter.
    head_working_day: int = 3
    head_days: int = 7
    handed_over_days: int = 7
    undelivered_days: int = 7

    # A round: asked again so long before its end; that it is over is news for so long.
    round_closes: int = 7
    round_days: int = 7

    # L4: a letter leaves between these hours of the reader's clock.
    send_hour: int = 8
    quiet_hour: int = 18


NUMBERS = Numbers()
