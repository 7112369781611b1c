"""Escalations: opened once, answered with options, decided, ended as the record bears."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from accounts.models import Organisation, Post, User
from accounts.words import Role
from accounts.working_days import WorkingCalendar
from commitments.models import Commitment, Escalation, EscalationAnswer, Milestone, Task
from commitments.rules.escalation import EscalationEnd, EscalationLevel
from commitments.services import dates, escalations, heads, steering
from commitments.services.errors import AlreadyDecided, Problems, Refused
from history.models import Act, Channel
from tests.commitments.services import deeds
from tests.factories import (
    EscalationFactory,
    MilestoneFactory,
    PostFactory,
    holder_of,
    post_of,
    seeding,
    today,
)

pytestmark = pytest.mark.django_db

ANSWER = {
    "happened": "The partner stopped the talks.",
    "options": ["Wait for their election.", "Sign with two partners only."],
    "recommendation": "Sign with two partners only.",
    "decision_from": "Minister of Labour",
}


@pytest.fixture
def late(commitment: Commitment) -> Milestone:
    return MilestoneFactory(commitment=commitment, in_progress=True, deadline=today(-40))


@pytest.fixture
def opened(late: Milestone) -> Escalation:
    return EscalationFactory(milestone=late)


def answer(escalation: Escalation, by: User, **changes: Any) -> EscalationAnswer:
    facts: dict[str, Any] = ANSWER | {"decide_by": today(20)} | changes
    return escalations.answer_escalation(escalation, by=by, **facts)


def by_rule(milestone: Milestone, on: date | None = None) -> Escalation | None:
    return escalations.open_by_rule(milestone, on=on or today(), calendar=WorkingCalendar())


def counted(commitment: Commitment) -> int:
    commitment.refresh_from_db()
    return commitment.open_escalations


def test_rule_opens_level_1_once_for_a_deadline(late: Milestone, commitment: Commitment) -> None:
    made = by_rule(late)

    assert made is not None
    assert (made.level, made.deadline, made.opened_by) == (1, late.deadline, None)
    assert made.reason == "The deadline was missed by 40 days."
    assert by_rule(late) is None
    assert counted(commitment) == 1
    act = Act.objects.get(kind="escalation.opened")
    assert (act.person, act.channel, act.about) == (None, Channel.SYSTEM, late.code)


def test_answer_is_due_after_ten_working_days_and_the_head_after_sixty(
    commitment: Commitment,
) -> None:
    late = MilestoneFactory(commitment=commitment, deadline=date(2026, 6, 12))

    made = by_rule(late, date(2026, 7, 13))

    assert made is not None
    assert (made.answer_by, made.head_due_on) == (date(2026, 7, 27), date(2026, 8, 11))


def test_rule_opens_nothing_for_what_was_handed_in_meanwhile(late: Milestone) -> None:
    with seeding():
        Milestone.objects.filter(pk=late.pk).update(
            state="submitted", achieved_on=today(-1), submitted_on=today()
        )

    assert by_rule(late) is None


def test_rule_opens_again_for_a_new_deadline_and_not_for_an_ended_one(
    late: Milestone, opened: Escalation, coordinator: User
) -> None:
    escalations.close_escalation(
        opened, by=coordinator, outcome=EscalationEnd.RECOVERED, reason="Work goes on."
    )

    assert by_rule(late) is None


def test_coordinator_opens_one_by_hand_with_a_reason(
    commitment: Commitment, coordinator: User, official: User
) -> None:
    with pytest.raises(Problems) as refused:
        escalations.escalate(commitment, by=coordinator, reason=" ")
    with pytest.raises(PermissionDenied):
        escalations.escalate(commitment, by=official, reason="I want it.")

    made = escalations.escalate(commitment, by=coordinator, reason="Two ministries disagree.")

    assert refused.value.problems == {"reason": "Say why this is escalated."}
    assert (made.milestone, made.opened_by, made.head_due_on) == (None, coordinator, None)
    assert counted(commitment) == 1
    with pytest.raises(Refused, match="escalated already"):
        escalations.escalate(commitment, by=coordinator, reason="Again.")


def test_answer_needs_two_options_and_a_recommendation(
    opened: Escalation, focal_point: User
) -> None:
    with pytest.raises(Problems) as refused:
        answer(opened, focal_point, options=["Wait.", " "], recommendation="")

    assert refused.value.problems == {
        "option_2": "Give at least two options.",
        "recommendation": "Say which option you recommend.",
    }


@pytest.mark.parametrize("role", Role)
def test_answer_is_given_by_those_who_answer_for_the_work(
    opened: Escalation, ministry: Organisation, role: Role
) -> None:
    person = holder_of(role, ministry)

    if role == Role.FOCAL_POINT:
        answer(opened, person)
    else:
        with pytest.raises(PermissionDenied):
            answer(opened, person)


def test_owner_and_the_asked_head_answer_as_well(
    opened: Escalation, official: User, coordinator: User, ministry: Organisation
) -> None:
    head = holder_of(Role.OBSERVER, ministry)
    answer(opened, official)
    raised = escalations.send_to_head(opened, by=coordinator, post=post_of(head))

    answer(raised, head)

    levels = opened.answers.order_by("pk").values_list("level", flat=True)
    assert list(levels) == [EscalationLevel.FOCAL_POINT, EscalationLevel.HEAD]


def test_level_2_asks_anew_and_names_a_post(
    opened: Escalation, coordinator: User, focal_point: User, ministry: Organisation
) -> None:
    answer(opened, focal_point)
    with pytest.raises(Problems, match="Choose who is asked"):
        escalations.send_to_head(opened, by=coordinator, post=None)

    raised = escalations.send_to_head(
        opened, by=coordinator, post=PostFactory(organisation=ministry)
    )

    assert (raised.level, raised.answered_on, raised.raised_on) == (2, None, today())
    with pytest.raises(AlreadyDecided):
        escalations.send_to_head(opened, by=coordinator, post=raised.asked_post)


def test_body_has_one_head(administrator: User, coordinator: User, ministry: Organisation) -> None:
    first, second = (PostFactory(organisation=ministry) for _number in range(2))
    heads.name_head(first, by=administrator)

    heads.name_head(second, by=administrator)

    assert list(Post.objects.filter(is_head=True)) == [second]
    with pytest.raises(PermissionDenied):
        heads.name_head(first, by=coordinator)


def test_steering_group_gets_nothing_without_a_recommendation(
    opened: Escalation, coordinator: User, focal_point: User
) -> None:
    with pytest.raises(Refused) as refused:
        escalations.send_to_steering_group(opened, by=coordinator)
    answer(opened, focal_point)

    raised = escalations.send_to_steering_group(opened, by=coordinator)

    assert refused.value.problem == (
        "Add a recommendation before you send this to the steering group."
    )
    assert raised.level == EscalationLevel.STEERING_GROUP


def test_decision_sets_tasks_with_who_and_by_when(
    opened: Escalation, coordinator: User, official: User
) -> None:
    task = escalations.NewTask("Invite both partners", post_of(official), today(7))

    decided = escalations.decide_escalation(
        opened, by=coordinator, decision="Sign with two.", tasks=[task]
    )

    assert (decided.decision, decided.decided_by) == ("Sign with two.", coordinator)
    [made] = Task.objects.all()
    assert (made.what, made.post, made.escalation) == (task.what, task.post, opened)
    done = escalations.finish_task(made, by=official)
    assert (done.done_on, done.done_by) == (today(), official)


def test_task_is_finished_by_its_post_only(
    opened: Escalation, coordinator: User, official: User, focal_point: User
) -> None:
    task = escalations.NewTask("Invite both partners", post_of(official), today(7))
    escalations.decide_escalation(opened, by=coordinator, decision="Sign.", tasks=[task])

    with pytest.raises(PermissionDenied):
        escalations.finish_task(Task.objects.get(), by=focal_point)


def test_end_must_agree_with_the_record(opened: Escalation, coordinator: User) -> None:
    for outcome in (EscalationEnd.NEW_DATE, EscalationEnd.NOT_ACHIEVED):
        with pytest.raises(Problems) as refused:
            escalations.close_escalation(opened, by=coordinator, outcome=outcome, reason="Done.")
        assert list(refused.value.problems) == ["outcome"]


def test_approved_date_ends_it(
    opened: Escalation, late: Milestone, official: User, coordinator: User
) -> None:
    request = dates.ask_for_date(
        late, by=official, asked_deadline=today(60), cause="procedure", explanation="Tender."
    )

    dates.decide_date(request, by=coordinator, outcome="approved")

    opened.refresh_from_db()
    assert (opened.outcome, opened.closed_by) == (EscalationEnd.NEW_DATE, coordinator)
    assert counted(late.commitment) == 0


def test_acceptance_and_closing_end_it(
    commitment: Commitment, official: User, coordinator: User
) -> None:
    first, second = MilestoneFactory.create_batch(2, commitment=commitment, overdue=True)
    whole = EscalationFactory(milestone=None, commitment=commitment, opened_by=coordinator)
    opened = [EscalationFactory(milestone=one) for one in (first, second)]

    deeds.accept(deeds.submit(first, official).milestone, coordinator)
    steering.close_commitment(
        commitment, by=coordinator, closed_reason="cancelled", reason="No partner left."
    )

    ends = [Escalation.objects.get(pk=one.pk).outcome for one in (*opened, whole)]
    assert ends == ["recovered", "not_achieved", "not_achieved"]
    assert counted(commitment) == 0
