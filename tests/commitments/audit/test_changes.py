"""Audit: every change with who, when and why; reading is on record; the record is checked."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from commitments.models import Milestone
from commitments.services.auditing import CHECKED, READ, check_record
from commitments.tasks import check_record as task
from history import clock
from history.acts import act
from history.models import Act
from history.seals import newest_seal, seal_now
from tests.factories import MilestoneFactory, holder_of, today

pytestmark = pytest.mark.django_db

PAGE, INTEGRITY = "/audit", "/audit/integrity"


@pytest.fixture
def auditor(client: Client) -> User:
    user = holder_of("auditor", name="Tomas Okafor")
    client.force_login(user)
    return user


@pytest.fixture
def milestone() -> Milestone:
    row = MilestoneFactory(title="Open the desk")
    with act("milestone.changed", by=holder_of("coordinator", name="Leila"), reason="A slip.",
             about=row.code):  # fmt: skip
        row.title = "Open the help desk"
        row.save()
    return row


def page(client: Client, **query: str) -> str:
    answer = client.get(PAGE, query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_change_stands_with_who_what_and_why(client: Client, auditor, milestone):
    found = page(client, about=milestone.code)

    for words in ("Milestone changed", "Leila", "A slip.", "Open the desk", "Open the help desk"):
        assert words in found
    assert f'href="{reverse("milestone", args=[milestone.code])}"' in found


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ({"person": "leila"}, True),
        ({"person": "nobody"}, False),
        ({"kind": "milestone.changed"}, True),
        ({"kind": "milestone.accepted"}, False),
        ({"channel": "system"}, True),
        ({"channel": "api"}, False),
        ({"reason": "with"}, True),
        ({"reason": "without"}, False),
        ({"until": (today(-1)).isoformat()}, False),
        ({"since": (today(-1)).isoformat()}, True),
    ],
)
def test_filter_leaves_what_it_asks_for(client: Client, auditor, milestone, query, shown):
    assert ("A slip." in page(client, **query)) is shown


def test_earlier_than_90_days_is_shown_when_asked_for(client: Client, auditor):
    with clock.stand_at(clock.now() - timedelta(days=200)), act("milestone.changed", by=None,
                                                               reason="Long ago."):  # fmt: skip
        pass

    assert "Long ago." not in page(client)
    assert "Long ago." in page(client, since=today(-201).isoformat())


def test_reading_is_an_entry_once_an_hour(client: Client, auditor):
    page(client)
    page(client)

    assert Act.objects.filter(kind=READ, person=auditor).count() == 1
    assert "Record read in Audit" in page(client)


@pytest.mark.parametrize("role", ["official", "focal_point", "observer"])
@pytest.mark.parametrize("address", [PAGE, INTEGRITY])
def test_audit_is_not_for_everybody(client: Client, role, address):
    client.force_login(holder_of(role))

    assert client.get(address).status_code == 403


def test_query_count_does_not_follow_the_entries(
    client: Client, auditor, milestone, django_assert_max_num_queries
):
    page(client)
    with django_assert_max_num_queries(60) as one:
        page(client)
    for number in range(3):
        with act("milestone.changed", by=auditor, about=milestone.code):
            milestone.title = f"Title {number}"
            milestone.save()
    with django_assert_max_num_queries(len(one.captured_queries)):
        page(client)


def test_check_writes_down_what_it_found(client: Client, auditor):
    verdict = check_record(by=auditor)

    entry = Act.objects.get(kind=CHECKED)
    assert verdict.whole
    assert entry.person == auditor
    assert entry.reason.endswith("entries: whole")
    assert "entries: whole" in client.get(INTEGRITY).content.decode()


def test_task_checks_for_whoever_asked(auditor):
    task(auditor.pk)

    assert Act.objects.get(kind=CHECKED).person == auditor


@pytest.mark.django_db(transaction=True)
def test_integrity_names_the_newest_seal(client: Client, auditor, milestone):
    assert seal_now() >= 1

    seal = newest_seal()
    assert seal
    assert seal.sha256 in client.get(INTEGRITY).content.decode()
