"""The demo of PRODUCT.md 8: exact counts, and the stories that must be findable."""

from collections import Counter
from datetime import date, timedelta

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Organisation, User
from accounts.working_days import WorkingCalendar
from commitments.calendars import coordinating_calendar
from commitments.demo.load import load_demo
from commitments.demo.moves import moves
from commitments.demo.promises import SUBMITTED, promises
from commitments.models import (
    Commitment,
    DateRequest,
    Escalation,
    FollowUpItem,
    MailDraft,
    Milestone,
    Stocktake,
    Update,
)
from commitments.reminders.models import Letter, Notice
from commitments.rules.timing import late_review_sent_by
from commitments.rules.words import Confidence
from history import clock
from history.as_of import as_of
from tests.factories import OrganisationFactory, PlanFactory, RecordFactory, UserFactory

# One load serves all of them; it takes some seconds.
pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("demo")]


def test_plan_counts_are_those_of_the_specification():
    told = promises()

    assert Counter(p.level for p in told) == {
        "national": 18, "local": 9, "bilateral": 8, "regional": 7, "international": 4,
    }  # fmt: skip
    assert Counter(p.code[:2] for p in told) == {f"{n:02d}": 2 for n in range(1, 24)}
    assert Counter(step.fate for p in told for step in p.steps if p.story != "draft") == {
        "achieved": 96, "planned": 49, "in_progress": 34, "returned": 1, "overdue": 14,
        "submitted": 7, "paused": 6, "closed": 5,
    }  # fmt: skip
    assert sum(p.updates for p in told) == 640
    assert sum(len(found) for found in moves(told).values()) == 34


@pytest.mark.parametrize("day", [date(2026, 1, 1) + timedelta(days=n) for n in range(0, 1100, 7)])
def test_two_reviews_are_late_on_whatever_day_it_is_loaded(day):
    holidays = {
        date(day.year + n, month, number)
        for n in range(-2, 2)
        for month, number in ((1, 1), (5, 1), (6, 19))
    }
    calendar = WorkingCalendar(frozenset(range(1, 6)), frozenset(holidays))
    for today in (day + timedelta(days=n) for n in range(7)):
        limit = late_review_sent_by(on=today, calendar=calendar)

        late = [code for code, ago in SUBMITTED.items() if today - timedelta(days=ago) <= limit]

        assert sorted(late) == ["09-0001", "19-0001"]


@pytest.mark.parametrize("loaded_on", [None, date(2025, 8, 31)], ids=["today", "Sunday"])
def test_loaded_demo_tells_its_stories(loaded_on):
    moment = clock.end_of_day(loaded_on) - timedelta(hours=9) if loaded_on else clock.now()
    with clock.stand_at(moment):
        load_demo()

        _counts()
        _counts_since(77)
        _stories()
        _letters()
        _escalations()
        _answer()


@pytest.mark.parametrize("factory", [PlanFactory, UserFactory, OrganisationFactory])
def test_demo_goes_into_an_empty_record_only(factory: type[RecordFactory]) -> None:
    """What is invented never mixes with what is real."""
    factory()

    with pytest.raises(CommandError, match="The record is in use"):
        call_command("load_demo")

    assert not Commitment.objects.exists()


def _counts() -> None:
    states = Counter(Commitment.objects.values_list("state", flat=True))
    headlines = {
        word: Commitment.objects.headline(word).count() for word in (*Confidence.values, None)
    }
    milestones = Milestone.objects.counted()
    assert states == {"active": 40, "paused": 2, "completed": 3, "draft": 1}
    assert headlines == {"on_track": 22, "at_risk": 9, "off_track": 5, None: 4}
    assert milestones.count() == 212
    assert milestones.filter(state="achieved").count() == 96
    assert milestones.overdue().count() == 14
    sent_by = late_review_sent_by(on=clock.real_today(), calendar=coordinating_calendar())
    assert milestones.filter(state="submitted").count() == 7
    assert milestones.review_late(sent_by=sent_by).count() == 2
    assert Update.objects.count() == 640
    assert Counter(DateRequest.objects.values_list("outcome", flat=True)) == {
        "approved": 22, "refused": 5, "approved_other": 4, "waiting": 3,
    }  # fmt: skip
    assert Counter(Organisation.objects.values_list("category", flat=True)) == {
        "ministry": 6, "agency": 3, "local_government": 3, "regional_body": 2, "un_entity": 4,
        "civil_society": 2, "diaspora": 2, "trade_union": 1, "private_sector": 2, "academia": 1,
    }  # fmt: skip
    assert User.objects.filter(is_demo=True).count() == 24


