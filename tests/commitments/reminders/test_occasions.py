"""What is said of no item: digests (L5), a hand-over (L8), a letter that did not arrive (5.3)."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Organisation, User
from accounts.words import Role
from commitments.figures.keeping import roll
from commitments.models import Commitment
from commitments.reminders import delivery, digests, grouping, planning, undelivered
from commitments.reminders.carriers import Carrier, Envelope, Fate, Outcome
from commitments.reminders.contents import Desk
from commitments.reminders.models import Bounce, Letter, Notice
from history import clock
from history.models import Seal
from tests.commitments.reminders.conftest import june, moment
from tests.factories import (
    CommitmentFactory,
    HolidayFactory,
    MilestoneFactory,
    PostFactory,
    SubmissionFactory,
    TenureFactory,
    UserFactory,
    holder_of,
    post_of,
    seeding,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("holidays", "site")]


@pytest.fixture
def commitment(ministry: Organisation, official: User) -> Commitment:
    return CommitmentFactory(
        code="GCM-14-0001",
        title="Consular help desks",
        lead_organisation=ministry,
        accountable_post=post_of(official),
        agreed_on=june(1),
    )


def live(day: date, person: User) -> list[Any]:
    """One run of the clock; what came to the person."""
    before = len(mail.outbox)
    with clock.stand_at(moment(day)):
        planning.plan()
        digests.plan()
        grouping.write_letters()
        delivery.send_letters(list(Letter.objects.ready().values_list("pk", flat=True)))
    return [letter for letter in mail.outbox[before:] if letter.to == [person.email]]


def rungs(person: User) -> list[tuple[str, str]]:
    rows = Notice.objects.filter(person=person, commitment=None).select_related("letter")
    return [
        (row.rung, row.withdrawn or (row.letter.state if row.letter else "planned"))
        for row in rows.order_by("pk")
    ]


def submitted(commitment: Commitment, day: date) -> None:
    step = MilestoneFactory(
        commitment=commitment,
        deadline=june(30),
        state="submitted",
        achieved_on=day,
        submitted_on=day,
    )
    SubmissionFactory(milestone=step)


def test_coordinator_reads_the_digest_on_monday_with_what_changed(
    commitment: Commitment, coordinator: User
) -> None:
    MilestoneFactory.create_batch(2, commitment=commitment, deadline=june(5))
    MilestoneFactory.create_batch(3, commitment=commitment, deadline=june(12))
    with clock.stand_at(moment(june(8))):
        roll()
    with clock.stand_at(moment(june(15))):
        roll()
    Seal.objects.create(
        number=812, until=moment(june(15)), last_act=1, greatest_act=1, first_entry=1,
        last_entry=1, entries=1, marks=b"", sha256="3f0c9a" * 10 + "beef",
    )  # fmt: skip

    [letter] = live(june(15), coordinator)

    assert letter.subject == "Monday digest: 5 overdue (+3), 0 to review, 0 without update"
    assert "Overdue: 5 (+3)\n" in letter.body
    assert "Overdue: https://tracker.example.org/review/overdue" in letter.body
    assert f"Newest seal of the record: 812, SHA-256 {'3f0c9a' * 10}beef." in letter.body
    assert letter.body.count("Monday digest") == 1


def test_digest_says_no_change_where_the_figures_of_last_week_were_not_kept(
    commitment: Commitment, coordinator: User
) -> None:
    MilestoneFactory(commitment=commitment, deadline=june(5))

    [letter] = live(june(15), coordinator)

    assert letter.subject == "Monday digest: 1 overdue, 0 to review, 0 without update"


def test_digest_comes_on_the_first_working_day_when_monday_is_none(
    commitment: Commitment, coordinator: User
) -> None:
    HolidayFactory(on=june(15))

    assert live(june(15), coordinator) == []
    [letter] = live(june(16), coordinator)

    assert letter.subject == "Digest of the week: 0 overdue, 0 to review, 0 without update"


def test_queue_line_comes_on_days_on_which_something_waits_only(
    commitment: Commitment, coordinator: User
) -> None:
    MilestoneFactory(commitment=commitment, deadline=june(5))
    live(june(15), coordinator)

    assert live(june(16), coordinator) == []

    with clock.stand_at(moment(june(16))):
        submitted(commitment, june(16))
    [letter] = live(june(17), coordinator)
    assert "The queue today: 1 to review, 1 overdue\n" in letter.body
    assert rungs(coordinator) == [("d2", "sent"), ("d1", "sent")]


def test_queue_line_alone_is_the_subject(commitment: Commitment, coordinator: User) -> None:
    live(june(15), coordinator)
    with clock.stand_at(moment(june(16))):
        CommitmentFactory(state="proposed", lead_organisation=commitment.lead_organisation)

    [letter] = live(june(16), coordinator)

    assert letter.subject == "The queue today: 1 plan to agree, 1 without owner"


def test_a_digest_that_could_not_leave_is_caught_up_by_one(
    commitment: Commitment, coordinator: User
) -> None:
    """The clock stood still on Monday and Tuesday; Monday's letter was written, not sent."""
    submitted(commitment, june(10))
    with clock.stand_at(moment(june(15))):
        digests.plan()
        grouping.write_letters()

    [letter] = live(june(17), coordinator)

    assert letter.subject.startswith("Digest of the week: 0 overdue, 1 to review")
    assert rungs(coordinator) == [("d2", "sent"), ("d1", "overtaken")]


