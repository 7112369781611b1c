"""Letters: one a person and working day, ordered, in plain words, and changing nothing."""

import re
from datetime import UTC, date, time
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from accounts.models import Organisation, User
from accounts.words import Role
from commitments.models import Commitment, Milestone
from commitments.reminders import grouping, planning
from commitments.reminders.delivery import send_letters
from commitments.reminders.models import Letter, Notice
from commitments.services import dates, submissions
from history import clock
from tests.commitments.reminders.conftest import NINE, june, moment
from tests.factories import (
    CommitmentFactory,
    DateRequestFactory,
    DeputyFactory,
    HolidayFactory,
    MilestoneFactory,
    PostFactory,
    TenureFactory,
    UpdateFactory,
    UserFactory,
    holder_of,
    post_of,
    seeding,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("holidays", "site")]


@pytest.fixture(autouse=True)
def _reply_to(settings: Any) -> None:
    settings.COORDINATION_EMAIL = "coordination@example.org"


@pytest.fixture
def commitment(ministry: Organisation, official: User) -> Commitment:
    return CommitmentFactory(
        code="GCM-14-0001",
        title="Consular help desks along two corridors",
        lead_organisation=ministry,
        accountable_post=post_of(official),
        agreed_on=june(1),
        starts_on=date(2026, 1, 1),
    )


@pytest.fixture
def desk(commitment: Commitment) -> Milestone:
    return MilestoneFactory(
        commitment=commitment,
        title="Open the Port City help desk",
        in_progress=True,
        deadline=june(12),
    )


def live(day: date, at: time = NINE) -> list[Any]:
    """One run of the clock: plan, write, send; what arrived."""
    before = len(mail.outbox)
    with clock.stand_at(moment(day, at)):
        planning.plan()
        grouping.write_letters()
        send_letters(list(Letter.objects.ready().values_list("pk", flat=True)))
    return mail.outbox[before:]


def subjects(day: date) -> list[str]:
    return [letter.subject for letter in live(day)]


def test_letter_of_one_item_says_what_when_and_what_next(
    desk: Milestone, official: User, ministry: Organisation
) -> None:
    holder_of(Role.FOCAL_POINT, ministry, name="Jonas Berg")
    with clock.stand_at(moment(june(3))):
        UpdateFactory(
            commitment=desk.commitment, published_by=official, next_step="Lease to be signed."
        )

    [letter] = live(june(15))

    assert letter.subject == "Overdue by 3 days: Open the Port City help desk (GCM-14-0001)"
    assert letter.to == [official.email]
    assert letter.body.strip() == (
        "Good day Amina Larsson,\n\n"
        "Overdue by 3 days: Open the Port City help desk\n"
        "Commitment GCM-14-0001, Consular help desks along two corridors\n"
        "Deadline: Friday 12 June 2026.\n"
        "You said on 3 June: “Lease to be signed.”\n"
        "  Log progress: https://tracker.example.org/m/GCM-14-0001-M01/log\n"
        "  Submit for review: https://tracker.example.org/m/GCM-14-0001-M01/submit\n"
        "  Ask for a new date: https://tracker.example.org/m/GCM-14-0001-M01/date\n"
        "  This is not mine: https://tracker.example.org/m/GCM-14-0001-M01/not-me\n"
        "What happens next: on Monday 22 June Jonas Berg is told as well.\n\n"
        "-- \n"
        "You get this because you are the accountable owner.\n"
        "Choose how we write to you: https://tracker.example.org/settings\n"
        "What waits for you: https://tracker.example.org/my-work"
    )


def test_headers_are_those_of_an_automatic_letter_that_people_may_answer(desk: Milestone) -> None:
    [letter] = live(june(15))

    message = letter.message()
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Reply-To"] == "coordination@example.org"
    assert message["Message-ID"] == Letter.objects.get().message_id
    assert (message["List-Unsubscribe"], message["Precedence"]) == (None, None)
    assert [part.get_content_type() for part in message.walk()] == [
        "multipart/alternative", "text/plain", "text/html",
    ]  # fmt: skip


def test_html_says_what_the_text_says(desk: Milestone) -> None:
    [letter] = live(june(15))

    html = letter.alternatives[0][0]
    words = " ".join(re.sub(r"<[^>]+>", " ", html).split())
    for line in letter.body.splitlines():
        label = re.sub(r":? https://\S+", "", line).strip(" -")
        assert label in words
    for url in re.findall(r"https://\S+", letter.body):
        assert f'href="{url}"' in html
    assert "<img" not in html
    assert "<style" not in html


