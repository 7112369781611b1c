"""Reports by page: issue, archive, check."""

from datetime import timedelta
from hashlib import sha256

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from commitments.models import Milestone
from history import clock
from reports.editions import flow, start_issue
from reports.models import Edition
from reports.scope import Scope
from tests.factories import MilestoneFactory, holder_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def auditor() -> User:
    return holder_of("auditor")


@pytest.fixture(autouse=True)
def milestone() -> Milestone:
    """One milestone, recorded long enough ago to be in a report."""
    with clock.stand_at(clock.now() - timedelta(days=30)):
        return MilestoneFactory()


def export(client: Client, **asked: str) -> Edition:
    answer = client.post(reverse("report-export"), {"format": "csv", **asked})
    assert answer.status_code == 200
    b"".join(answer.streaming_content)
    return Edition.objects.get(number=answer["X-Report-Number"])


def test_export_streams_a_file_and_lists_it(client, auditor):
    client.force_login(auditor)

    edition = export(client)

    archive = client.get(reverse("reports"))
    page = client.get(reverse("report", args=[edition.number]))
    assert edition.rows == 1
    assert edition.number in archive.content.decode()
    assert edition.data_sha256 in page.content.decode()


def test_export_of_tomorrow_is_refused_at_the_field(client, auditor):
    client.force_login(auditor)
    tomorrow = (clock.real_today() + timedelta(days=1)).isoformat()

    answer = client.post(reverse("report-export"), {"format": "csv", "as_of": tomorrow})

    assert answer.status_code == 422
    assert "today or a day before today" in answer.content.decode()
    assert Edition.objects.count() == 0


def test_export_that_is_broken_off_is_not_issued(auditor):
    stream = flow(start_issue(Scope(auditor, "", clock.real_today()), "csv"))

    next(stream)
    stream.close()

    assert Edition.objects.count() == 0


# Its own transactions: in one, what is written later has the time of what was read before.
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", ["csv", "xlsx", "json", "csv-plain"])
def test_file_is_downloaded_again_as_it_was_issued(client, auditor, name):
    client.force_login(auditor)
    edition = export(client, format=name)
    MilestoneFactory()
    address = reverse("report-file", args=[edition.number])

    assert f'href="{address}"' in client.get(edition.get_absolute_url()).content.decode()
    answer = client.get(address)
    assert sha256(b"".join(answer.streaming_content)).hexdigest() == edition.file_sha256

    client.force_login(holder_of("official"))
    assert client.get(address).status_code == 404


def test_archive_of_a_past_day_holds_what_was_issued_then(client, auditor):
    client.force_login(auditor)
    with clock.stand_at(clock.now() - timedelta(days=9)):
        edition = export(client)

    def shown(days_ago: int) -> bool:
        day = clock.real_today() - timedelta(days=days_ago)
        return edition.number in client.get(reverse("reports"), {"as_of": day}).content.decode()

    assert [shown(10), shown(9), shown(8)] == [False, True, True]


def test_others_see_only_what_they_issued(client, auditor):
    client.force_login(auditor)
    theirs = export(client)
    client.force_login(holder_of("official"))
    own = export(client)

    archive = client.get(reverse("reports")).content.decode()

    assert own.number in archive
    assert theirs.number not in archive
    assert client.get(reverse("report", args=[theirs.number])).status_code == 404


@pytest.mark.parametrize("size", [1, 3])
def test_archive_query_count(client, auditor, size, django_assert_num_queries):
    client.force_login(auditor)
    for _n in range(size):
        export(client)

    with django_assert_num_queries(5):  # user, posts, count, page, inbox
        client.get(reverse("reports"))


@pytest.mark.parametrize(
    ("number", "fingerprint", "words"),
    [
        ("{number}", "{data}", "This is exactly report"),
        ("{number}", "{file}", "This is exactly report"),
        ("", "{data}", "This is exactly report"),
        ("{number}", "{code}", "This is exactly report"),
        ("{number}", "0" * 64, "different from what we issued"),
        ("{number}", "0" * 12, "different from what we issued"),
        ("RPT-1999-0001", "0" * 64, "We did not issue this"),
        ("RPT-1999-0001", "{data}", "We did not issue this"),
    ],
)
def test_verify_answers_signed_out(client, auditor, number, fingerprint, words):
    client.force_login(auditor)
    edition = export(client)
    client.logout()
    facts = {
        "number": edition.number, "data": edition.data_sha256, "file": edition.file_sha256,
        "code": edition.data_sha256[:12],
    }  # fmt: skip

    answer = client.get(
        reverse("verify"),
        {"number": number.format(**facts), "fingerprint": fingerprint.format(**facts)},
    )

    assert answer.status_code == 200
    assert words in answer.content.decode()


@pytest.mark.parametrize(
    ("asked", "problem"),
    [
        ({"fingerprint": ""}, "Enter the fingerprint"),
        ({"fingerprint": "xyz"}, "64 characters"),
        ({"fingerprint": "0" * 12}, "needs the report number beside it"),
        ({"fingerprint": "0" * 11, "number": "RPT-2026-0001"}, "64 characters"),
        ({"fingerprint": "0" * 64, "number": "7"}, "like RPT-2026-0147"),
    ],
)
def test_verify_says_what_to_enter(client, asked, problem):
    answer = client.get(reverse("verify"), asked)

    assert answer.status_code == 422
    assert problem in answer.content.decode()


def test_edition_is_never_changed(auditor, client):
    from django.db import InternalError, ProgrammingError, transaction

    client.force_login(auditor)
    edition = export(client)

    for change in (edition.delete, edition.save):
        with pytest.raises((ProgrammingError, InternalError)), transaction.atomic():
            change()
