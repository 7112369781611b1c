"""The progress overview (screen 13, parts 1 to 6)."""

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from commitments.figures import keeping
from commitments.models import Commitment
from commitments.rules.words import Confidence, Visibility
from history import clock
from tests.commitments.pages import words_of
from tests.factories import (
    CommitmentFactory,
    MilestoneFactory,
    OrganisationFactory,
    UpdateFactory,
    seeding,
    today,
)

pytestmark = pytest.mark.django_db


def get(client: Client, user: User, **query: Any) -> Any:
    client.force_login(user)
    return client.get("/progress", query)


def cells(answer: Any) -> dict[tuple[int, str], tuple[str, int, int]]:
    """The heat map without its empty cells: word, active, overdue."""
    found = {}
    for line in answer.context["page"].heat_map:
        for cell in line.cells:
            if cell.count:
                place = (line.number, cell.query.get("level", "total"))
                found[place] = (cell.heat, cell.count, cell.overdue)
    return found


@pytest.fixture
def plan() -> dict[str, Commitment]:
    """Four rated commitments of two bodies at two objectives; one milestone of each is late."""
    made = {}
    for name, objective, level, word in (
        ("a", 7, "local", Confidence.ON_TRACK),
        ("b", 7, "national", Confidence.AT_RISK),
        ("c", 8, "local", Confidence.OFF_TRACK),
        ("d", 8, "local", Confidence.ON_TRACK),
    ):
        body = OrganisationFactory(slug=f"body-{name}", short_name=f"Body {name}")
        commitment = CommitmentFactory(
            main_objective_id=objective, level=level, lead_organisation=body
        )
        UpdateFactory(commitment=commitment, confidence=word)
        MilestoneFactory(commitment=commitment, achieved=True)
        MilestoneFactory(commitment=commitment)
        made[name] = commitment
    MilestoneFactory(commitment=made["c"], deadline=today(-18), in_progress=True)
    return made


@pytest.mark.parametrize("stored", [False, True])
def test_page_tells_the_whole_plan(
    client: Client, coordinator: User, plan: Any, stored: bool
) -> None:
    if stored:
        keeping.rebuild()

    answer = get(client, coordinator)

    words = words_of(answer)
    assert "Of 4 active commitments, 2 are on track, 1 at risk and 1 off track." in words
    assert "4 of 9 milestones are achieved." in words
    assert "1 is overdue by 18 days." in words
    assert cells(answer) == {
        (7, "local"): ("on_track", 1, 0),
        (7, "national"): ("at_risk", 1, 0),
        (7, "total"): ("at_risk", 2, 0),
        (8, "local"): ("off_track", 2, 1),
        (8, "total"): ("off_track", 2, 1),
    }
    assert len(answer.context["page"].heat_map) == 23
    assert ("Counted from the records just now." in words) != stored


def test_organisations_stand_by_their_overdue_share(
    client: Client, coordinator: User, plan: dict[str, Commitment]
) -> None:
    keeping.rebuild()

    lines = list(get(client, coordinator).context["page"].bodies)

    assert [line.name for line in lines] == ["Body c", "Body a", "Body b", "Body d"]
    assert str(lines[0].figures.overdue_share) == "50%"
    assert {line.last_update for line in lines} == {today()}
    assert lines[0].median_slippage == 0


def test_a_long_list_of_organisations_has_pages(
    client: Client, coordinator: User, plan: dict[str, Commitment]
) -> None:
    CommitmentFactory.create_batch(30)

    first, second = get(client, coordinator), get(client, coordinator, page=2)

    assert len(first.context["page"].bodies) == 25
    assert len(second.context["page"].bodies) == 9