def test_T_L_get_opening_every_link_changes_nothing(
    desk: Milestone, official: User, coordinator: User, commitment: Commitment, client: Client
) -> None:
    waiting = MilestoneFactory(
        commitment=commitment, submitted=True, deadline=june(12), submitted_on=june(15)
    )
    late = MilestoneFactory(commitment=commitment, deadline=june(12))
    DateRequestFactory(milestone=late, asked_on=june(10), asked_by=official)
    letters = live(june(15))
    urls = {
        (letter.to[0], url)
        for letter in letters
        for url in re.findall(r"https://tracker\.example\.org(\S+)", letter.body)
    }
    before = _everything()

    for address, url in sorted(urls):
        client.force_login(User.objects.get(email=address))
        assert client.get(url).status_code == 200, url

    assert len(urls) >= 7
    assert waiting.code in str(urls)
    assert _everything() == before


def _everything() -> list[Any]:
    from history.models import Act

    return [
        list(Milestone.objects.order_by("pk").values()),
        list(Notice.objects.order_by("pk").values()),
        list(Letter.objects.order_by("pk").values()),
        Act.objects.count(),
    ]


def test_W6_three_items_make_one_letter(commitment: Commitment, desk: Milestone) -> None:
    MilestoneFactory(commitment=commitment, title="Train the staff", deadline=june(22))
    other = CommitmentFactory(
        lead_organisation=commitment.lead_organisation,
        accountable_post=commitment.accountable_post,
        title="Fair recruitment register",
        agreed_on=date(2026, 3, 17),
    )

    [letter] = live(june(15))

    assert letter.subject == (
        "1 overdue, 1 due soon, 1 update to write: your commitments, Monday 15 June"
    )
    places = [letter.body.index(words) for words in (
        "OVERDUE\n", desk.title, "\nDUE\n", "Train the staff", "UPDATE DUE\n", other.title,
    )]  # fmt: skip
    assert places == sorted(places)
    assert Notice.objects.filter(letter__state="sent").count() == 3


def test_parts_are_ordered_longest_overdue_first_and_ten_are_shown(
    commitment: Commitment,
) -> None:
    for number in range(1, 13):
        MilestoneFactory(commitment=commitment, title=f"Step {number}", deadline=june(number))
    MilestoneFactory(
        commitment=commitment, returned=True, title="Sent back", deadline=june(12),
        returned_on=june(1),
    )  # fmt: skip

    [letter] = live(june(15))

    shown = re.findall(r"^(?:Overdue by|Decision).*: (.*)$", letter.body, re.MULTILINE)
    assert shown == ["Sent back", *[f"Step {number}" for number in range(1, 11)]]
    assert "and 2 more: https://tracker.example.org/my-work" in letter.body
    assert letter.subject.startswith("1 returned, 12 overdue: ")


@pytest.mark.parametrize("length", [10, 60, 200])
def test_subject_stays_under_78_characters(commitment: Commitment, length: int) -> None:
    MilestoneFactory(commitment=commitment, title="x" * length, deadline=june(12))

    [subject] = subjects(june(15))

    assert len(subject) < 78
    assert subject.endswith("(GCM-14-0001)")


def test_focal_point_reads_how_much_of_the_ministry_is_overdue(
    commitment: Commitment, focal_point: User
) -> None:
    for day in (1, 12, 12):
        MilestoneFactory(commitment=commitment, deadline=june(day))
    live(june(15))

    found = {letter.to[0]: letter.subject for letter in live(june(22))}

    assert found[focal_point.email] == "3 of your ministry's milestones are overdue (2 new)"


def test_escalation_asks_for_a_decision_by_a_day(commitment: Commitment, desk: Milestone) -> None:
    assert subjects(date(2026, 7, 13)) == [
        "Decision needed by Monday 27 July: Open the Port City help desk (GCM-14-0001)"
    ]


def test_stand_in_reads_for_whom(desk: Milestone, official: User) -> None:
    DeputyFactory(
        post=post_of(official), deputy=UserFactory(name="Dan"), starts_on=june(8), ends_on=june(26)
    )

    [letter] = live(june(15))

    assert "You are standing in for Amina Larsson." in letter.body


def test_W11_who_answers_for_the_body_reads_that_there_is_no_owner(
    desk: Milestone, official: User, focal_point: User
) -> None:
    with seeding():
        User.objects.filter(pk=official.pk).update(is_active=False)

    [letter] = live(june(15))

    assert letter.to == [focal_point.email]
    assert "No owner. Choose one." in letter.body


def test_a_second_run_of_the_same_day_sends_nothing(
    desk: Milestone, commitment: Commitment
) -> None:
    live(june(15))
    MilestoneFactory(commitment=commitment, deadline=june(1))

    assert live(june(15), time(10, tzinfo=UTC)) == []
    assert Notice.objects.open().count() == 1
    assert len(live(june(16))) == 1


