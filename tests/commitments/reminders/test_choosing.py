"""Letters go out as each person chose: hour, zone, rhythm, mutes, absences (L4-L6, L10, W10)."""

import re
from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts.models import Deputy, Organisation, User
from accounts.words import Role
from commitments.models import Commitment, Milestone
from commitments.reminders import choosing, grouping, planning
from commitments.reminders.delivery import send_letters
from commitments.reminders.models import Away, Letter, Notice, Preference
from commitments.reminders.rules.topics import Rhythm, Topic
from commitments.services.errors import Problems
from history import clock
from history.models import Act
from tests.commitments.reminders.conftest import NINE, june, moment
from tests.factories import (
    CommitmentFactory,
    MilestoneFactory,
    UserFactory,
    holder_of,
    post_of,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("holidays", "site")]


def run(at: datetime) -> list[Any]:
    """One call of the clock; what arrived."""
    before = len(mail.outbox)
    with clock.stand_at(at):
        planning.plan()
        grouping.write_letters()
        send_letters(list(Letter.objects.ready().values_list("pk", flat=True)))
    return mail.outbox[before:]


def live(day: date, at: time = NINE) -> list[Any]:
    return run(moment(day, at))


def choose(person: User, **chosen: Any) -> Preference:
    values = {
        "rhythm": Rhythm.DAILY, "hour": 8, "weekday": 1, "time_zone": "",
        "language": "en", "switched_off": (),
    }  # fmt: skip
    return choosing.choose(by=person, **{**values, **chosen})


def rungs(letters: list[Any]) -> list[str]:
    """The rungs in what was sent, by their letters' numbers."""
    ids = [letter.extra_headers["Message-ID"] for letter in letters]
    rows = Notice.objects.filter(letter__message_id__in=ids).order_by("rung")
    return list(rows.values_list("rung", flat=True))


# --- Hours (L4, W9) ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("zone", "before", "at"),
    [
        ("", (15, 5, 59), (15, 6, 0)),
        ("Africa/Nairobi", (15, 4, 59), (15, 5, 0)),
        ("America/New_York", (15, 11, 59), (15, 12, 0)),
        # It is eight there before the day has begun in the record: it comes with the day.
        ("Pacific/Auckland", (14, 20, 0), (14, 22, 0)),
    ],
)
def test_W9_letter_leaves_in_the_morning_of_the_person(
    due: Milestone, official: User, zone: str, before: tuple[int, ...], at: tuple[int, ...]
) -> None:
    choose(official, time_zone=zone)

    early = run(datetime(2026, 6, *before, tzinfo=UTC))
    on_time = run(datetime(2026, 6, *at, tzinfo=UTC))

    assert (rungs(early), rungs(on_time)) == ([], ["o1"])
    assert Letter.objects.get().day == june(15)


def test_L4_letter_waits_for_the_hour_that_the_person_chose(due: Milestone, official: User) -> None:
    choose(official, hour=14)

    assert live(june(15)) == []
    assert len(live(june(15), time(12, tzinfo=UTC))) == 1


# --- Rhythm (L5, L10) --------------------------------------------------------------------------


def test_L5_weekly_letter_holds_what_comes_before_the_deadline(
    commitment: Commitment, official: User
) -> None:
    choose(official, rhythm=Rhythm.WEEKLY)
    MilestoneFactory(commitment=commitment, deadline=june(18))  # R2 on Thursday 11 June
    MilestoneFactory(commitment=commitment, deadline=june(24))  # R2 on Wednesday 17 June

    midweek = [letter for day in (10, 11, 12) for letter in live(june(day))]
    [weekly] = live(june(15))

    assert midweek == []
    assert rungs([weekly]) == ["r1", "r2"]
    assert weekly.subject == "Your week: 2 due"
    assert live(june(17)) == []


def test_L5_overdue_comes_on_the_day_to_the_owner_and_weekly_to_others(
    commitment: Commitment, official: User, focal_point: User
) -> None:
    for person in (official, focal_point):
        choose(person, rhythm=Rhythm.WEEKLY)
    MilestoneFactory(commitment=commitment, deadline=june(16), in_progress=True)

    second_ask = live(june(23))
    in_the_week = [one for one in live(june(29)) if focal_point.email in one.to]

    assert [letter.to for letter in second_ask] == [[official.email]]
    assert rungs(second_ask) == ["o2"]
    assert second_ask[0].subject.startswith("Overdue by 7 days: ")
    assert [letter.subject for letter in in_the_week] == ["Your week: 1 overdue"]


