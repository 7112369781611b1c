"""The queues: what waits in each, how many, and who may look (screen 9)."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.words import Role
from commitments.figures import keeping
from commitments.models import Commitment
from commitments.rules.words import Confidence
from commitments.selectors.review.queues import Queue
from history import clock
from tests.commitments.pages import words_of
from tests.commitments.services import deeds
from tests.factories import (
    CommitmentFactory,
    DateRequestFactory,
    EscalationFactory,
    MilestoneFactory,
    OrganisationFactory,
    PostFactory,
    RatingFactory,
    TenureFactory,
    UpdateFactory,
    holder_of,
    post_of,
    seeding,
    today,
)

pytestmark = pytest.mark.django_db


def get(client: Client, user: User, address: str, **query: str) -> Any:
    client.force_login(user)
    return client.get(address, query)


def counts(answer: Any) -> dict[str, int]:
    """How many each tab says to wait, those without anything left out."""
    return {tab["label"]: tab["count"] for tab in answer.context["queues"] if tab["count"]}


def codes(answer: Any) -> list[str]:
    """The codes of the rows, in their order."""
    rows = answer.context["page"].rows
    return [
        row["code"]
        if isinstance(row, dict)
        else getattr(row, "code", None)
        or (getattr(row, "columns", None) and row.columns.code)
        or row.milestone.code
        for row in rows
    ]


@pytest.fixture
def waiting(commitment: Commitment, official: User) -> dict[str, Any]:
    """Something in every queue, and beside it what does not wait."""
    owner = post_of(official)
    led = {"lead_organisation": commitment.lead_organisation, "accountable_post": owner}
    MilestoneFactory(commitment=commitment)
    MilestoneFactory(commitment=commitment, achieved=True)
    paused = CommitmentFactory(**led, paused=True)
    with seeding():
        Commitment.objects.filter(pk=paused.pk).update(review_by=today(-1))
    return {
        "overdue": MilestoneFactory(commitment=commitment, overdue=True, in_progress=True),
        "to-review": MilestoneFactory(commitment=commitment, submitted=True),
        "date-requests": DateRequestFactory(
            milestone=MilestoneFactory(commitment=commitment)
        ).milestone,
        "plans": CommitmentFactory(**led, proposed=True),
        "no-update": CommitmentFactory(**led, agreed_on=today(-105)),
        "no-owner": CommitmentFactory(
            lead_organisation=commitment.lead_organisation,
            accountable_post=PostFactory(organisation=commitment.lead_organisation),
        ),
        "pauses": paused,
        "escalations": EscalationFactory(
            milestone=None, commitment=CommitmentFactory(**led)
        ).commitment,
    }


@pytest.mark.parametrize("stored", [False, True])
@pytest.mark.parametrize("queue", [queue.value for queue in Queue])
def test_queue_shows_what_waits_in_it(
    client: Client, coordinator: User, waiting: dict[str, Any], queue: str, stored: bool
) -> None:
    if stored:
        keeping.rebuild()

    answer = get(client, coordinator, f"/review/{queue}")

    assert codes(answer) == [waiting[queue].code]
    assert set(counts(answer).values()) == {1}
    assert len(counts(answer)) == len(Queue)


def test_review_opens_with_what_is_overdue(
    client: Client, coordinator: User, waiting: dict[str, Any]
) -> None:
    answer = get(client, coordinator, reverse("review"))

    assert codes(answer) == [waiting["overdue"].code]
    assert answer.context["page"].counts.sentence == (
        "1 milestone is overdue, 1 submission waits for review, 1 date request needs a decision, "
        "1 escalation is open, 1 plan waits for agreement, 1 commitment has no current update, "
        "1 commitment has no owner and 1 pause is to be checked."
    )


def test_sentence_leaves_out_what_is_zero(client: Client, coordinator: User) -> None:
    commitment = CommitmentFactory()
    TenureFactory(post=commitment.accountable_post)
    MilestoneFactory.create_batch(2, commitment=commitment, submitted=True)
    late = MilestoneFactory(commitment=commitment, submitted=True)
    with seeding():
        late.submitted_on = today(-20)
        late.save()

    answer = get(client, coordinator, "/review")

    assert answer.context["page"].counts.sentence == "3 submissions wait for review (1 late)."


def test_submissions_stand_with_their_review_day_the_longest_wait_first(
    client: Client, coordinator: User, commitment: Commitment
) -> None:
    newer = MilestoneFactory(commitment=commitment, submitted=True)
    older = MilestoneFactory(commitment=commitment, submitted=True)
    with seeding():
        older.submitted_on = today(-30)
        older.save()

    answer = get(client, coordinator, "/review/to-review")

    assert codes(answer) == [older.code, newer.code]
    assert "Review late by" in words_of(answer)


def test_empty_queues_say_who_cleared_the_last_item(
    client: Client, coordinator: User, official: User, commitment: Commitment
) -> None:
    milestone = MilestoneFactory(commitment=commitment)
    deeds.submit(milestone, official)
    deeds.accept(milestone, coordinator)

    answer = get(client, coordinator, "/review")

    assert "Nothing is waiting." in words_of(answer)
    assert "by you." in words_of(answer)


def test_a_queue_of_decisions_says_how_many_one_cleared_today(
    client: Client, coordinator: User, official: User, commitment: Commitment
) -> None:
    done, waiting = MilestoneFactory.create_batch(2, commitment=commitment)
    for milestone in (done, waiting):
        deeds.submit(milestone, official)
    deeds.accept(done, coordinator)

    answer = get(client, coordinator, "/review/to-review")
    other = get(client, holder_of(Role.COORDINATOR), "/review/to-review")

    assert "You have cleared 1 of 2 today." in words_of(answer)
    assert "You have cleared" not in words_of(other)


@pytest.mark.parametrize("queue", [queue.value for queue in Queue])
def test_an_empty_queue_says_so(
    client: Client, coordinator: User, milestone: Any, queue: str
) -> None:
    MilestoneFactory(commitment=CommitmentFactory(lead_organisation=None), overdue=True)
    answer = get(client, coordinator, f"/review/{queue}")

    assert answer.status_code == 200
    assert ("empty" in answer.content.decode()) == (queue not in ("overdue", "no-owner"))


@pytest.mark.parametrize("role", [Role.OFFICIAL, Role.OBSERVER, Role.ADMINISTRATOR])
def test_queues_are_closed_to_others(client: Client, waiting: Any, role: Role) -> None:
    stranger = holder_of(role)

    assert get(client, stranger, "/review").status_code == 403
    code = waiting["overdue"].code
    assert get(client, stranger, f"/review/overdue/{code}").status_code == 403


def test_a_focal_point_sees_the_part_of_their_organisation(
    client: Client, focal_point: User, waiting: dict[str, Any]
) -> None:
    foreign = MilestoneFactory(overdue=True)
    keeping.rebuild()

    answer = get(client, focal_point, "/review/overdue")

    assert codes(answer) == [waiting["overdue"].code]
    assert counts(answer)["Overdue"] == 1
    assert foreign.commitment.lead_organisation.short_name not in answer.content.decode()
    assert get(client, focal_point, f"/review/overdue/{foreign.code}").status_code == 404


def test_an_auditor_reads_and_decides_nothing(
    client: Client, auditor: User, waiting: dict[str, Any]
) -> None:
    answer = get(client, auditor, "/review/to-review")
    item = get(client, auditor, f"/review/to-review/{waiting['to-review'].code}")

    assert codes(answer) == [waiting["to-review"].code]
    assert "Accept…" not in words_of(answer)
    assert "Decide" not in words_of(item)
    assert "Rate the commitment" not in words_of(item)


def test_a_past_day_shows_its_own_queue_and_offers_no_deed(
    client: Client, coordinator: User
) -> None:
    with clock.stand_at(clock.now() - timedelta(days=3)):
        milestone = MilestoneFactory(submitted=True)
    with seeding():
        milestone.state = "achieved"
        milestone.save()

    then = get(client, coordinator, "/review/to-review", as_of=today(-2).isoformat())

    assert codes(then) == [milestone.code]
    assert "Accept…" not in words_of(then)
    assert codes(get(client, coordinator, "/review/to-review")) == []


@pytest.mark.parametrize("queue", [queue.value for queue in Queue])
@pytest.mark.parametrize("size", [1, 3])
def test_queue_asks_as_much_for_one_row_as_for_three(
    client: Client,
    coordinator: User,
    django_assert_max_num_queries: Any,
    queue: str,
    size: int,
) -> None:
    for _number in range(size):
        commitment = CommitmentFactory(agreed_on=today(-200))
        MilestoneFactory(commitment=commitment, overdue=True)
        MilestoneFactory(commitment=commitment, submitted=True)
        DateRequestFactory(milestone=MilestoneFactory(commitment=commitment))
        UpdateFactory(commitment=MilestoneFactory(overdue=True).commitment)
        RatingFactory(commitment=commitment, confidence=Confidence.OFF_TRACK)
        CommitmentFactory(proposed=True)
        EscalationFactory(milestone=None, commitment=commitment)
    keeping.rebuild()
    client.force_login(coordinator)
    client.get(f"/review/{queue}")

    with django_assert_max_num_queries(11):
        answer = client.get(f"/review/{queue}")

    assert len(answer.context["page"].rows) >= (0 if queue == "pauses" else size)


def test_an_unknown_queue_and_a_broken_page_address_are_not_found(
    client: Client, coordinator: User
) -> None:
    MilestoneFactory(overdue=True)

    assert get(client, coordinator, "/review/nothing").status_code == 404
    assert get(client, coordinator, "/review/overdue", cursor="nonsense").status_code == 404
    assert get(client, coordinator, "/review/overdue/GCM-99-9999").status_code == 404


def test_an_organisation_name_is_text_not_markup(client: Client, coordinator: User) -> None:
    body = OrganisationFactory(short_name="<b>Bold</b>", slug="bold")
    MilestoneFactory(commitment=CommitmentFactory(lead_organisation=body), overdue=True)

    page = get(client, coordinator, "/review/overdue").content.decode()

    assert "<b>Bold</b>" not in page
    assert "&lt;b&gt;Bold&lt;/b&gt; (1)" in page