@pytest.mark.parametrize("at", [time(0, 1), time(5, 59), time(16, 0), time(21, 59)])
def test_nothing_leaves_in_quiet_hours(desk: Milestone, at: time) -> None:
    assert live(june(15), at.replace(tzinfo=NINE.tzinfo)) == []
    assert Letter.objects.count() == 0


@pytest.mark.parametrize("at", [time(6, 0), time(15, 59)])
def test_letters_leave_from_eight_to_eighteen_in_stockholm(desk: Milestone, at: time) -> None:
    assert len(live(june(15), at.replace(tzinfo=NINE.tzinfo))) == 1


def test_nothing_leaves_on_a_day_on_which_the_reader_does_not_work(
    desk: Milestone, ministry: Organisation
) -> None:
    HolidayFactory(organisation=ministry, on=june(15))
    HolidayFactory(organisation=ministry, on=june(19))

    assert subjects(june(15)) == []
    assert subjects(june(16)) == ["Overdue by 4 days: Open the Port City help desk (GCM-14-0001)"]


def test_W3_a_letter_leaves_on_a_sunday_where_sunday_is_a_working_day(
    commitment: Commitment, ministry: Organisation
) -> None:
    with seeding():
        Organisation.objects.filter(pk=ministry.pk).update(working_week=[7, 1, 2, 3, 4])
    MilestoneFactory(commitment=commitment, title="Open the desk", deadline=june(4))

    assert [subjects(june(day)) for day in (5, 6, 7)] == [
        [], [], ["Overdue by 3 days: Open the desk (GCM-14-0001)"],
    ]  # fmt: skip


def test_what_was_done_after_the_letter_was_made_is_not_asked_for(
    desk: Milestone, official: User
) -> None:
    with clock.stand_at(moment(june(15))):
        planning.plan()
        grouping.write_letters()
        with seeding():
            Milestone.objects.filter(pk=desk.pk).update(
                state="submitted", achieved_on=june(10), submitted_on=june(15)
            )
        send_letters([Letter.objects.get().pk])

    assert mail.outbox == []
    assert Letter.objects.get().state == "withdrawn"
    assert Notice.objects.get(rung="o1").withdrawn == "not_due"


def test_who_lost_the_right_since_is_not_written_to(desk: Milestone, official: User) -> None:
    with clock.stand_at(moment(june(15))):
        planning.plan()
        grouping.write_letters()
        with seeding():
            post_of(official).tenures.update(ends_on=june(14))
        send_letters([Letter.objects.get().pk])

    assert mail.outbox == []
    assert Notice.objects.get().withdrawn == "not_theirs"


def test_a_focal_point_is_not_told_of_what_the_page_would_not_show(
    desk: Milestone, focal_point: User
) -> None:
    elsewhere = PostFactory()
    TenureFactory(post=elsewhere)
    with seeding():
        Commitment.objects.filter(pk=desk.commitment_id).update(
            lead_organisation=elsewhere.organisation, visibility="organisation"
        )
    live(june(15))

    found = [letter.to for letter in live(june(22))]

    assert [focal_point.email] not in found
    assert Notice.objects.get(person=focal_point).withdrawn == "not_theirs"


def test_coordinator_reads_what_waits_for_a_decision(
    commitment: Commitment, coordinator: User
) -> None:
    step = MilestoneFactory(
        commitment=commitment, submitted=True, title="Publish the list", deadline=june(20),
        submitted_on=june(15),
    )  # fmt: skip

    [letter] = live(june(15))

    assert letter.subject == "To review by Tuesday 23 June: Publish the list (GCM-14-0001)"
    assert f"Review: https://tracker.example.org/m/{step.code}/review" in letter.body
    assert "You get this because you coordinate the plan." in letter.body


def test_letters_of_invented_people_stay_in_the_mailbox(
    desk: Milestone, official: User, settings: Any, tmp_path: Any
) -> None:
    from tracker import mailbox

    settings.MAILBOX = str(tmp_path)
    with seeding():
        User.objects.filter(pk=official.pk).update(is_demo=True)

    assert live(june(15)) == []
    assert [kept.subject for kept in mailbox.newest()] == [Letter.objects.get().subject]
    assert Letter.objects.get().state == "sent"


