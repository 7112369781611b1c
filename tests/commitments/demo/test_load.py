"""The demo of PRODUCT.md 8: exact counts, and the stories that must be findable."""

from collections import Counter
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Organisation, User
from commitments.demo.load import load_demo
from commitments.demo.moves import moves
from commitments.demo.promises import promises
from commitments.models import Commitment, DateRequest, Milestone, Update
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


def test_loaded_demo_tells_its_stories():
    load_demo()

    _counts()
    _stories()


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
    assert Update.objects.count() == 640
    assert Counter(DateRequest.objects.values_list("outcome", flat=True)) == {
        "approved": 22, "refused": 5, "approved_other": 4, "waiting": 3,
    }  # fmt: skip
    assert Organisation.objects.count() == 26
    assert User.objects.filter(is_demo=True).count() == 24


def _stories() -> None:
    def milestone(code: str, **look_up: object) -> Milestone:
        return Milestone.objects.filter(commitment__code=code, **look_up).order_by("number")[0]

    today = clock.real_today()
    skills = milestone("GCM-18-0002", pk__in=Milestone.objects.overdue())
    returned = milestone("GCM-06-0002", state="returned")
    moved = milestone("GCM-21-0002", moves=1)
    silent = Commitment.objects.get(code="GCM-01-0001")
    pathways = Commitment.objects.get(code="GCM-05-0001").accountable_post
    assert (today - skills.deadline).days == 18
    assert returned.returned_on == today - timedelta(days=1)
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