@pytest.mark.parametrize("stored", [False, True])
@pytest.mark.parametrize(
    ("query", "active", "overdue"),
    [
        ({"objective": 8}, 2, 1),
        ({"level": "local"}, 3, 1),
        ({"organisation": "body-c"}, 1, 1),
        ({"organisation": "Body b"}, 1, 0),
        ({"objective": 7, "level": "local"}, 1, 0),
        ({"objective": 8, "organisation": "body-c"}, 1, 1),
        ({"objective": "x", "level": "y", "organisation": ""}, 4, 1),
    ],
)
def test_scope_narrows_every_part(
    client: Client,
    coordinator: User,
    plan: Any,
    stored: bool,
    query: dict[str, Any],
    active: int,
    overdue: int,
) -> None:
    if stored:
        keeping.rebuild()

    page = get(client, coordinator, **query).context["page"]

    assert (page.total["active"], page.total.overdue) == (active, overdue)
    assert sum(line.figures["active"] for line in page.levels) == active
    assert sum(line.figures["active"] for line in page.bodies) == active
    assert sum(line.total.count for line in page.heat_map) == active
    assert page.days_overdue.total() == overdue


def test_cells_lead_to_the_list_of_what_they_count(
    client: Client, coordinator: User, plan: Any
) -> None:
    page = get(client, coordinator).content.decode()

    links = {unescape(one) for one in re.findall(r'href="(/commitments\?[^"]+)"', page)}
    wanted = "/commitments?main_objective=8&level=local&state=active"
    assert wanted in links
    assert client.get(wanted).context["listing"].count == 2


def test_paused_commitments_join_when_asked(
    client: Client, coordinator: User, plan: dict[str, Commitment]
) -> None:
    CommitmentFactory(paused=True)
    keeping.rebuild()

    without, included = get(client, coordinator), get(client, coordinator, paused="on")

    assert "1 more is paused." not in words_of(without)
    assert "1 more is paused." in words_of(included)
    assert "Paused" in words_of(included)


def test_an_empty_scope_says_so(client: Client, coordinator: User, plan: Any) -> None:
    assert "No active commitments in this scope." in words_of(
        get(client, coordinator, objective=23)
    )


def test_the_first_day_of_an_installation_is_empty(client: Client, coordinator: User) -> None:
    assert "No active commitments in this scope." in words_of(get(client, coordinator))


@pytest.mark.parametrize("stored", [False, True])
def test_what_somebody_may_not_see_is_in_no_number(
    client: Client, official: User, observer: User, plan: dict[str, Commitment], stored: bool
) -> None:
    with seeding():
        Commitment.objects.filter(pk=plan["c"].pk).update(visibility=Visibility.ORGANISATION)
    CommitmentFactory(draft=True)
    if stored:
        keeping.rebuild()

    seen = get(client, official)
    nothing = get(client, observer)

    assert seen.context["page"].total["active"] == 3
    assert seen.context["page"].total.overdue == 0
    assert "Body c" not in words_of(seen)
    assert nothing.context["page"].is_empty
    assert "Body a" not in words_of(nothing)


@pytest.mark.parametrize("rolled", [False, True])
def test_a_past_day_reads_as_it_was(client: Client, coordinator: User, rolled: bool) -> None:
    with clock.stand_at(clock.now() - timedelta(days=3)):
        commitment = CommitmentFactory()
        milestone = MilestoneFactory(commitment=commitment, deadline=today(1))
        if rolled:
            keeping.roll()
    keeping.roll()
    with seeding():
        milestone.state = "achieved"
        milestone.achieved_on = today()
        milestone.save()
    keeping.refresh([commitment.pk])

    then = get(client, coordinator, as_of=today(-3).isoformat())
    now = get(client, coordinator)

    assert then.context["page"].total["planned"] == 1
    assert then.context["page"].reader.is_live != rolled
    assert now.context["page"].total["achieved"] == 1


@pytest.mark.parametrize("size", [1, 3])
def test_page_asks_as_much_for_one_commitment_as_for_three(
    client: Client, coordinator: User, django_assert_num_queries: Any, size: int
) -> None:
    for number in range(size):
        MilestoneFactory(commitment=CommitmentFactory(main_objective_id=7 + number), overdue=True)
    keeping.rebuild()
    get(client, coordinator)

    # User, two of standing, objectives, day, cells, two spreads, organisations, names, spread,
    # updates.
    with django_assert_num_queries(12):
        client.get("/progress")
