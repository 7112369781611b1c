"""Reporting rounds (F4): who is asked, what counts, and what stays once a round is closed."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.test import Client

from accounts.models import Organisation, User
from accounts.words import GovernanceLevel, Role
from commitments.models import Commitment, ReportingRound, RoundLine, Update
from commitments.querysets.round import asked_in, not_reported, with_reported
from commitments.rules.rounds import Coverage, Phase, Reported, phase, reported
from commitments.rules.words import CommitmentState, Visibility
from commitments.selectors import rounds as selector
from commitments.services import rounds as services
from commitments.services.errors import AlreadyDecided, Problems
from history import clock
from tests.commitments.pages import errors_of, words_of
from tests.factories import (
    CommitmentFactory,
    OrganisationFactory,
    RoundFactory,
    UpdateFactory,
    holder_of,
    seeding,
    today,
)

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
OPENS, CLOSES = date(2026, 6, 1), date(2026, 6, 19)


# --- The rule ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (OPENS - DAY, Phase.AHEAD),
        (OPENS, Phase.OPEN),
        (CLOSES, Phase.OPEN),
        (CLOSES + DAY, Phase.CLOSED),
    ],
)
def test_F4_opening_and_last_day_belong_to_the_round(on: date, expected: Phase) -> None:
    assert phase(OPENS, CLOSES, on=on) == expected


@pytest.mark.parametrize(
    ("reported_on", "late_on", "on", "expected"),
    [
        (OPENS, None, OPENS, Reported.REPORTED),
        (None, None, CLOSES, Reported.MISSING),
        (None, None, CLOSES + DAY, Reported.NOT_REPORTED),
        (None, CLOSES + DAY, CLOSES + DAY, Reported.LATE),
        (CLOSES, CLOSES + DAY, CLOSES + DAY, Reported.REPORTED),
    ],
)
def test_F4_what_came_after_the_end_is_late(
    reported_on: date | None, late_on: date | None, on: date, expected: Reported
) -> None:
    assert reported(reported_on, late_on, closes_on=CLOSES, on=on) == expected


@pytest.mark.parametrize(
    ("done", "asked", "percent"), [(0, 0, None), (0, 3, 0), (2, 3, 66), (299, 300, 99), (3, 3, 100)]
)
def test_F4_coverage_is_rounded_down(done: int, asked: int, percent: int | None) -> None:
    assert Coverage(done, asked).percent == percent


# --- Who is asked, and what counts -------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "counts"), [(-11, False), (-10, True), (0, True), (10, True), (11, False)]
)
@pytest.mark.parametrize("asked_on", [0, 10, 11])
def test_F4_update_counts_from_the_first_day_to_the_last(
    days: int, counts: bool, asked_on: int
) -> None:
    """Asked while the round runs, and after its end."""
    found = RoundFactory(opens_on=today(-10), closes_on=today(10))
    commitment = CommitmentFactory()
    with clock.stand_at(clock.now() + max(days, asked_on) * DAY):
        UpdateFactory(commitment=commitment, published_on=today(days - max(days, asked_on)))

        [row] = with_reported(asked_in(found), found)
        silent = list(not_reported(asked_in(found), found))

    assert (row.reported_on is not None) is counts
    assert silent == ([] if counts else [commitment])


def test_F2_nothing_has_changed_counts_as_reported() -> None:
    found = RoundFactory()
    UpdateFactory(kind=Update.Kind.UNCHANGED, happened="")

    assert not not_reported(asked_in(found), found).exists()


def test_scope_narrows_by_level_objective_and_organisation(ministry: Organisation) -> None:
    fits: dict[str, Any] = {
        "level": GovernanceLevel.LOCAL, "main_objective_id": 7, "lead_organisation": ministry,
    }  # fmt: skip
    inside = CommitmentFactory(**fits)
    other = CommitmentFactory(**{**fits, "main_objective_id": 3, "other_objectives": [7]})
    for odd in (
        {"level": GovernanceLevel.NATIONAL}, {"main_objective_id": 3},
        {"lead_organisation": OrganisationFactory()}, {"draft": True}, {"paused": True},
    ):  # fmt: skip
        CommitmentFactory(**{**fits, **odd})

    narrow = RoundFactory(level="local", objectives=[7], organisation=ministry)
    wide = RoundFactory()

    assert set(asked_in(narrow)) == {inside, other}
    assert asked_in(wide).count() == 5


# --- What a coordinator does -------------------------------------------------------------------


def opened(by: User, **values: Any) -> ReportingRound:
    asked = {
        "title": "Second quarter 2026", "period_from": today(-90), "period_to": today(-1),
        "opens_on": today(), "closes_on": today(14),
    }  # fmt: skip
    return services.open_round(by=by, **{**asked, **values})


@pytest.mark.parametrize(
    ("values", "problems"),
    [
        ({"title": " "}, {"title": "Give the round a title"}),
        ({"opens_on": today(-1)}, {"opens_on": "Choose today or a later day."}),
        ({"closes_on": today(-1)}, {"closes_on": "The last day must be the opening day or later."}),
        ({"closes_on": today(400)}, {"closes_on": "A round lasts at most a year."}),
        (
            {"period_to": today(-91)},
            {"period_to": "The period must end on its first day or later."},
        ),
    ],
)
def test_round_that_makes_no_sense_is_refused(
    coordinator: User, values: dict[str, Any], problems: dict[str, str]
) -> None:
    with pytest.raises(Problems) as refused:
        opened(coordinator, **values)

    assert refused.value.problems == problems
    assert not ReportingRound.objects.exists()


@pytest.mark.parametrize("role", [role for role in Role if role != Role.COORDINATOR])
def test_only_coordinators_run_rounds(role: Role, client: Client) -> None:
    person, found = holder_of(role), RoundFactory()
    client.force_login(person)

    with pytest.raises(PermissionDenied):
        opened(person)
    with pytest.raises(PermissionDenied):
        services.close_round(found, by=person)
    with pytest.raises(PermissionDenied):
        services.change_round(found, by=person, title="Other", closes_on=today(20))
    with pytest.raises(PermissionDenied):
        services.call_off_round(found, by=person)
    assert client.get("/rounds/new").status_code == 403
    assert client.get(f"/rounds/{found.pk}/change").status_code == 403
    assert client.post(f"/rounds/{found.pk}/close").status_code == 403
    assert client.get(f"/rounds/{found.pk}").status_code == 200


def test_closed_round_keeps_what_it_knew_whatever_happens_later(
    commitment: Commitment, official: User, coordinator: User
) -> None:
    found = RoundFactory(opens_on=today(-5), closes_on=today(5))
    silent = CommitmentFactory(lead_organisation=commitment.lead_organisation)
    update = UpdateFactory(commitment=commitment, published_by=official)

    services.close_round(found, by=coordinator)
    with seeding():
        Commitment.objects.update(title="Renamed", state=CommitmentState.PAUSED, review_by=today(9))
        Organisation.objects.filter(pk=commitment.lead_organisation_id).update(name="Renamed")
    with clock.stand_at(clock.now() + 3 * DAY):
        UpdateFactory(commitment=silent)

    lines = RoundLine.objects.order_by("commitment__code")
    assert [
        (line.title, line.organisation_name, line.update, line.reported_on) for line in lines
    ] == [
        (commitment.title, "Ministry of Labour", update, today()),
        (silent.title, "Ministry of Labour", None, None),
    ]
    assert lines[0].owner.endswith(", Amina Larsson")
    found.refresh_from_db()
    assert (found.closes_on, found.closed_by) == (today(), coordinator)
    with clock.stand_at(clock.now() + 4 * DAY):
        shown = selector.followed(coordinator, found)
    assert [row.state for row in shown.rows] == [Reported.LATE, Reported.REPORTED]
    assert shown.coverage == Coverage(1, 2)


def test_lines_of_a_closed_round_are_changed_by_nobody(
    commitment: Commitment, coordinator: User
) -> None:
    found = services.close_round(RoundFactory(), by=coordinator)

    for change in (
        lambda: RoundLine.objects.update(title="Other"),
        lambda: RoundLine.objects.all()._raw_delete(RoundLine.objects.db),
    ):
        with pytest.raises(DatabaseError), seeding(), transaction.atomic():
            change()
    assert found.lines.get().title == commitment.title


def test_second_closing_says_who_was_first(coordinator: User) -> None:
    found = services.close_round(RoundFactory(), by=coordinator)

    with pytest.raises(AlreadyDecided, match="Already closed by Leila Haddad"):
        services.close_round(found, by=coordinator)
    with pytest.raises(AlreadyDecided):
        services.change_round(found, by=coordinator, title="Other", closes_on=today(3))


def test_clock_closes_a_round_the_day_after_its_last(commitment: Commitment) -> None:
    ended = RoundFactory(opens_on=today(-20), closes_on=today(-1))
    last_day = RoundFactory(opens_on=today(-20), closes_on=today())
    UpdateFactory(commitment=commitment, published_on=today(-2))

    closed = [services.close_ended_rounds() for _ in range(2)]

    ended.refresh_from_db()
    last_day.refresh_from_db()
    assert closed == [1, 0]
    assert (ended.is_closed, ended.closed_by, ended.closes_on) == (True, None, today(-1))
    assert ended.lines.get().reported_on == today(-2)
    assert not last_day.is_closed


def test_round_that_has_not_opened_is_called_off_and_no_other(coordinator: User) -> None:
    ahead, running = RoundFactory(opens_on=today(1), closes_on=today(9)), RoundFactory()

    services.call_off_round(ahead, by=coordinator)

    with pytest.raises(Problems, match="has opened"):
        services.call_off_round(running, by=coordinator)
    assert list(ReportingRound.objects.all()) == [running]


def test_last_day_can_be_moved_until_the_round_is_closed(coordinator: User) -> None:
    found = RoundFactory()

    services.change_round(found, by=coordinator, title="Longer", closes_on=today(30))
    with pytest.raises(Problems, match="Choose today or a later day"):
        services.change_round(found, by=coordinator, title="Longer", closes_on=today(-1))

    found.refresh_from_db()
    assert (found.title, found.closes_on) == ("Longer", today(30))


# --- The pages ---------------------------------------------------------------------------------


def test_coordinator_opens_a_round_on_the_page(coordinator: User, client: Client) -> None:
    CommitmentFactory()
    client.force_login(coordinator)

    answer = client.post(
        "/rounds/new",
        {
            "title": "Second quarter", "period_from": "2026-04-01", "period_to": "2026-06-30",
            "opens_on": today().isoformat(), "closes_on": today(14).isoformat(),
            "level": "", "organisation": "", "objectives": ["7", "3"],
        },
        follow=True,
    )  # fmt: skip

    found = ReportingRound.objects.get()
    assert (found.title, found.objectives, found.opened_by) == (
        "Second quarter",
        [3, 7],
        coordinator,
    )
    assert "0 of 1 reported. 14 days left." in words_of(answer)


def test_page_says_what_is_wrong_at_the_fields(coordinator: User, client: Client) -> None:
    client.force_login(coordinator)

    answer = client.post("/rounds/new", {"title": "", "closes_on": "soon"})

    assert answer.status_code == 422
    assert errors_of(answer)[:2] == [
        "Give the round a title", "Enter the first day of the period",
    ]  # fmt: skip


def test_page_shows_first_who_has_not_reported(coordinator: User, client: Client) -> None:
    found = RoundFactory()
    UpdateFactory(commitment=CommitmentFactory(title="Spoke up"))
    CommitmentFactory(title="Kept silent")
    client.force_login(coordinator)

    everything = client.get(f"/rounds/{found.pk}")
    missing = client.get(f"/rounds/{found.pk}", {"show": "missing"})

    assert [row.title for row in everything.context["followed"].rows] == ["Kept silent", "Spoke up"]
    assert "1 of 2 reported." in words_of(everything)
    assert [row.title for row in missing.context["followed"].rows] == ["Kept silent"]


def test_round_shows_only_what_the_person_may_see(official: User, commitment: Commitment) -> None:
    hidden = CommitmentFactory(visibility=Visibility.ORGANISATION)
    found = RoundFactory()

    before = selector.followed(official, found)
    services.close_round(found, by=holder_of(Role.COORDINATOR))
    after = selector.followed(official, ReportingRound.objects.get())

    assert [row.commitment for row in before.rows] == [commitment]
    assert [row.commitment for row in after.rows] == [commitment]
    assert before.coverage == after.coverage == Coverage(0, 1)
    assert RoundLine.objects.filter(commitment=hidden).exists()


def test_rounds_are_for_those_who_hold_a_post(client: Client) -> None:
    found = RoundFactory()
    post = holder_of(Role.OFFICIAL)
    with seeding():
        post.tenures.update(ends_on=today(-1))
    client.force_login(post)

    assert client.get("/rounds").status_code == 403
    assert client.get(f"/rounds/{found.pk}").status_code == 403


def test_round_is_closed_on_its_page(
    commitment: Commitment, coordinator: User, client: Client
) -> None:
    found = RoundFactory()
    client.force_login(coordinator)

    answer = client.post(f"/rounds/{found.pk}/close", follow=True)

    assert "The round is closed. What it knew stays as it was." in words_of(answer)
    assert "0 of 1 reported in time." in words_of(answer)
    assert "Close the round today" not in words_of(answer)


def test_my_work_names_the_round_that_waits_for_a_report(
    commitment: Commitment, official: User, client: Client
) -> None:
    found = RoundFactory(title="Second quarter")
    RoundFactory(title="Ended", opens_on=today(-30), closes_on=today(-9))
    client.force_login(official)

    before = words_of(client.get("/my-work"))
    UpdateFactory(commitment=commitment)
    after = words_of(client.get("/my-work"))

    assert "Second quarter : 1 commitment to report on by" in before
    assert "Ended" not in before
    assert found.title not in after


@pytest.mark.parametrize("size", [1, 3])
def test_list_of_rounds_costs_the_same(
    size: int, coordinator: User, client: Client, django_assert_num_queries: Any
) -> None:
    for _ in range(size):
        services.close_round(RoundFactory(), by=coordinator)
    client.force_login(coordinator)

    # User, posts, count, page, lines, inbox.
    with django_assert_num_queries(6):
        assert client.get("/rounds").status_code == 200


@pytest.mark.parametrize("size", [1, 3])
@pytest.mark.parametrize("closed", [False, True])
def test_page_of_a_round_costs_the_same(
    size: int, closed: bool, coordinator: User, client: Client, django_assert_num_queries: Any
) -> None:
    found = RoundFactory()
    for _ in range(size):
        UpdateFactory()
        CommitmentFactory()
    if closed:
        services.close_round(found, by=coordinator)
    client.force_login(coordinator)

    # User, posts, round, bodies twice or once, count, page, updates or what came late, inbox.
    with django_assert_num_queries(9 - closed):
        assert client.get(f"/rounds/{found.pk}").status_code == 200