def test_digests_planned_again_and_again_add_none(
    commitment: Commitment, coordinator: User
) -> None:
    with clock.stand_at(moment(june(15))):
        assert [digests.plan() for _time in range(3)] == [1, 0, 0]

    live(june(15), coordinator)

    assert live(june(15), coordinator) == []


def test_digest_is_withdrawn_from_whoever_coordinates_no_more(
    commitment: Commitment, coordinator: User
) -> None:
    with clock.stand_at(moment(june(15))):
        digests.plan()
        grouping.write_letters()
        with seeding():
            coordinator.tenures.update(ends_on=june(14))

    assert live(june(15), coordinator) == []
    assert rungs(coordinator) == [("d2", "not_due")]


def test_reading_of_digests_costs_the_same_for_one_and_three_coordinators(
    commitment: Commitment, coordinator: User, coordinating_body: Organisation
) -> None:
    def cost() -> int:
        with clock.stand_at(moment(june(15))), CaptureQueriesContext(connection) as asked:
            digests.plan()
            grouping.write_letters()
            letters = list(Letter.objects.ready().select_related("person"))
            desk = Desk(letters)
            for letter in letters:
                assert desk.write(letter, letter.person)
        return len(asked)

    first = cost()
    for _number in range(2):
        holder_of(Role.COORDINATOR, coordinating_body)

    assert cost() == first


# --- The month of an organisation ---------------------------------------------------------------


@pytest.fixture
def head(ministry: Organisation) -> User:
    person = holder_of(Role.OBSERVER, ministry, name="Minister Berg")
    with seeding():
        type(post_of(person)).objects.filter(pk=post_of(person).pk).update(is_head=True)
    return person


@pytest.mark.usefixtures("focal_point")  # who is escalated to instead of the head
def test_head_reads_of_the_month_on_working_day_3(commitment: Commitment, head: User) -> None:
    MilestoneFactory.create_batch(2, commitment=commitment, deadline=date(2026, 4, 24))
    MilestoneFactory(commitment=commitment, deadline=june(1))
    CommitmentFactory(lead_organisation=holder_org())
    with clock.stand_at(moment(date(2026, 4, 30))):
        roll()
    with clock.stand_at(moment(june(3))):
        roll()

    assert live(june(2), head) == []
    [letter] = live(june(3), head)

    ministry = commitment.lead_organisation
    assert letter.subject == (f"{ministry.short_name} in May: 3 overdue (+1), 0 without update")
    assert "Overdue: 3 (+1)\n" in letter.body
    assert "In brackets: the change since 30 April 2026.\n" in letter.body
    assert f"The organisation's page: {site('organisations', ministry.slug)}" in letter.body
    assert "you head the organisation" in letter.body
    assert [live(june(day), head) for day in (3, 4, 8)] == [[], [], []]


