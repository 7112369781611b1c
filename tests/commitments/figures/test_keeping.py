"""The sums of the day stay what a recount finds, whatever people do and whenever they do it."""

from datetime import datetime, timedelta
from random import Random

import pytest

from accounts.words import Role
from commitments.figures import keeping
from commitments.figures.models import CommitmentFigure, DayFigure, FigureDay
from commitments.figures.reading import Part, Reader
from commitments.models import Commitment, Milestone
from commitments.rights import Right
from commitments.services import bodies, posts
from history import clock
from history.as_of import as_of
from tests.commitments.figures.compared import assert_figures_hold
from tests.commitments.figures.country import Country
from tests.commitments.services import deeds
from tests.factories import CommitmentFactory, MilestoneFactory, UserFactory, holder_of

pytestmark = pytest.mark.django_db


def morning(days: int = 0) -> datetime:
    """Early in the morning, so many days from today."""
    return clock.end_of_day(clock.real_today() + timedelta(days=days - 1)) + timedelta(hours=6)


@pytest.mark.parametrize("seed", [1, 2])
def test_figures_are_the_recount_after_random_deeds(seed: int) -> None:
    country, random = Country(), Random(seed)
    keeping.rebuild()

    for number in range(50):
        country.do_something(random)
        if number == 25:
            keeping.fold()

    for user in (country.coordinator, country.owners[0], holder_of(Role.OBSERVER)):
        assert_figures_hold(user)
    assert_figures_hold(country.focal_points[1], Right.SEE_QUEUES)
    keeping.rebuild()
    assert_figures_hold(country.coordinator)


def test_figures_are_counted_live_until_the_day_is_begun() -> None:
    country = Country()

    assert_figures_hold(country.coordinator, live=True)
    keeping.roll()
    assert_figures_hold(country.coordinator)
    with clock.stand_at(morning(1)):
        assert_figures_hold(country.coordinator, live=True)
        keeping.roll()
        assert_figures_hold(country.coordinator)


def test_a_past_day_keeps_the_figures_that_it_ended_with() -> None:
    with clock.stand_at(morning(-3)):
        country = Country()
        keeping.roll()
        first = clock.real_today()
    with clock.stand_at(morning(-3) + timedelta(hours=1)):
        deeds.submit(Milestone.objects.order_by("pk")[0], country.owners[0])

    with clock.stand_at(morning(-2)):
        # Before the clock has begun the new day, and after it.
        deeds.submit(Milestone.objects.order_by("pk")[1], country.owners[0])
        keeping.roll()
        deeds.submit(Milestone.objects.order_by("pk")[2], country.owners[0])

        assert_figures_hold(country.coordinator)
        with as_of(first):
            assert_figures_hold(country.coordinator)
            assert Reader(country.coordinator).total(Part())["submitted"] == 1
            # Part of what they see is in no sum, and is counted live.
            assert_figures_hold(country.owners[1])


def test_a_day_without_figures_is_counted_live() -> None:
    with clock.stand_at(morning(-3)):
        country = Country()
    with clock.stand_at(morning(-1)):
        deeds.submit(Milestone.objects.order_by("pk")[0], country.owners[0])
        keeping.roll()

        with as_of(clock.real_today() - timedelta(days=1)):
            assert_figures_hold(country.coordinator, live=True)


def test_a_clock_that_ran_ahead_leaves_no_figures() -> None:
    country = Country()
    keeping.roll()
    with clock.stand_at(morning(2)):
        keeping.roll()

    deeds.submit(Milestone.objects.order_by("pk")[0], country.owners[0])
    assert_figures_hold(country.coordinator, live=True)
    keeping.roll()

    assert_figures_hold(country.coordinator)
    assert [row.day for row in FigureDay.objects.all()] == [clock.real_today()]


def test_roll_again_changes_nothing() -> None:
    Country()
    keeping.roll()
    before = list(DayFigure.objects.order_by("pk").values())

    keeping.roll()

    assert list(DayFigure.objects.order_by("pk").values()) == before


def test_refresh_adds_nothing_when_no_figure_changes(commitment: Commitment) -> None:
    keeping.rebuild()

    keeping.refresh([commitment.pk])

    assert not DayFigure.objects.filter(is_change=True).exists()


def test_fold_leaves_one_row_a_slice() -> None:
    country = Country()
    keeping.rebuild()
    before = DayFigure.objects.count()
    deeds.submit(Milestone.objects.order_by("pk")[0], country.owners[0])
    assert DayFigure.objects.count() > before

    keeping.fold()

    assert DayFigure.objects.count() == before
    assert_figures_hold(country.coordinator)


def test_a_commitment_that_was_written_past_the_figures_is_counted_by_a_rebuild() -> None:
    country = Country()
    keeping.rebuild()
    MilestoneFactory(commitment=CommitmentFactory(main_objective_id=9), overdue=True)

    keeping.rebuild()

    assert_figures_hold(country.coordinator)
    assert CommitmentFigure.objects.count() == Commitment.objects.count()


def test_whoever_holds_a_post_counts_at_once(administrator, coordinator, commitment) -> None:
    unowned = CommitmentFactory()
    keeping.rebuild()
    assert Reader(coordinator).total(Part())["no_owner"] == 1

    posts.appoint(unowned.accountable_post, by=administrator, holder=UserFactory())

    assert Reader(coordinator).total(Part())["no_owner"] == 0


def test_a_new_holiday_makes_pages_count_live_until_all_is_counted_anew(
    administrator, coordinator, coordinating_body
) -> None:
    holiday = clock.real_today() - timedelta(days=1)
    while holiday.isoweekday() > 5:
        holiday -= timedelta(days=1)
    keeping.rebuild()

    bodies.add_holiday(by=administrator, organisation=None, on=holiday, name="Flood")

    assert Reader(coordinator).is_live
    keeping.roll()
    assert not Reader(coordinator).is_live