def test_L5_weekly_letter_counts_what_is_overdue_due_and_to_write(
    commitment: Commitment, official: User
) -> None:
    choose(official, rhythm=Rhythm.WEEKLY)
    for deadline in (14, 19, 22):
        MilestoneFactory(commitment=commitment, deadline=june(deadline), in_progress=True)
    CommitmentFactory(
        lead_organisation=commitment.lead_organisation,
        accountable_post=commitment.accountable_post,
        agreed_on=date(2026, 3, 16),
    )

    [letter] = live(june(15))

    assert letter.subject == "Your week: 1 overdue, 2 due, 1 update to write"


def test_weekly_letter_that_an_outage_held_up_comes_a_day_later(
    commitment: Commitment, official: User
) -> None:
    choose(official, rhythm=Rhythm.WEEKLY)
    MilestoneFactory(commitment=commitment, deadline=june(18))
    with clock.stand_at(moment(june(11))):
        planning.plan()

    assert rungs(live(june(16))) == ["r2"]


def test_L10_inbox_only_leaves_what_is_essential_and_the_ledger_says_why(
    commitment: Commitment, official: User
) -> None:
    choose(official, rhythm=Rhythm.INBOX)
    coming = MilestoneFactory(commitment=commitment, deadline=date(2026, 7, 15))
    MilestoneFactory(commitment=commitment, deadline=june(12), in_progress=True)

    assert rungs(live(june(15))) == ["o1"]
    [kept] = Notice.objects.filter(milestone=coming)
    assert (kept.rung, kept.unmailed, kept.letter) == ("r1", "inbox_only", None)


def test_L10_topic_that_is_switched_off_stays_in_the_inbox(
    commitment: Commitment, official: User, client: Client
) -> None:
    choose(official, switched_off=[Topic.COMING_UP, Topic.OVERDUE])
    coming = MilestoneFactory(commitment=commitment, deadline=date(2026, 7, 15))
    late = MilestoneFactory(commitment=commitment, deadline=june(12), in_progress=True)

    assert rungs(live(june(15))) == ["o1"]
    assert Notice.objects.get(milestone=coming).unmailed == "switched_off"
    with clock.stand_at(moment(june(15))):
        client.force_login(official)
        inbox = client.get("/inbox").content.decode()
        panel = client.get(f"/m/{coming.code}").content.decode()
    assert coming.title in inbox
    assert late.title in inbox
    assert "In the inbox only: switched off by the person" in panel


def test_planning_again_sends_nothing_that_was_kept_from_mail(
    commitment: Commitment, official: User
) -> None:
    choose(official, switched_off=[Topic.COMING_UP])
    MilestoneFactory(commitment=commitment, deadline=date(2026, 7, 15))

    letters = [letter for day in (15, 16, 17) for letter in live(june(day))]

    assert letters == []
    assert Notice.objects.count() == 1


def test_mute_stops_optional_mail_of_a_commitment_and_never_what_is_essential(
    commitment: Commitment, official: User
) -> None:
    with clock.stand_at(moment(june(10))):
        choosing.mute(commitment, by=official, until=june(30))
    other = CommitmentFactory(
        accountable_post=post_of(official), lead_organisation=commitment.lead_organisation,
        agreed_on=june(1),
    )  # fmt: skip
    coming = [
        MilestoneFactory(commitment=one, deadline=date(2026, 7, 15)) for one in (commitment, other)
    ]
    MilestoneFactory(commitment=commitment, deadline=june(12), in_progress=True)

    assert rungs(live(june(15))) == ["o1", "r1"]
    muted = Notice.objects.get(milestone=coming[0])
    assert (muted.unmailed, muted.done_at is not None) == ("muted", True)
    assert Notice.objects.get(milestone=coming[1]).unmailed == ""


# --- One click (L10, RFC 8058) -----------------------------------------------------------------


def test_L10_optional_letter_can_be_ended_by_one_click_and_opening_it_changes_nothing(
    commitment: Commitment, official: User
) -> None:
    MilestoneFactory(commitment=commitment, deadline=date(2026, 7, 15))
    [letter] = live(june(15))
    message = letter.message()
    address = message["List-Unsubscribe"].strip("<>").removeprefix("https://tracker.example.org")
    # A mail program: no session, no cookie, no token of a form.
    program = Client(enforce_csrf_checks=True)

    opened = program.get(address)
    unchanged = Preference.objects.filter(person=official).exists()
    clicked = program.post(address, {"List-Unsubscribe": "One-Click"})

    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert (opened.status_code, unchanged, clicked.status_code) == (200, False, 200)
    assert "Stop these letters" in opened.content.decode()
    assert Preference.objects.get(person=official).switched_off == [Topic.COMING_UP]
    assert Act.objects.latest("pk").kind == "preferences.unsubscribed"
    assert Act.objects.latest("pk").person == official
    MilestoneFactory(commitment=commitment, deadline=date(2026, 7, 16))
    assert live(june(16)) == []