def holder_org() -> Organisation:
    return post_of(holder_of(Role.OFFICIAL)).organisation


def test_head_of_a_body_that_leads_nothing_is_left_alone(head: User) -> None:
    assert live(june(3), head) == []


def test_the_month_is_no_news_after_a_week(commitment: Commitment, head: User) -> None:
    assert live(june(15), head) == []


def test_a_late_review_goes_to_the_lead_of_the_coordinating_body(
    commitment: Commitment, coordinator: User, coordinating_body: Organisation
) -> None:
    lead = holder_of(Role.COORDINATOR, coordinating_body, name="Zoe Lind")
    submitted(commitment, june(1))
    with seeding():
        type(post_of(lead)).objects.filter(pk=post_of(lead).pk).update(is_head=True)

    with clock.stand_at(moment(june(9))):
        planning.plan()

    told = Notice.objects.filter(rung="v4").values_list("person", "because")
    assert list(told) == [(lead.pk, "lead")]


# --- Hand-over ---------------------------------------------------------------------------------


def test_L8_a_new_holder_gets_one_letter_with_everything_open(
    commitment: Commitment, official: User, ministry: Organisation
) -> None:
    post = post_of(official)
    soon = MilestoneFactory(commitment=commitment, title="Lease", deadline=june(12))
    later = MilestoneFactory(commitment=commitment, title="Opening", deadline=date(2026, 12, 1))
    for step in (soon, later):
        with seeding():
            type(step).objects.filter(pk=step.pk).update(responsible_post=post)
    with clock.stand_at(moment(june(16))):
        planning.plan()
        grouping.write_letters()
    with seeding():
        post.tenures.update(ends_on=june(16), hand_over_note="Call the landlord first.")
    new = TenureFactory(post=post, holder=UserFactory(name="Bo Ek"), starts_on=june(17)).holder

    [letter] = live(june(17), new)

    assert letter.subject.startswith("1 post taken over, 1 overdue: your commitments")
    assert f"Handed over to you: 3 open items ({post.title})\n" in letter.body
    assert "Amina Larsson writes: “Call the landlord first.”\n" in letter.body
    listed = [line.strip() for line in letter.body.splitlines() if "tracker.example.org/m/" in line]
    assert f"Lease ({soon.code}), overdue since 12 June: {site('m', soon.code)}" in listed
    assert f"Opening ({later.code}), due 1 December: {site('m', later.code)}" in listed
    # L8: the former holder's unsent mail is dropped.
    assert live(june(17), official) == []
    assert set(Notice.objects.filter(person=official).values_list("withdrawn", flat=True)) == {
        "not_theirs"
    }
    assert live(june(18), new) == []


def site(*parts: str) -> str:
    return "/".join(("https://tracker.example.org", *parts))


def test_a_new_holder_of_a_post_without_work_gets_no_letter(ministry: Organisation) -> None:
    post = PostFactory(organisation=ministry)
    new = TenureFactory(post=post, starts_on=june(15)).holder

    assert live(june(15), new) == []


def test_a_hand_over_that_was_told_is_not_told_again_when_the_tenure_changes(
    commitment: Commitment, official: User
) -> None:
    post = post_of(official)
    with seeding():
        post.tenures.update(ends_on=june(14))
    new = TenureFactory(post=post, holder=UserFactory(), starts_on=june(15))
    live(june(15), new.holder)

    with seeding():
        post.tenures.filter(pk=new.pk).update(ends_on=date(2027, 1, 1))

    assert live(june(16), new.holder) == []
    assert rungs(new.holder) == [("h1", "sent")]


