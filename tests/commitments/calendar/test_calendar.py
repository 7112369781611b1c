"""The calendar (screen 16): month, agenda and year, by layer and filter."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Organisation, User
from accounts.working_days import WorkingCalendar
from commitments.models import Commitment, Milestone
from commitments.rules.words import Visibility
from history.clock import stand_at
from tests.commitments.pages import errors_of, words_of
from tests.factories import (
    CommitmentFactory,
    DateRequestFactory,
    EscalationFactory,
    HolidayFactory,
    MilestoneFactory,
    RoundFactory,
    SubmissionFactory,
    UserFactory,
    post_of,
    seeding,
    today,
)

pytestmark = pytest.mark.django_db
# A month in which nothing of the reference data falls.
MONTH = "2031-03"
DAY = date(2031, 3, 12)


def read(client: Client, **query: Any) -> Any:
    answer = client.get(reverse("calendar"), query)
    assert answer.status_code == 200
    return answer


def cell(answer: Any, day: date) -> Any:
    days = [one for week in answer.context["month"].weeks for one in week]
    return next(one for one in days if one.on == day)


def lines(answer: Any) -> list[tuple[str, str]]:
    return [
        (line.layer.value, line.entry.title if line.entry else str(line.count))
        for line in answer.context["agenda"].lines
    ]


def test_month_shows_each_layer_on_its_day(
    client: Client, coordinator: User, coordinating_body: Organisation, commitment: Commitment
) -> None:
    MilestoneFactory(commitment=commitment, title="Sign the lease", deadline=DAY)
    MilestoneFactory(commitment=commitment, title="Train the staff", expected_on=DAY)
    HolidayFactory(organisation=coordinating_body, on=DAY, name="Founding day")
    client.force_login(coordinator)

    answer = read(client, view="month", month=MONTH)

    assert [(one.layer.value, one.title) for one in cell(answer, DAY).entries] == [
        ("holidays", "Founding day"),
        ("deadlines", "Sign the lease"),
        ("expected", "Train the staff"),
    ]
    assert not cell(answer, DAY).is_working
    assert "March 2031" in words_of(answer)


def test_review_update_and_answer_stand_on_the_day_they_are_due(
    client: Client, coordinator: User, commitment: Commitment
) -> None:
    with stand_at(datetime(2031, 3, 3, 10, tzinfo=UTC)):  # a Monday
        sent = SubmissionFactory(milestone__commitment=commitment).milestone
        DateRequestFactory(milestone=MilestoneFactory(commitment=commitment, title="Move"))
        with seeding():
            commitment.last_update_on = date(2030, 12, 20)
            commitment.update_interval = 90
            commitment.save()
        client.force_login(coordinator)

        answer = read(
            client, view="agenda", month=MONTH, layer=["review", "update", "date_answers"]
        )

    due = {(one.day, one.layer.value, one.entry.title) for one in answer.context["agenda"].lines}
    assert due == {
        (WorkingCalendar().add_working_days(sent.submitted_on, 5), "review", sent.title),
        (date(2031, 3, 20), "update", commitment.title),
        (date(2031, 3, 10), "date_answers", "Move"),
    }


def test_escalation_stands_where_its_answer_is_due(
    client: Client, coordinator: User, milestone: Milestone
) -> None:
    escalation = EscalationFactory(milestone=milestone, answer_by=DAY)
    EscalationFactory(answer_by=DAY, answered_on=today())
    client.force_login(coordinator)

    whole = read(client, view="agenda", month=MONTH, layer="escalations")
    narrowed = read(client, view="agenda", month=MONTH, layer="escalations", level="local")

    [line] = whole.context["agenda"].lines
    assert (line.entry.title, line.entry.url) == (milestone.title, escalation.get_absolute_url())
    assert lines(narrowed) == []


def test_round_opens_and_has_its_last_day(client: Client, coordinator: User) -> None:
    RoundFactory(title="First quarter", opens_on=DAY, closes_on=DAY + timedelta(days=10))
    client.force_login(coordinator)

    answer = read(client, view="agenda", month=MONTH, layer="rounds")
    client.force_login(UserFactory())
    hidden = read(client, view="agenda", month=MONTH, layer="rounds")

    found = answer.context["agenda"].lines
    assert [(line.day, line.entry.title, line.entry.note) for line in found] == [
        (DAY, "First quarter", "Opens"),
        (DAY + timedelta(days=10), "First quarter", "Last day"),
    ]
    assert lines(hidden) == []


def test_cell_names_three_and_says_how_many_more(client: Client, coordinator: User) -> None:
    MilestoneFactory.create_batch(8, deadline=DAY)
    client.force_login(coordinator)

    answer = read(client, view="month", month=MONTH)

    assert len(cell(answer, DAY).entries) == 3
    assert "and 5 more" in words_of(answer)


def test_crowded_day_shows_numbers(client: Client, coordinator: User) -> None:
    promise = CommitmentFactory()
    MilestoneFactory.create_batch(51, commitment=promise, deadline=DAY)
    client.force_login(coordinator)

    month = read(client, view="month", month=MONTH)
    agenda = read(client, view="agenda", month=MONTH)

    assert cell(month, DAY).entries == []
    assert "51 Milestone deadlines" in words_of(month)
    assert lines(agenda) == [("deadlines", "51")]


def test_closed_and_drafted_milestones_are_told_apart(client: Client, coordinator: User) -> None:
    MilestoneFactory(deadline=DAY, achieved=True, title="Done")
    MilestoneFactory(deadline=DAY, draft=True, title="Not promised")
    client.force_login(coordinator)

    assert lines(read(client, view="agenda", month=MONTH)) == [("deadlines", "Done")]


def test_filters_of_the_list_narrow_the_calendar(client: Client, coordinator: User) -> None:
    near = MilestoneFactory(commitment__level="local", deadline=DAY)
    MilestoneFactory(commitment__level="national", deadline=DAY)
    client.force_login(coordinator)

    answer = read(client, view="agenda", month=MONTH, level="local", holidays="nobody")

    assert lines(answer) == [("deadlines", near.title)]
    assert "Remove filter Governance level: Local" in words_of(answer)
    assert errors_of(answer) == ["Nothing is called “nobody”. Choose from the suggestions."]


def test_mine_holds_what_the_person_answers_for(
    client: Client, official: User, commitment: Commitment
) -> None:
    own = MilestoneFactory(commitment=commitment, deadline=DAY)
    answered = MilestoneFactory(responsible_post=post_of(official), deadline=DAY)
    MilestoneFactory(deadline=DAY)
    client.force_login(official)

    found = lines(read(client, view="agenda", month=MONTH, mine="on", layer="deadlines"))

    assert sorted(title for _layer, title in found) == sorted([own.title, answered.title])


def test_calendar_shows_nothing_of_what_one_may_not_see(client: Client, official: User) -> None:
    secret = {"commitment__visibility": Visibility.ORGANISATION}
    step = MilestoneFactory(deadline=DAY, expected_on=DAY - timedelta(days=1), **secret)
    DateRequestFactory(milestone=step)
    client.force_login(official)

    for view in ("month", "agenda", "year"):
        answer = read(client, view=view, month=MONTH)
        assert step.title not in answer.content.decode()
        assert "Nothing in" in words_of(answer)


def test_empty_time_says_so(client: Client, coordinator: User) -> None:
    client.force_login(coordinator)

    assert "Nothing in March 2031 for these layers." in words_of(read(client, month=MONTH))
    assert "Nothing in 2031 for these layers." in words_of(read(client, view="year", year="2031"))


def test_put_away_layers_show_nothing(client: Client, coordinator: User) -> None:
    MilestoneFactory(deadline=DAY)
    client.force_login(coordinator)

    assert lines(read(client, view="agenda", month=MONTH, layer="none")) == []
    assert lines(read(client, view="agenda", month=MONTH, layer="update")) == []


def test_global_events_are_known_to_the_day_or_said_not_to_be(
    client: Client, coordinator: User
) -> None:
    client.force_login(coordinator)

    sure = read(client, view="month", month="2026-05")
    unsure = read(client, view="agenda", month="2021-04")

    forum = "Second International Migration Review Forum"
    days = [
        d for d in range(1, 15) if forum in [e.title for e in cell(sure, date(2026, 5, d)).entries]
    ]
    assert days == [5, 6, 7, 8]
    assert "Day not known" in words_of(unsure)
    assert "First regional review: Latin America and the Caribbean" in words_of(unsure)


def test_agenda_goes_on_by_day(client: Client, coordinator: User) -> None:
    promise = CommitmentFactory()
    for number in range(5):
        MilestoneFactory.create_batch(30, commitment=promise, deadline=DAY + timedelta(days=number))
    client.force_login(coordinator)

    first = read(client, view="agenda", month=MONTH)
    second = client.get(first.context["more_url"])

    assert [len(lines(answer)) for answer in (first, second)] == [120, 30]


def test_year_counts_by_day(client: Client, coordinator: User) -> None:
    MilestoneFactory.create_batch(2, deadline=DAY)
    client.force_login(coordinator)

    answer = read(client, view="year", year="2031")

    march = answer.context["year"].months[2]
    assert (march.count, [d.count for week in march.weeks for d in week if d and d.count]) == (
        2,
        [2],
    )


def test_past_day_reads_the_calendar_of_that_day(client: Client, coordinator: User) -> None:
    MilestoneFactory(deadline=DAY)
    client.force_login(coordinator)

    then = read(client, view="agenda", month=MONTH, as_of=today(-30).isoformat())
    now = read(client, view="agenda", month=MONTH)

    assert lines(then) == []
    assert len(lines(now)) == 1
    assert 'href="/calendar/feeds' not in then.content.decode()


@pytest.mark.parametrize(
    "query",
    [
        {"month": "2026-13"}, {"month": "soon"}, {"month": "0000-01"}, {"day": "2026-02-30"},
        {"view": "year", "year": "1"}, {"view": "year", "year": "9999"}, {"view": "day"},
        {"day": "٢٠٢٦-٠١-٠١"},
    ],
)  # fmt: skip
def test_time_that_is_none_is_not_found(client: Client, coordinator: User, query: Any) -> None:
    client.force_login(coordinator)

    assert client.get(reverse("calendar"), query).status_code == 404


@pytest.mark.parametrize("view", ["", "month", "agenda", "year"])
def test_calendar_asks_as_much_for_one_as_for_many(
    client: Client, coordinator: User, view: str
) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            read(client, view=view, month=MONTH, level="national")
        return len(queries)

    client.force_login(coordinator)
    read(client)
    MilestoneFactory(deadline=DAY, expected_on=DAY + timedelta(days=1))
    one = asked()
    for number in range(3):
        step: Milestone = MilestoneFactory(deadline=DAY, expected_on=DAY + timedelta(days=number))
        DateRequestFactory(milestone=step)

    assert asked() == one
