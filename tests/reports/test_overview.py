"""R1, progress overview: its figures are those of the progress page, and its parts add up."""

import io
from datetime import timedelta

import pytest

from accounts.models import User
from accounts.words import GovernanceLevel
from commitments.figures.reading import Part, Reader
from commitments.models import Commitment
from history import clock
from history.as_of import as_of
from reports.editions import issue_to
from reports.scope import Scope
from tests.factories import CommitmentFactory, MilestoneFactory, holder_of, today
from tests.reports.files import Rows, figures_of, tables_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def auditor() -> User:
    return holder_of("auditor")


@pytest.fixture
def plan() -> list[Commitment]:
    """Four commitments of two levels and objectives, agreed 60 days ago, with late steps."""
    late, to_come = today(-20), today(40)
    with clock.stand_at(clock.now() - timedelta(days=60)):
        rows = [
            CommitmentFactory(level=level, main_objective_id=objective)
            for level in (GovernanceLevel.LOCAL, GovernanceLevel.REGIONAL)
            for objective in (7, 8)
        ]
        for number, row in enumerate(rows):
            MilestoneFactory(commitment=row, deadline=to_come, is_key=True)
            MilestoneFactory.create_batch(number, commitment=row, deadline=late)
    return rows


def overview(user: User, query: str = "", **what: object) -> Rows:
    file = io.BytesIO()
    issue_to(Scope(user, query, clock.real_today()), "csv", file, kind="overview", **what)
    return tables_of(file.getvalue())


def test_figures_are_those_of_the_progress_page(auditor, plan):
    told = figures_of(overview(auditor))

    with as_of(clock.real_today()):
        total = Reader(auditor).total(Part())
    for measure in ("active", "at_risk", "off_track", "not_rated", "achieved", "counted"):
        assert told[measure][0] == str(total[measure])
    assert told["overdue"][0] == str(total.overdue) == "6"


@pytest.mark.parametrize("table", ["by_objective", "by_level"])
@pytest.mark.parametrize("measure", ["active", "on_track", "off_track", "not_rated", "overdue"])
def test_parts_add_up_to_the_whole(auditor, plan, table, measure):
    found = overview(auditor)

    assert sum(int(row[measure]) for row in found[table]) == int(figures_of(found)[measure][0])


def test_organisations_add_up_to_the_whole(auditor, plan):
    found = overview(auditor)

    assert sum(int(row["overdue"]) for row in found["by_organisation"]) == 6


def test_filter_of_the_list_is_the_scope(auditor, plan):
    found = overview(auditor, "level=local")

    assert figures_of(found)["active"][0] == "2"
    assert figures_of(found)["overdue"][0] == "1"


def test_earlier_day_is_compared(auditor, plan):
    assert figures_of(overview(auditor, compared_with=today(-30)))["overdue"] == ("6", "0")


def test_heat_map_has_every_objective_and_level(auditor, plan):
    found = overview(auditor)["heat_map"]

    assert [row["objective"] for row in found] == [str(number) for number in range(1, 24)]
    assert all(row["international"] == "empty" for row in found)
    assert {row["local"] for row in found if row["objective"] in "78"} != {"empty"}


def test_key_milestones_of_the_next_90_days_are_listed(auditor, plan):
    found = overview(auditor)["key_to_come"]

    assert [row["deadline"] for row in found] == [today(40).isoformat()] * 4


def test_query_count_does_not_follow_the_rows(
    auditor, plan, django_assert_max_num_queries, django_assert_num_queries
):
    overview(auditor)
    with django_assert_max_num_queries(40) as few:
        overview(auditor)
    MilestoneFactory.create_batch(2, commitment=plan[0], deadline=today(-3))
    with django_assert_num_queries(len(few.captured_queries)):
        overview(auditor)
