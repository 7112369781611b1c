"""The dates of a milestone in words, by the worked examples of 4.3 (today 16 June 2026)."""

from datetime import date

import pytest

from commitments.rules.facts import MilestoneFacts
from commitments.rules.story import dates_sentence

TODAY = date(2026, 6, 16)


def day(text: str) -> date | None:
    return date.fromisoformat(f"2026-{text}") if text else None


@pytest.mark.parametrize(
    ("state", "first", "deadline", "moves", "expected", "achieved", "sentence"),
    [
        ("in_progress", "06-30", "06-30", 0, "", "", "Deadline 30 June 2026, as first agreed."),
        (
            "in_progress", "03-31", "06-30", 1, "07-14", "",
            "First deadline 31 March 2026, moved once by 91 days to 30 June 2026. "
            "Expected 14 July 2026, 105 days after the first deadline.",
        ),
        (
            "in_progress", "07-31", "07-31", 0, "06-10", "",
            "Deadline 31 July 2026, as first agreed. The expected date, 10 June 2026, has passed.",
        ),
        (
            "submitted", "06-12", "06-12", 0, "", "06-10",
            "Deadline 12 June 2026, as first agreed. "
            "Said to be achieved 10 June 2026, 2 days before the first deadline.",
        ),
        (
            "achieved", "04-30", "05-31", 1, "", "05-20",
            "First deadline 30 April 2026, moved once by 31 days to 31 May 2026. "
            "Achieved 20 May 2026, 20 days after the first deadline.",
        ),
        (
            "achieved", "04-30", "04-30", 0, "", "04-30",
            "Deadline 30 April 2026, as first agreed. "
            "Achieved 30 April 2026, on the first deadline.",
        ),
        (
            "planned", "09-30", "09-20", 2, "", "",
            "First deadline 30 September 2026, moved 2 times to 10 days earlier, "
            "20 September 2026.",
        ),
        (
            "planned", "09-30", "09-30", 2, "", "",
            "First deadline 30 September 2026, moved 2 times and back again.",
        ),
        ("planned", "", "", 0, "", "", "No deadline is agreed."),
        ("in_progress", "", "", 0, "07-14", "", "No deadline is agreed. Expected 14 July 2026."),
        (
            "draft", "", "09-30", 0, "", "",
            "Planned for 30 September 2026; a promise once the plan is agreed.",
        ),
        ("paused", "04-30", "04-30", 0, "07-14", "", "Deadline 30 April 2026, as first agreed."),
    ],
)  # fmt: skip
def test_dates_are_told_in_a_sentence(
    state: str, first: str, deadline: str, moves: int, expected: str, achieved: str, sentence: str
) -> None:
    facts = MilestoneFacts(
        state=state,
        first_deadline=day(first),
        deadline=day(deadline),
        expected=day(expected),
        achieved=day(achieved),
    )

    assert dates_sentence(facts, moves=moves, on=TODAY) == sentence