def _escalations() -> None:
    """By the rule what is overdue for so long; one is answered with two options, two have ended."""
    rows = Escalation.objects.order_by("pk")
    protocol = rows.open().get(commitment__code="GCM-08-0001", milestone__is_key=True)
    assert Counter(rows.values_list("outcome", flat=True)) == {
        "": 7, "new_date": 1, "recovered": 1,
    }  # fmt: skip
    assert protocol.opened_by is None
    assert len(protocol.answers.get().options) == 2
    assert Escalation.objects.to_confirm().filter(pk=protocol.pk).exists()
    assert Commitment.objects.get(code="GCM-08-0001").open_escalations == 2
    asked = FollowUpItem.objects.with_answer()
    assert {bool(item.answer) for item in asked} == {True, False}
    assert Stocktake.objects.get().items.count() == 5


def _letters() -> None:
    """Of the days before today, each sent; the story that is 18 days late has been asked thrice."""
    letters = Letter.objects.all()
    late = Milestone.objects.overdue().get(commitment__code="GCM-18-0002")
    asked = Notice.objects.sent().filter(milestone=late, because="owner")
    assert set(letters.values_list("state", "person__is_demo")) == {("sent", True)}
    assert letters.latest("day").day < clock.real_today()
    assert list(asked.order_by("pk").values_list("rung", flat=True))[-3:] == ["o1", "o2", "o3"]


def _counts_since(days: int) -> None:
    """11 achieved, 6 became overdue, 4 deadlines moved, by 49 days on average (8.3)."""
    since = clock.real_today() - timedelta(days=days)
    milestones = Milestone.objects.counted()
    with as_of(since):
        achieved = set(milestones.filter(state="achieved").values_list("pk", flat=True))
        overdue = set(milestones.overdue().values_list("pk", flat=True))
    moved = DateRequest.objects.filter(outcome__startswith="approved", decided_on__gt=since)

    assert milestones.filter(state="achieved").exclude(pk__in=achieved).count() == 11
    assert milestones.overdue().exclude(pk__in=overdue).count() == 6
    gained = [(one.decided_deadline - one.old_deadline).days for one in moved]
    assert (len(gained), sum(gained)) == (4, 4 * 49)


def _stories() -> None:
    def milestone(code: str, **look_up: object) -> Milestone:
        return Milestone.objects.filter(commitment__code=code, **look_up).order_by("number")[0]

    today = clock.real_today()
    skills = milestone("GCM-18-0002", pk__in=Milestone.objects.overdue())
    returned = milestone("GCM-06-0002", state="returned")
    moved = milestone("GCM-21-0002", moves=1)
    going_well = milestone("GCM-14-0001", state="achieved", achieved_on__gt=today - timedelta(60))
    silent = Commitment.objects.get(code="GCM-01-0001")
    pathways = Commitment.objects.get(code="GCM-05-0001").accountable_post
    assert (today - skills.deadline).days == 18
    assert Commitment.objects.headline("at_risk").filter(code="GCM-18-0002").exists()
    assert Commitment.objects.get(code="GCM-18-0002").owner_rating == "on_track"
    assert Commitment.objects.headline("off_track").filter(code="GCM-08-0001").exists()
    assert Commitment.objects.headline("on_track").filter(code="GCM-14-0001").exists()
    assert going_well.evidence_count == 1
    assert returned.returned_on == today - timedelta(days=1)
    review = returned.submissions.get().review
    assert [point["verdict"] for point in review.verdicts] == ["not_met", "not_met"]
    assert (moved.expected_on - moved.first_deadline).days == 105
    assert silent.last_update_on == today - timedelta(days=105)
    assert Commitment.objects.get(code="GCM-13-0002").state == "paused"
    assert Commitment.objects.get(code="GCM-23-0001").state == "completed"
    assert [t.holder.name for t in pathways.tenures.order_by("starts_on")] == [
        "Nadia Holm", "Samuel Ortega",
    ]  # fmt: skip
    with as_of(today - timedelta(days=120)):
        moved_then = Milestone.objects.get(pk=moved.pk)
    assert moved_then.deadline == moved.first_deadline


def _answer() -> None:
    """What came by mail waits in Log progress of the person who wrote it."""
    draft = MailDraft.objects.get(ended_at=None)

    assert (draft.person.name, draft.milestone.code) == ("Amina Larsson", "GCM-18-0002-M03")
