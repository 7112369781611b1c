"""Acts that run at the same time: the past holds each row once, whoever began or ended first."""

from collections.abc import Callable
from datetime import datetime

import pytest

from accounts.models import Organisation
from history import clock
from history.acts import act
from history.as_of import as_of
from history.models import Act
from history.verification import verify

BEGIN = """
    BEGIN;
    WITH witness AS (
        INSERT INTO history_act (kind, reason, channel, request_id, about)
        VALUES ('organisation.changed', '', 'system', '', '') RETURNING id)
    SELECT set_config('tracker.act', id::text, true) FROM witness
"""


@pytest.fixture
def labour(transactional_db: None) -> Organisation:
    with act("organisation.added", by=None):
        row = Organisation(name="Labour", short_name="Labour", slug="labour")
        row.save()
    return row


def names_at(moment: datetime) -> list[str]:
    with as_of(clock.day_of(moment), at=moment):
        return list(Organisation.objects.values_list("name", flat=True))


@pytest.fixture
def overtaken(labour: Organisation, second_connection: Callable) -> list[datetime]:
    """An act that began first writes a row last; when both acts began, in that order."""
    with second_connection() as other:
        other.execute(BEGIN)
        with act("organisation.changed", by=None):
            labour.name = "Work"
            labour.save()
        other.execute("UPDATE accounts_organisation SET name = 'Jobs' WHERE slug = 'labour'")
        other.execute("COMMIT")
    began = Act.objects.filter(kind="organisation.changed").order_by("recorded_at")
    return list(began.values_list("recorded_at", flat=True))


def test_row_written_last_by_the_act_that_began_first_is_there_once(overtaken, monkeypatch):
    first, second = overtaken
    monkeypatch.setattr("history.as_of.horizon", clock.now)
    moments = [first, first + (second - first) / 2, second, second + (second - first)]

    assert [names_at(moment) for moment in moments] == [["Labour"], ["Labour"], ["Jobs"], ["Jobs"]]


def test_versions_of_a_row_never_go_back_in_time(labour, overtaken):
    moments = list(labour.versions.order_by("pgh_id").values_list("pgh_created_at", flat=True))

    assert moments == sorted(moments)
    assert verify().whole
