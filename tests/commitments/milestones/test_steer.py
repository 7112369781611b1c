"""Pause, resume, close and reopen by page."""

from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from commitments.models import Milestone
from commitments.rules.words import MilestoneState
from tests.commitments.pages import errors_of, hidden, words_of
from tests.commitments.services import deeds
from tests.factories import MilestoneFactory, today

pytestmark = pytest.mark.django_db

MOVES = {
    "pause": ({}, {"reason": "No budget.", "review_by": today(60).isoformat()}, "paused"),
    "resume": ({"paused": True}, {"reason": ""}, "planned"),
    "close": (
        {},
        {"closed_reason": "cancelled", "reason": "It fell away.", "replaced_by": ""},
        "closed",
    ),
    "reopen": ({"achieved": True}, {"reason": "New facts."}, "in_progress"),
}


@pytest.fixture
def signed_in(client: Client, coordinator: User) -> Client:
    client.force_login(coordinator)
    return client


def send(client: Client, milestone: Milestone, move: str, **words: Any) -> Any:
    page = f"/m/{milestone.code}/steer/{move}"
    sent = hidden(client.get(page), "based_on", "once") | words
    return client.post(page, sent, follow=True)


@pytest.mark.parametrize("move", MOVES)
def test_a_move_is_carried_out(move: str, signed_in: Client, milestone: Milestone) -> None:
    kind, words, state = MOVES[move]
    milestone = MilestoneFactory(commitment=milestone.commitment, **kind)

    answer = send(signed_in, milestone, move, **words)

    milestone.refresh_from_db()
    assert answer.redirect_chain == [(f"/m/{milestone.code}", 302)]
    assert milestone.state == state


@pytest.mark.parametrize(
    ("move", "change", "sentence"),
    [
        ("pause", {"reason": ""}, "Say why it is paused."),
        (
            "pause",
            {"review_by": today(181).isoformat()},
            "Choose a day after today and at most 180 days ahead.",
        ),
        ("close", {"closed_reason": ""}, "Choose why it is closed."),
        ("close", {"closed_reason": "replaced"}, "Choose the milestone that replaces it."),
        ("reopen", {"reason": " "}, "Say why it is taken up again."),
    ],
)
def test_problems_stand_at_the_field_and_nothing_is_lost(
    move: str, change: dict[str, str], sentence: str, signed_in: Client, milestone: Milestone
) -> None:
    kind, words, _state = MOVES[move]
    milestone = MilestoneFactory(commitment=milestone.commitment, **kind)

    answer = send(signed_in, milestone, move, **(words | change))

    form = answer.context["form"]
    assert answer.status_code == 422
    assert errors_of(answer) == [sentence]
    assert {name: form[name].value() for name in words} == words | change


def test_what_changed_meanwhile_is_shown(
    signed_in: Client, official: User, milestone: Milestone
) -> None:
    page = f"/m/{milestone.code}/steer/pause"
    sent = hidden(signed_in.get(page), "based_on", "once") | MOVES["pause"][1]
    deeds.start(milestone, official)

    answer = signed_in.post(page, sent)
    again = signed_in.post(page, sent | hidden(answer, "based_on", "once"))

    words = words_of(answer)
    assert answer.status_code == 409
    assert "Amina Larsson saved it on" in words
    assert "State Planned In progress" in words
    assert again.status_code == 302


def test_a_move_that_is_not_in_the_table_is_refused(
    signed_in: Client, milestone: Milestone
) -> None:
    page = f"/m/{milestone.code}/steer/reopen"
    opened = signed_in.get(page, follow=True)
    sent = signed_in.post(page, {"reason": "New facts."})

    assert opened.redirect_chain == [(f"/m/{milestone.code}", 302)]
    for answer in (opened, sent):
        assert f"{milestone.code} is Planned, so this cannot be done now." in words_of(answer)
    assert sent.status_code == 422
    milestone.refresh_from_db()
    assert milestone.state == MilestoneState.PLANNED


@pytest.mark.parametrize("name", ["official", "focal_point", "auditor", "administrator"])
def test_only_a_coordinator_gets_the_form(
    name: str, client: Client, milestone: Milestone, request: pytest.FixtureRequest
) -> None:
    client.force_login(request.getfixturevalue(name))

    for move in MOVES:
        assert client.get(f"/m/{milestone.code}/steer/{move}").status_code == 403
        assert client.post(f"/m/{milestone.code}/steer/{move}").status_code == 403


def test_an_unknown_move_is_not_found(signed_in: Client, milestone: Milestone) -> None:
    assert signed_in.get(f"/m/{milestone.code}/steer/burn").status_code == 404