def test_letter_with_something_essential_cannot_be_ended_by_one_click(
    commitment: Commitment, due: Milestone
) -> None:
    MilestoneFactory(commitment=commitment, deadline=date(2026, 7, 15))

    [letter] = live(june(15))

    assert rungs([letter]) == ["o1", "r1"]
    assert letter.message()["List-Unsubscribe"] is None
    assert "https://tracker.example.org/settings" in letter.body
    assert "You get this because you are the accountable owner." in letter.body


def test_letter_that_was_made_before_the_click_does_not_leave_after_it(
    commitment: Commitment, official: User
) -> None:
    coming = MilestoneFactory(commitment=commitment, deadline=date(2026, 7, 15))
    with clock.stand_at(moment(june(15))):
        planning.plan()
        grouping.write_letters()
        choosing.switch_off(official, [Topic.COMING_UP])

    letters = [*live(june(15)), *live(june(15))]

    assert letters == []
    assert Letter.objects.get().state == Letter.State.WITHDRAWN
    assert Notice.objects.get(milestone=coming).unmailed == "switched_off"


@pytest.mark.parametrize("token", ["nonsense", "WzEsWyJjb21pbmdfdXAiXV0:forged"])
def test_unsubscribe_address_that_is_not_ours_is_not_found(client: Client, token: str) -> None:
    for answer in (client.get(f"/unsubscribe/{token}"), client.post(f"/unsubscribe/{token}")):
        assert answer.status_code == 404
    assert not Preference.objects.exists()


# --- Away (L6, W10) ----------------------------------------------------------------------------


def go_away(person: User, deputy: User | None = None, **more: Any) -> Away:
    with clock.stand_at(moment(june(5))):
        fresh = User.objects.get(pk=person.pk)
        return choosing.go_away(
            by=fresh, starts_on=june(8), ends_on=june(26), deputy=deputy, **more
        )


def test_W10_deputy_is_told_meanwhile_and_the_owner_once_on_return(
    due: Milestone, official: User, ministry: Organisation
) -> None:
    deputy = holder_of(Role.OFFICIAL, ministry, name="Yusuf Demir")
    live(june(5))
    go_away(official, deputy)
    days = [june(day) for day in (8, 9, 10, 11, 12, 15, 16, 17, 18)]

    meanwhile = [letter for day in days for letter in live(day)]
    live(june(22))  # the second ask
    live(june(26))  # the third
    back = [letter for letter in live(june(29)) if letter.to == [official.email]]
    after = [letter for letter in live(june(30)) if letter.to == [official.email]]

    assert [(letter.to, rungs([letter])) for letter in meanwhile] == [
        ([deputy.email], ["r3"]),
        ([deputy.email], ["o1"]),
    ]
    assert all("You are standing in for Amina Larsson." in one.body for one in meanwhile)
    [summary] = back
    assert rungs(back) == ["o3"]
    assert (
        "You were away from 8 June 2026 to 26 June 2026, and Yusuf Demir stood in for you. "
        "This is what is open now."
    ) in summary.body
    assert after == []


def test_L6_without_a_deputy_mail_goes_to_the_focal_point(
    due: Milestone, official: User, focal_point: User
) -> None:
    go_away(official)

    letters = live(june(15))

    assert [letter.to for letter in letters] == [[focal_point.email]]
    assert "because the accountable owner is away and has no deputy" in letters[0].body


def test_L6_focal_point_is_told_as_well_where_the_person_asks_for_it(
    due: Milestone, official: User, focal_point: User, ministry: Organisation
) -> None:
    deputy = holder_of(Role.OFFICIAL, ministry, name="Yusuf Demir")
    go_away(official, deputy, tell_focal_point=True)

    assert sorted(letter.to[0] for letter in live(june(15))) == sorted(
        [deputy.email, focal_point.email]
    )


def test_who_comes_back_early_gets_their_mail_again(
    due: Milestone, official: User, ministry: Organisation
) -> None:
    deputy = holder_of(Role.OFFICIAL, ministry, name="Yusuf Demir")
    away = go_away(official, deputy)
    live(june(11))

    with clock.stand_at(moment(june(15), time(5, tzinfo=UTC))):
        choosing.come_back(away, by=User.objects.get(pk=official.pk))
    letters = live(june(15))

    assert [letter.to for letter in letters] == [[official.email]]
    assert Deputy.objects.get().ends_on == june(14)


def test_absence_that_has_not_begun_is_called_off_as_a_whole(
    due: Milestone, official: User, ministry: Organisation
) -> None:
    away = go_away(official, holder_of(Role.OFFICIAL, ministry))

    with clock.stand_at(moment(june(5))):
        choosing.come_back(away, by=User.objects.get(pk=official.pk))

    assert not Away.objects.exists()
    assert not Deputy.objects.exists()


