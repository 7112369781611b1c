"""Letters of a round: when it opens, twice before it ends, and the list for focal points (5.3)."""

from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from django.core import mail

from accounts.models import Organisation, User
from accounts.working_days import WorkingCalendar
from commitments.models import Commitment, ReportingRound
from commitments.reminders import grouping, planning, rounds
from commitments.reminders.delivery import send_letters
from commitments.reminders.models import Letter, Notice
from commitments.reminders.rules.rounds import due, round_ladder
from commitments.reminders.rules.words import Rung
from commitments.rules.words import Visibility
from commitments.services import rounds as services
from history import clock
from tests.factories import (
    CommitmentFactory,
    OrganisationFactory,
    RoundFactory,
    UpdateFactory,
    post_of,
)

pytestmark = pytest.mark.django_db

PLAIN = WorkingCalendar(holidays=frozenset({date(2026, 6, 19)}))


def june(day: int) -> date:
    return date(2026, 6, day)


@pytest.mark.parametrize(
    ("opens", "closes", "days"),
    [
        (june(1), june(22), [june(1), june(15), june(18), june(23)]),
        # Opens on a Saturday, ends on a Saturday.
        (june(6), june(27), [june(8), june(18), june(26), june(29)]),
    ],
)
def test_round_is_told_of_on_four_days(opens: date, closes: date, days: list[date]) -> None:
    ladder = round_ladder(opens, closes, calendar=PLAIN)

    assert list(ladder.days.values()) == days


def test_short_round_leaves_out_what_it_has_no_room_for() -> None:
    assert list(round_ladder(june(1), june(3), calendar=PLAIN).days) == [
        Rung.G1, Rung.G3, Rung.G4,
    ]  # fmt: skip
    assert list(round_ladder(june(1), june(1), calendar=PLAIN).days) == [Rung.G1, Rung.G4]


def test_end_of_a_round_is_news_for_a_week() -> None:
    ladder = round_ladder(june(1), june(22), calendar=PLAIN)

    assert due(ladder, on=june(29)) == Rung.G4
    assert due(ladder, on=june(30)) is None
    assert due(ladder, on=date(2026, 5, 31)) is None


# --- Letters -----------------------------------------------------------------------------------


@pytest.fixture(autouse=True)
def _site(settings: Any) -> None:
    settings.SITE_URL = "https://tracker.example.org"


@pytest.fixture
def asked(ministry: Organisation, official: User) -> list[Commitment]:
    """Two commitments of one owner, agreed so lately that no other update is due."""
    return [
        CommitmentFactory(
            title=title,
            lead_organisation=ministry,
            accountable_post=post_of(official),
            agreed_on=june(1),
        )
        for title in ("Help desks", "Skills register")
    ]


@pytest.fixture
def found(asked: list[Commitment]) -> ReportingRound:
    return RoundFactory(
        title="First half of 2026",
        period_from=date(2026, 1, 1),
        period_to=june(30),
        opens_on=june(1),
        closes_on=june(22),
    )


def live(*days: date) -> list[Any]:
    """Runs of the clock at nine in the morning; what arrived."""
    before = len(mail.outbox)
    for day in days:
        with clock.stand_at(datetime.combine(day, time(7), tzinfo=UTC)):
            planning.plan()
            rounds.plan()
            grouping.write_letters()
            send_letters(list(Letter.objects.ready().values_list("pk", flat=True)))
    return mail.outbox[before:]


def report(commitment: Commitment, day: date) -> None:
    with clock.stand_at(datetime.combine(day, time(7), tzinfo=UTC)):
        UpdateFactory(commitment=commitment)


def test_owner_gets_one_letter_for_all_of_theirs(
    found: ReportingRound, asked: list[Commitment], official: User
) -> None:
    [letter] = live(june(1), june(2))

    assert letter.to == [official.email]
    assert letter.subject == ("Report by Monday 22 June on 2 commitments: First half of 2026")
    assert "The round asks about 1 January 2026 to 30 June 2026." in letter.body
    for commitment in asked:
        assert f"https://tracker.example.org/c/{commitment.code}/log" in letter.body
    assert f"https://tracker.example.org/rounds/{found.pk}" in letter.body


def test_who_has_reported_is_asked_no_more(found: ReportingRound, asked: list[Commitment]) -> None:
    live(june(1))
    report(asked[0], june(8))
    [in_a_week] = live(june(15))
    report(asked[1], june(16))

    assert "on 1 commitment:" in in_a_week.subject
    assert asked[0].code not in in_a_week.body
    assert live(june(18), june(22), june(23)) == []


def test_whoever_reports_between_planning_and_sending_gets_no_letter(
    found: ReportingRound, asked: list[Commitment]
) -> None:
    with clock.stand_at(datetime(2026, 6, 15, 4, tzinfo=UTC)):
        rounds.plan()
    for commitment in asked:
        report(commitment, june(15))

    assert live(june(15)) == []
    assert Notice.objects.get(rung="g2").withdrawn == "not_due"


def test_focal_point_gets_the_list_the_day_after(
    found: ReportingRound, asked: list[Commitment], focal_point: User, official: User
) -> None:
    CommitmentFactory(title="Of others", lead_organisation=OrganisationFactory())
    live(june(1), june(15), june(18))
    report(asked[0], june(19))
    with clock.stand_at(datetime(2026, 6, 23, 0, 30, tzinfo=UTC)):
        services.close_ended_rounds()

    letters = [letter for letter in live(june(23)) if letter.to == [focal_point.email]]

    [letter] = letters
    assert letter.subject == (
        "1 of your organisation's commitments was not reported: First half of 2026"
    )
    assert asked[1].title in letter.body
    assert asked[0].title not in letter.body
    assert "Of others" not in letter.body


def test_other_last_day_starts_the_ladder_anew(
    found: ReportingRound, asked: list[Commitment], coordinator: User
) -> None:
    live(june(1), june(15))
    with clock.stand_at(datetime(2026, 6, 16, 7, tzinfo=UTC)):
        services.change_round(found, by=coordinator, title=found.title, closes_on=june(30))

    [again] = live(june(23))

    assert again.subject.startswith("Report by Tuesday 30 June on 2 commitments")


def test_letter_names_nothing_that_the_reader_may_not_see(
    found: ReportingRound, asked: list[Commitment], focal_point: User, official: User
) -> None:
    """The owner sits in the ministry, another body leads and keeps it to itself."""
    hidden = CommitmentFactory(
        title="Kept to itself",
        visibility=Visibility.ORGANISATION,
        lead_organisation=OrganisationFactory(),
        accountable_post=post_of(official),
        agreed_on=june(1),
    )

    live(june(1))
    [letter] = [one for one in live(june(23)) if one.to == [focal_point.email]]

    assert asked[0].title in letter.body
    assert hidden.title not in letter.body


def test_planning_again_adds_nothing(found: ReportingRound) -> None:
    with clock.stand_at(datetime(2026, 6, 1, 7, tzinfo=UTC)):
        planned = [rounds.plan() for _ in range(2)]

    assert planned == [1, 0]