@pytest.mark.parametrize("size", [1, 4])
def test_writing_letters_costs_the_same_whatever_the_number(
    size: int, ministry: Organisation, django_assert_max_num_queries: Any
) -> None:
    for _number in range(size):
        owner = holder_of(Role.OFFICIAL, ministry)
        promise = CommitmentFactory(
            lead_organisation=ministry, accountable_post=post_of(owner), agreed_on=june(1)
        )
        MilestoneFactory.create_batch(size, commitment=promise, deadline=june(12))
    with clock.stand_at(moment(june(15))):
        planning.plan()
        with django_assert_max_num_queries(20):
            assert grouping.write_letters() == size
        # A reading for all, then for each: claim, rights, mark, settle, in savepoints.
        with django_assert_max_num_queries(20 + 9 * size):
            send_letters(list(Letter.objects.values_list("pk", flat=True)))
    assert len(mail.outbox) == size


def test_a_title_of_two_lines_stays_one_header(commitment: Commitment) -> None:
    MilestoneFactory(commitment=commitment, title="Open\r\nBcc: all@example.org", deadline=june(12))

    assert subjects(june(15)) == ["Overdue by 3 days: Open Bcc: all@example.org (GCM-14-0001)"]


def submitted(milestone: Milestone, by: User, achieved_on: date) -> None:
    submissions.submit_milestone(
        milestone, by=by, achieved_on=achieved_on, answers=["In force.", "Open."],
        no_evidence_reason="Public.",
    )  # fmt: skip


def sent_back(milestone: Milestone, coordinator: User) -> None:
    submissions.return_milestone(
        milestone, by=coordinator, verdicts=["met", "not_met"], reasons="One office\nis shut."
    )


def test_W4_a_return_is_told_at_once_beside_the_letter_of_the_day(
    desk: Milestone, commitment: Commitment, coordinator: User, official: User
) -> None:
    with clock.stand_at(moment(june(11))):
        submitted(desk, official, june(10))
    MilestoneFactory(commitment=commitment, deadline=june(12))
    assert [letter.subject[:10] for letter in live(june(15))].count("Overdue by") == 1
    with clock.stand_at(moment(june(15), time(9, tzinfo=UTC))):
        sent_back(desk, coordinator)

    [letter] = live(june(15), time(10, tzinfo=UTC))

    assert letter.subject == ("Returned for changes: Open the Port City help desk (GCM-14-0001)")
    assert "Leila Haddad writes: “One office is shut.”" in letter.body
    assert "What happens next: on Wednesday 24 June Leila Haddad is told as well." in letter.body
    assert live(june(15), time(11, tzinfo=UTC)) == []
    assert live(june(16)) == []


def test_a_return_in_the_evening_is_told_in_the_letter_of_the_next_morning(
    desk: Milestone, commitment: Commitment, coordinator: User, official: User
) -> None:
    with clock.stand_at(moment(june(11))):
        submitted(desk, official, june(10))
    MilestoneFactory(commitment=commitment, deadline=june(15))
    evening = time(17, tzinfo=UTC)
    with clock.stand_at(moment(june(15), evening)):
        sent_back(desk, coordinator)

    assert live(june(15), evening) == []
    assert subjects(june(16)) == ["1 returned, 1 overdue: your commitments, Tuesday 16 June"]


def test_acceptance_is_told_and_nothing_else_comes(
    desk: Milestone, coordinator: User, official: User
) -> None:
    with clock.stand_at(moment(june(11))):
        submitted(desk, official, june(10))
    with clock.stand_at(moment(june(12))):
        submissions.accept_milestone(desk, by=coordinator, verdicts=["met", "met"])

    assert subjects(june(12)) == [
        "Accepted as achieved: Open the Port City help desk (GCM-14-0001)"
    ]
    assert [live(june(day)) for day in (15, 22, 30)] == [[], [], []]


@pytest.mark.parametrize(
    ("outcome", "subject"),
    [
        ("approved", "New date approved: 30 September 2026 (GCM-14-0001-M01)"),
        ("refused", "Date request refused: Open the Port City help desk (GCM-14-0001-M01)"),
    ],
)
def test_answer_to_a_date_request_is_told(
    desk: Milestone, coordinator: User, official: User, outcome: str, subject: str
) -> None:
    live(june(5))
    with clock.stand_at(moment(june(10))):
        request = dates.ask_for_date(
            desk, by=official, asked_deadline=date(2026, 9, 30), cause="other_body",
            explanation="Parliament votes later.",
        )  # fmt: skip
        dates.decide_date(request, by=coordinator, outcome=outcome, reason="Known to all.")

    found = [letter for letter in live(june(10)) if letter.to == [official.email]]

    assert [letter.subject for letter in found] == [subject]
    assert "Leila Haddad writes: “Known to all.”" in found[0].body


def test_a_decision_that_is_no_news_is_not_told(
    desk: Milestone, coordinator: User, official: User
) -> None:
    with clock.stand_at(moment(june(1))):
        submitted(desk, official, june(1))
        submissions.accept_milestone(desk, by=coordinator, verdicts=["met", "met"])

    assert live(june(8)) == []