def test_deputy_is_another_person_who_is_there(official: User, ministry: Organisation) -> None:
    colleague = holder_of(Role.OFFICIAL, ministry, name="Yusuf Demir")
    go_away(colleague)
    closed = UserFactory(is_active=False)

    refused = {}
    for deputy in (official, colleague, closed):
        with pytest.raises(Problems) as caught:
            go_away(official, deputy)
        refused[deputy.pk] = caught.value.problems

    assert refused == {
        official.pk: {"deputy": "You cannot be your own deputy. Choose another person."},
        colleague.pk: {
            "deputy": "Yusuf Demir is away on one of these days. Choose another person."
        },
        closed.pk: {"deputy": "This account is closed. Choose another person."},
    }
    assert list(Away.objects.values_list("person", flat=True)) == [colleague.pk]


def test_two_absences_at_once_are_refused(official: User) -> None:
    go_away(official)

    with pytest.raises(Problems, match="You are away on one of these days already"):
        go_away(official)


# --- The page ----------------------------------------------------------------------------------


def _sent(**values: Any) -> dict[str, Any]:
    return {
        "rhythm": "weekly", "hour": "10", "weekday": "3", "time_zone": "Africa/Nairobi",
        "language": "en", "email": ["due_soon"],
    } | values  # fmt: skip


def test_page_keeps_what_the_person_chooses(official: User, client: Client) -> None:
    client.force_login(official)

    answer = client.post("/settings", _sent())

    kept = Preference.objects.get(person=official)
    assert (answer.status_code, answer["Location"]) == (302, "/settings")
    assert (kept.rhythm, kept.hour, kept.weekday, kept.time_zone, kept.switched_off) == (
        "weekly", 10, 3, "Africa/Nairobi", ["coming_up", "round", "update_soon"],
    )  # fmt: skip
    assert Act.objects.latest("pk").kind == "preferences.changed"


def test_page_locks_what_the_person_is_accountable_for(official: User, client: Client) -> None:
    client.force_login(official)

    page = client.get("/settings").content.decode()

    assert re.findall(r'name="email" value="(\w+)"', page) == [
        "coming_up", "due_soon", "update_soon", "round",
    ]  # fmt: skip
    assert page.count("Always, because you are accountable") == 5


@pytest.mark.parametrize(
    ("values", "problem"),
    [
        ({"rhythm": ""}, "Choose how often we write to you"),
        ({"hour": "19"}, "Select a valid choice"),
        ({"time_zone": "Mars/Base"}, "Select a valid choice"),
        ({"email": ["overdue"]}, "Select a valid choice"),
    ],
)
def test_page_refuses_what_it_does_not_offer(
    official: User, client: Client, values: dict[str, Any], problem: str
) -> None:
    client.force_login(official)

    answer = client.post("/settings", _sent(**values))

    assert answer.status_code == 422
    assert problem in answer.content.decode()
    assert not Preference.objects.exists()


def test_absence_is_set_and_ended_on_the_page(
    official: User, ministry: Organisation, client: Client
) -> None:
    deputy = holder_of(Role.OFFICIAL, ministry, name="Yusuf Demir")
    client.force_login(official)
    today = clock.real_today().isoformat()
    sent = {"away-starts_on": today, "away-ends_on": today, "away-deputy": deputy.email}

    client.post("/settings/away", sent)
    page = client.get("/settings").content.decode()
    away = Away.objects.get(person=official)
    stands_in = Deputy.objects.get(post=post_of(official)).deputy
    client.post(reverse("come-back", args=[away.pk]))

    assert "Yusuf Demir stands in." in page
    assert stands_in == deputy
    assert not Away.objects.exists()
    assert not Deputy.objects.exists()


def test_own_address_as_deputy_is_refused_at_the_field(official: User, client: Client) -> None:
    client.force_login(official)
    today = clock.real_today().isoformat()
    sent = {"away-starts_on": today, "away-ends_on": today, "away-deputy": official.email}

    answer = client.post("/settings/away", sent)

    assert answer.status_code == 422
    assert "You cannot be your own deputy. Choose another person." in answer.content.decode()


def test_absence_of_somebody_else_is_not_found(official: User, client: Client) -> None:
    other = holder_of(Role.OFFICIAL)
    away = choosing.go_away(by=other, starts_on=clock.real_today(), ends_on=clock.real_today())
    client.force_login(official)

    assert client.post(reverse("come-back", args=[away.pk])).status_code == 404
    assert Away.objects.filter(pk=away.pk).exists()
