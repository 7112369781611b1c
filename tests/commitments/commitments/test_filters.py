"""One filter: each field narrows the list by its own rule, and says so in words."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.http import QueryDict

from accounts.models import Organisation, User
from accounts.words import OrganisationCategory
from commitments.filters import CommitmentFilter, MilestoneFilter
from commitments.models import Commitment, Milestone
from commitments.rules.words import Confidence, Visibility
from history import clock
from history.as_of import as_of
from history.clock import stand_at
from tests.factories import (
    CommitmentFactory,
    ContributorFactory,
    MilestoneFactory,
    OrganisationFactory,
    PartnerFactory,
    PlanFactory,
    PostFactory,
    UpdateFactory,
    post_of,
    seeding,
    today,
)

pytestmark = pytest.mark.django_db


def asked(user: User, query: str) -> CommitmentFilter:
    visible = Commitment.objects.visible_to(user)
    return CommitmentFilter(QueryDict(query), queryset=visible, user=user)


def found(user: User, query: str) -> list[str]:
    return sorted(asked(user, query).qs.values_list("title", flat=True))


@pytest.fixture
def two(coordinator: User) -> dict[str, Commitment]:
    """Two commitments that differ in everything that the filters ask."""
    labour = OrganisationFactory(name="Ministry of Trade", short_name="Trade", slug="trade")
    one = CommitmentFactory(
        title="Open help desks",
        wording="Three port cities get a desk for migrant workers.",
        main_objective_id=7,
        other_objectives=[12],
        level="local",
        lead_organisation=labour,
        accountable_post=PostFactory(title="Head of Desks", slug="desks", organisation=labour),
        plan=PlanFactory(code="port-plan"),
        principles=["a"],
        visibility=Visibility.PUBLIC,
        ends_on=date(2027, 3, 1),
        agreed_on=today(-200),
    )
    UpdateFactory(commitment=one, published_on=today(-2), confidence=Confidence.AT_RISK)
    PartnerFactory(
        commitment=one,
        organisation=OrganisationFactory(
            name="Red Cross", slug="red-cross", category=OrganisationCategory.CIVIL_SOCIETY
        ),
    )
    MilestoneFactory(commitment=one, in_progress=True, overdue=True)
    other = CommitmentFactory(
        title="Count remittances",
        main_objective_id=20,
        level="international",
        agreed_on=today(-110),
        ends_on=date(2028, 3, 1),
    )
    MilestoneFactory(commitment=other, deadline=date(2031, 5, 5))
    return {"one": one, "other": other}


@pytest.mark.parametrize(
    "query",
    [
        "q=help",
        "q=DESKS port",
        "q=GCM-07",
        "objective=7",
        "objective=12",
        "level=local",
        "level=local&level=regional",
        "organisation=trade",
        "organisation=Ministry of Trade",
        "owner=desks",
        "owner=Head of Desks",
        "owner=Head of Desks — Trade",
        "confidence=at_risk",
        "confidence=off_track&confidence=at_risk",
        "timing=overdue",
        "state=active&level=local",
        "freshness=up_to_date",
        "partner=red-cross",
        "partner_type=civil_society",
        "principle=a",
        "plan=port-plan",
        "deadline_to=2030-01-01",
        "ends_in=2027",
        "visibility=public",
    ],
)
def test_filter_narrows_to_the_one(coordinator: User, two: Any, query: str) -> None:
    assert found(coordinator, query) == ["Open help desks"]


@pytest.mark.parametrize(
    "query",
    [
        "q=remit",
        "objective=20",
        "confidence=not_rated",
        "timing=planned",
        "freshness=no_update",
        "deadline_from=1 5 2031&deadline_to=31.05.2031",
    ],
)
def test_filter_narrows_to_the_other(coordinator: User, two: Any, query: str) -> None:
    assert found(coordinator, query) == ["Count remittances"]


def test_deadline_period_is_asked_of_one_milestone(coordinator: User, two: Any) -> None:
    MilestoneFactory(commitment=two["one"], deadline=date(2032, 1, 1))

    assert found(coordinator, "deadline_from=2031-01-01&deadline_to=2031-12-31") == [
        "Count remittances"
    ]


def test_mine_is_what_my_posts_own_or_contribute_to(official: User, two: Any) -> None:
    own = CommitmentFactory(title="Own", accountable_post=post_of(official))
    ContributorFactory(commitment=two["other"], post=post_of(official))

    assert found(official, "mine=on") == ["Count remittances", own.title]
    assert found(official, "my_organisation=on") == []


def test_my_organisation_is_what_it_leads(official: User, ministry: Organisation) -> None:
    CommitmentFactory(title="Led", lead_organisation=ministry)
    CommitmentFactory(title="Foreign")

    assert found(official, "my_organisation=on") == ["Led"]


def test_bad_value_is_named_and_the_rest_still_narrows(coordinator: User, two: Any) -> None:
    one = asked(coordinator, "deadline_from=soon&level=local&organisation=nobody&timing=late")

    assert [row.title for row in one.qs] == ["Open help desks"]
    assert one.errors["deadline_from"] == ["Enter a real date for “Deadline from”, like 27 3 2026."]
    assert one.errors["organisation"] == [
        "Nothing is called “nobody”. Choose from the suggestions."
    ]
    assert list(one.errors) == ["organisation", "deadline_from", "timing"]


@pytest.mark.parametrize(
    "query",
    ["q=%00", "objective=99999999999999999999", "ends_in=1e9", "owner=%00", "q=%27%3A*|()", "q=%"],
)
def test_odd_values_are_no_fault_of_ours(coordinator: User, two: Any, query: str) -> None:
    one = asked(coordinator, query)

    assert list(one.qs) == [] or one.errors


def test_name_of_several_asks_which(coordinator: User) -> None:
    for short_name in ("Trade", "Labour"):
        body = OrganisationFactory(short_name=short_name)
        PostFactory(title="Head of Unit", organisation=body)

    problem = asked(coordinator, "owner=Head of Unit").errors["owner"]
    shown = asked(coordinator, "owner=Head of Unit — Trade").form["owner"].value()

    assert problem == ["Several are called “Head of Unit”. Choose from the suggestions."]
    assert shown == "Head of Unit — Trade"


def test_describe_says_the_filter_in_words(coordinator: User, two: Any) -> None:
    one = asked(
        coordinator,
        "objective=7&organisation=trade&mine=on&confidence=at_risk&confidence=off_track"
        "&deadline_from=2026-03-27&q=desk&level=",
    )

    assert one.describe() == (
        f"Words: desk; Objective: {two['one'].main_objective}; "
        "Lead organisation: Ministry of Trade; Deadline from: 27 March 2026; Mine; "
        "Confidence: At risk or Off track"
    )
    assert asked(coordinator, "").describe() == ""


def test_filter_never_reaches_what_is_not_visible(observer: User, two: Any) -> None:
    assert found(observer, "q=help") == []
    assert found(observer, "level=local") == []


@pytest.mark.parametrize(
    ("query", "expected"),
    [("help", 1), ("DESK open", 1), ("elp", 0), ("gcm-07", 1), ("(", 0), ("désk", 0)],
)
def test_words_are_found_alike_in_the_past(coordinator: User, query: str, expected: int) -> None:
    yesterday = clock.now() - timedelta(days=1)
    with stand_at(yesterday):
        CommitmentFactory(title="Open help desks")
    # Rights are those of today.
    assert coordinator.standing.posts

    now = found(coordinator, f"q={query}")
    with as_of(clock.day_of(yesterday)):
        then = found(coordinator, f"q={query}")

    assert now == then == ["Open help desks"] * expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("timing=overdue", ["Late"]),
        ("key=on", ["Key"]),
        ("state=in_progress", ["Late"]),
        ("deadline_from=2031-01-01", ["Key"]),
        ("q=late", ["Late"]),
        ("organisation=trade", ["Key", "Late"]),
        ("objective=20", []),
        ("level=local&plan=port-plan", ["Key", "Late"]),
    ],
)
def test_milestone_filter_narrows(
    coordinator: User, two: Any, query: str, expected: list[str]
) -> None:
    MilestoneFactory(commitment=two["one"], title="Key", is_key=True, deadline=date(2031, 2, 2))
    with seeding():
        Milestone.objects.filter(commitment=two["one"], state="in_progress").update(title="Late")

    rows = MilestoneFilter(
        QueryDict(query), queryset=Milestone.objects.visible_to(coordinator), user=coordinator
    ).qs.filter(commitment=two["one"])

    assert sorted(rows.values_list("title", flat=True)) == expected
