"""Follow up in bulk: who is asked, who is left out, one letter each, who answered (screen 10)."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.models import Organisation, User
from accounts.words import Role
from commitments.models import Commitment, FollowUp, FollowUpItem, Milestone
from commitments.reminders import planning
from commitments.reminders.models import Away, Notice, Watch
from commitments.services import follow_up as services
from commitments.services.errors import Problems, Refused
from history import clock
from tests.commitments.pages import errors_of, hidden, words_of
from tests.commitments.reminders.test_letters import live
from tests.factories import (
    CommitmentFactory,
    DateRequestFactory,
    DeputyFactory,
    MilestoneFactory,
    UpdateFactory,
    UserFactory,
    holder_of,
    post_of,
    seeding,
    today,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def late(commitment: Commitment) -> list[Milestone]:
    return [
        MilestoneFactory(commitment=commitment, deadline=today(-days), title=title)
        for days, title in ((9, "Pass the law"), (3, "Open the desk"))
    ]


@pytest.fixture
def other(coordinator: User) -> Milestone:
    """Late as well, of another owner in another ministry."""
    owner = post_of(holder_of(Role.OFFICIAL, name="Boris"))
    return MilestoneFactory(
        commitment=CommitmentFactory(lead_organisation=owner.organisation, accountable_post=owner),
        deadline=today(-5),
    )


def open_page(client: Client, user: User, *steps: Milestone, **more: str) -> Any:
    client.force_login(user)
    return client.get("/follow-up", {"ticked": [step.code for step in steps], **more})


def send(client: Client, user: User, *steps: Milestone, step: str = "send", **facts: str) -> Any:
    """Open the page with these rows ticked and press its button."""
    page = open_page(client, user, *steps)
    data = page.context["form"].data | {"ticked": [one.code for one in steps], "step": step}
    return client.post("/follow-up", hidden(page) | data | facts)


def asked(answer: Any) -> dict[str, list[str]]:
    return {
        group.person.name: [line.milestone.code for line in group.lines]
        for group in answer.context["found"].groups
    }


def left_out(answer: Any) -> dict[str, str]:
    return {line.milestone.code: line.left_out for line in answer.context["found"].left_out}


def test_page_says_what_is_selected_by_owner(
    client: Client, coordinator: User, late: list[Milestone], other: Milestone
) -> None:
    page = open_page(client, coordinator, *late, other)

    assert "3 milestones, 2 owners, 2 organisations" in words_of(page)
    assert asked(page) == {"Amina Larsson": [m.code for m in late], "Boris": [other.code]}
    assert "Send to 2 people" in words_of(page)


def test_page_asks_for_a_tick(client: Client, coordinator: User) -> None:
    assert "Tick at least one row to follow up." in words_of(open_page(client, coordinator))


def test_left_out_is_who_was_asked_lately_and_what_waits_for_a_date(
    client: Client, coordinator: User, late: list[Milestone], other: Milestone
) -> None:
    send(client, coordinator, late[0])
    DateRequestFactory(milestone=late[1])

    page = open_page(client, coordinator, *late, other)

    assert asked(page) == {"Boris": [other.code]}
    assert set(left_out(page)) == {late[0].code, late[1].code}
    assert left_out(page)[late[0].code].startswith("Asked on ")
    assert left_out(page)[late[1].code] == "A date request waits."


def test_deputy_is_asked_and_who_is_away_without_one_is_left_out(
    client: Client, coordinator: User, late: list[Milestone], other: Milestone, official: User
) -> None:
    boris = User.objects.get(name="Boris")
    with seeding():
        for person in (official, boris):
            Away.objects.create(person=person, starts_on=today(-1), ends_on=today(5))
    DeputyFactory(post=post_of(official), deputy=UserFactory(name="Dan"), starts_on=today(-1))

    page = open_page(client, coordinator, *late, other)

    assert list(asked(page)) == ["Dan"]
    assert "stands in for Amina Larsson" in words_of(page)
    assert left_out(page) == {other.code: "The owner is away, and nobody stands in."}


def test_preview_and_another_message_send_nothing(
    client: Client, coordinator: User, late: list[Milestone]
) -> None:
    page = send(client, coordinator, *late, step="letter", letter="second")

    assert not FollowUp.objects.exists()
    assert "we asked before" in words_of(page)
    assert page.context["form"]["copies"].value() is True
    assert f"– {late[0].code} Pass the law (overdue by 9 days)" in words_of(page)


def test_unticked_row_is_not_asked_about(
    client: Client, coordinator: User, late: list[Milestone]
) -> None:
    answer = send(client, coordinator, late[0])

    assert answer.status_code == 302
    assert [item.milestone for item in FollowUpItem.objects.all()] == [late[0]]


@pytest.mark.parametrize(
    ("facts", "problem"),
    [
        ({"text": ""}, "Write what you ask."),
        ({"text": "{deadline}"}, "Use no other fields than {name}, {list} and {reply_by}."),
        ({"reply_by": today().isoformat()}, "The day to answer by must be after today."),
        ({"subject": "x" * 78}, "Use at most 77 characters. You have used 78."),
    ],
)
def test_message_is_refused_in_words(
    client: Client,
    coordinator: User,
    late: list[Milestone],
    facts: dict[str, str],
    problem: str,
) -> None:
    answer = send(client, coordinator, *late, **facts)

    assert answer.status_code == 422
    assert errors_of(answer) == [problem]
    assert not FollowUp.objects.exists()


def test_everybody_left_out_sends_nothing(
    client: Client, coordinator: User, late: list[Milestone]
) -> None:
    send(client, coordinator, late[0])

    answer = send(client, coordinator, late[0])

    assert answer.status_code == 422
    assert FollowUp.objects.count() == 1


def test_more_than_two_thousand_people_are_asked_to_be_split(
    coordinator: User, late: list[Milestone]
) -> None:
    many = [services.Asked(late[0], number, None) for number in range(2001)]

    with pytest.raises(Refused) as refused:
        services.follow_up(many, by=coordinator, letter="first", text="{list}", reply_by=today(5))

    assert (
        refused.value.problem == "This would write to 2001 people, and 2,000 at once are the most."
    )
    assert refused.value.fix == "Send it to one organisation at a time."


def test_status_counts_an_update_as_an_answer(
    client: Client, coordinator: User, late: list[Milestone], other: Milestone
) -> None:
    sent = send(client, coordinator, *late, other)
    with clock.stand_at(clock.now() + timedelta(minutes=5)):
        UpdateFactory(commitment=late[0].commitment)

    page = client.get(sent.url)

    assert "2 of 3 answered." in words_of(page)
    again = client.get("/follow-up", {"again": FollowUp.objects.get().pk})
    assert asked(again) == {"Boris": [other.code]}
    row = client.get("/follow-ups").context["rows"][0]
    assert (row["sent"].people, row["sent"].asked, row["answered"]) == (2, 3, 2)


@pytest.mark.parametrize("role", Role)
def test_follow_up_is_for_coordinators_and_focal_points(
    client: Client, role: Role, ministry: Organisation, late: list[Milestone], other: Milestone
) -> None:
    answer = open_page(client, holder_of(role, ministry), *late, other)

    if role == Role.COORDINATOR:
        assert len(asked(answer)) == 2
    elif role == Role.FOCAL_POINT:
        assert list(asked(answer)) == ["Amina Larsson"]
    else:
        assert answer.status_code == 403


def test_all_that_match_are_asked_without_ticks(
    client: Client, coordinator: User, late: list[Milestone], other: Milestone
) -> None:
    client.force_login(coordinator)

    page = client.get(
        "/follow-up", {"all": "on", "organisation": late[0].commitment.lead_organisation.slug}
    )

    assert list(asked(page)) == ["Amina Larsson"]


def test_overdue_list_has_ticks_for_who_may_follow_up(
    client: Client, coordinator: User, auditor: User, late: list[Milestone]
) -> None:
    client.force_login(coordinator)
    assert f'name="ticked" value="{late[0].code}"' in client.get("/review").content.decode()

    client.force_login(auditor)
    assert 'name="ticked"' not in client.get("/review").content.decode()


@pytest.mark.parametrize("size", [1, 3])
def test_page_query_count(
    client: Client, coordinator: User, size: int, django_assert_max_num_queries: Any
) -> None:
    steps = [
        MilestoneFactory(
            deadline=today(-3),
            commitment__accountable_post=post_of(holder_of(Role.OFFICIAL)),
        )
        for _number in range(size)
    ]
    open_page(client, coordinator, *steps)

    with django_assert_max_num_queries(22):
        page = open_page(client, coordinator, *steps)

    assert len(asked(page)) == size


# --- The letter --------------------------------------------------------------------------------


def ask(by: User, *steps: Milestone, **facts: Any) -> FollowUp:
    found = [
        services.Asked(step, post_of_owner(step), step.commitment.accountable_post_id)
        for step in steps
    ]
    given = {
        "letter": "first",
        "text": "{name}, please: {list} By {reply_by}.",
        "reply_by": today(7),
    }
    return services.follow_up(found, by=by, **(given | facts))


def post_of_owner(step: Milestone) -> int:
    return step.commitment.accountable_post.tenures.get().holder_id


def test_each_owner_gets_one_letter_with_all_of_theirs(
    coordinator: User, official: User, commitment: Commitment
) -> None:
    steps = [MilestoneFactory(commitment=commitment, deadline=today(1)) for _number in range(3)]
    day = clock.real_today() + timedelta(days=1)
    while day.isoweekday() > 5:
        day += timedelta(days=1)
    with clock.stand_at(clock.end_of_day(day) - timedelta(hours=14)):
        sent = ask(coordinator, *steps, reply_by=day + timedelta(days=7))

        letters = [letter for letter in live(day) if letter.to == [official.email]]

    until = sent.reply_by
    assert len(letters) == 1
    assert letters[0].subject.startswith(f"Please answer by {until:%A} {until.day} ")
    assert letters[0].subject.endswith(": 3 milestones")
    assert "Amina Larsson, please:" in letters[0].body
    assert all(f"/m/{step.code}/log" in letters[0].body for step in steps)


def test_answer_withdraws_the_ask_and_a_copy_goes_to_the_focal_point(
    coordinator: User, focal_point: User, late: list[Milestone]
) -> None:
    ask(coordinator, late[0], copies=True)
    planning.plan()
    told = Notice.objects.filter(rung="f1")
    assert {row.person.name for row in told} == {"Amina Larsson", "Femi Adeyemi"}

    with clock.stand_at(clock.now() + timedelta(minutes=5)):
        UpdateFactory(commitment=late[0].commitment)
        Watch.objects.update(look_on=planning.AT_ONCE)
        planning.plan()

    assert not told.open().exists()


def test_message_needs_words_and_a_day(coordinator: User, late: list[Milestone]) -> None:
    with pytest.raises(Problems):
        ask(coordinator, late[0], text=" ")