# --- Letters that did not arrive ----------------------------------------------------------------


class Refusing:
    """A mail server that knows none of these people."""

    def __init__(self, *people: User) -> None:
        self.refused = {person.email for person in people}

    def carry(self, envelope: Envelope, *, going_out: Callable[[], bool]) -> Outcome:
        if envelope.recipient in self.refused:
            return Outcome(Fate.REFUSED, "550 5.1.1 No such person")
        going_out()
        mail.outbox.append(envelope.message)
        return Outcome(Fate.SENT, "250 Accepted")

    def close(self) -> None:
        """Nothing is open."""


def deliver(day: date, carrier: Carrier) -> None:
    with clock.stand_at(moment(day)):
        planning.plan()
        grouping.write_letters()
        letters = list(Letter.objects.ready().select_related("person"))
        desk = Desk(letters)
        for letter in letters:
            delivery.send_letter(letter.pk, letter.person, desk, carrier)


@pytest.fixture
def overdue(commitment: Commitment) -> Commitment:
    MilestoneFactory(commitment=commitment, deadline=june(12))
    return commitment


def test_a_refused_letter_is_told_to_the_focal_point_and_to_administrators(
    overdue: Commitment, official: User, focal_point: User, administrator: User
) -> None:
    deliver(june(15), Refusing(official))

    told = Notice.objects.filter(rung="b1").order_by("person__name")
    assert list(told.values_list("person", "because")) == sorted(
        [(focal_point.pk, "focal_point"), (administrator.pk, "administrator")],
        key=lambda row: User.objects.get(pk=row[0]).name,
    )
    [letter] = live(june(16), administrator)
    assert letter.subject == "Our letter did not reach Amina Larsson"
    assert "The mail server said: 550 5.1.1 No such person\n" in letter.body
    assert f"Correct the address: {site('people', str(official.pk))}" in letter.body
    [letter] = live(june(16), focal_point) or [None]
    assert letter is None  # theirs left in the same run


def test_two_people_without_an_address_do_not_write_for_ever(
    overdue: Commitment, official: User, administrator: User, coordinating_body: Organisation
) -> None:
    other = holder_of(Role.ADMINISTRATOR, coordinating_body)
    nobody = Refusing(official, administrator, other)

    for day in (15, 16, 17, 18):
        deliver(june(day), nobody)

    causes = Letter.objects.filter(person=official).values_list("pk", flat=True)
    assert set(Notice.objects.filter(rung="b1").values_list("cause", flat=True)) <= set(causes)


def test_a_letter_that_came_back_is_written_down_once_and_told(
    overdue: Commitment, official: User, administrator: User
) -> None:
    live(june(15), official)
    letter = Letter.objects.get(person=official)

    with clock.stand_at(moment(june(15)) + timedelta(hours=1)):
        first = undelivered.bounced(letter.message_id, "5.2.2 Mailbox full")
        again = undelivered.bounced(letter.message_id, "5.2.2 Mailbox full")

    assert (first, again) == (True, True)
    assert Bounce.objects.get().answer == "5.2.2 Mailbox full"
    assert rungs(administrator) == [("b1", "planned")]
    [told] = live(june(16), administrator)
    assert "The mail server said: 5.2.2 Mailbox full\n" in told.body


def test_what_is_none_of_our_letters_writes_nothing_down() -> None:
    assert undelivered.bounced("<somebody@else>", "5.1.1") is False
    assert not Bounce.objects.exists()


def test_news_of_a_lost_letter_of_last_week_is_withdrawn(
    overdue: Commitment, official: User, administrator: User
) -> None:
    deliver(june(15), Refusing(official))

    assert live(june(29), administrator) == []
    assert rungs(administrator) == [("b1", "not_due")]
