"""C5, A1: the record as it stood at the end of a day, for ever the same answer."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import InternalError, connection, transaction

from accounts.models import Holiday, Organisation, Post, User
from history import clock
from history.acts import act
from history.as_of import as_of, earliest_day, horizon
from history.views_as_of import make_views, tracked_models, version_models

pytestmark = pytest.mark.django_db


def at(day: int, hour: int = 9) -> datetime:
    return datetime(2026, 3, day, hour, tzinfo=UTC)


@pytest.fixture
def labour() -> Organisation:
    with clock.stand_at(at(2)), act("organisation.added", by=None):
        row = Organisation(name="Labour", short_name="Labour", slug="labour")
        row.save()
    return row


def rename(row: Organisation, name: str, moment: datetime) -> None:
    with clock.stand_at(moment), act("organisation.changed", by=None):
        row.name = name
        row.save()


def names(day: date) -> list[str]:
    with as_of(day):
        return list(Organisation.objects.values_list("name", flat=True))


def test_rows_read_as_at_the_end_of_the_day(labour):
    rename(labour, "Work", at(5))
    rename(labour, "Jobs", at(8))

    read = [names(date(2026, 3, day)) for day in (1, 2, 4, 5, 7, 8, 20)]

    assert read == [[], ["Labour"], ["Labour"], ["Work"], ["Work"], ["Jobs"], ["Jobs"]]


def test_end_of_day_is_that_of_the_reporting_time_zone(labour, settings):
    # 22:30 UTC on the 5th is half past eleven in Stockholm, still the 5th; 23:30 UTC is the 6th.
    rename(labour, "Still the 5th", datetime(2026, 3, 5, 22, 30, tzinfo=UTC))
    rename(labour, "The 6th", datetime(2026, 3, 5, 23, 30, tzinfo=UTC))

    assert names(date(2026, 3, 5)) == ["Still the 5th"]
    assert names(date(2026, 3, 6)) == ["The 6th"]


def test_deleted_rows_are_there_before_their_deletion(labour):
    with clock.stand_at(at(3)), act("holiday.added", by=None):
        day = Holiday.objects.create(organisation=labour, on=date(2026, 5, 1))
    with clock.stand_at(at(6)), act("holiday.removed", by=None):
        day.delete()

    with as_of(date(2026, 3, 4)):
        before = Holiday.objects.count()
    with as_of(date(2026, 3, 6)):
        after = Holiday.objects.count()

    assert (before, after) == (1, 0)


def test_joins_and_counts_travel_together(labour):
    with clock.stand_at(at(3)), act("post.added", by=None):
        Post.objects.create(title="Head", slug="head", organisation=labour, role="official")
    rename(labour, "Work", at(5))

    with as_of(date(2026, 3, 4)):
        joined = list(Post.objects.values_list("title", "organisation__name"))

    assert joined == [("Head", "Labour")]


def test_today_is_the_day_being_read(labour):
    with as_of(date(2026, 3, 4)):
        assert clock.today() == date(2026, 3, 4)
        assert clock.real_today() != date(2026, 3, 4)

    assert clock.today() == clock.real_today()


def test_writing_is_refused_by_the_database(labour):
    with (
        pytest.raises(InternalError, match="read-only transaction"),
        as_of(date(2026, 3, 4)),
        transaction.atomic(),
    ):
        labour.save()


def test_after_reading_the_present_is_back_and_can_be_written(labour):
    names(date(2026, 3, 1))

    rename(labour, "Work", at(5))

    assert Organisation.objects.get().name == "Work"
    with connection.cursor() as cursor:
        cursor.execute("SHOW search_path")
        assert "as_of" not in cursor.fetchone()[0]


def test_later_entries_never_change_an_earlier_answer(labour):
    first = names(date(2026, 3, 4))

    rename(labour, "Work", at(5))
    rename(labour, "Jobs", at(6))

    assert names(date(2026, 3, 4)) == first


def test_as_of_today_is_not_newer_than_the_horizon(labour):
    with as_of(clock.real_today()) as moment:
        pass

    assert moment <= horizon()
    assert moment < clock.now() - timedelta(seconds=1)


def test_secret_columns_are_empty_in_the_past():
    with clock.stand_at(at(2)), act("person.added", by=None):
        User.objects.create_user("a@example.org", "Amina", "a long password")

    with as_of(date(2026, 3, 4)):
        assert User.objects.get().password == ""


def test_earliest_day_is_that_of_the_first_act(labour):
    assert earliest_day() == date(2026, 3, 2)


@pytest.mark.parametrize("model", tracked_models(), ids=lambda m: m.__name__)
def test_view_has_the_columns_of_its_table(model):
    def columns(schema: str) -> list[tuple[str, str]]:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT column_name, udt_name FROM information_schema.columns "
                "WHERE table_schema = %s AND table_name = %s ORDER BY column_name",
                [schema, model._meta.db_table],
            )
            return cursor.fetchall()

    assert columns("as_of") == columns("public")


def test_every_domain_model_is_tracked():
    from django.apps import apps

    # Tokens, keys and import files are no part of the record; figures are worked out from it.
    derived = {
        "ApiToken", "CalendarFeed", "CodeSeries", "Job", "Once", "ImportRun", "ImportRow",
        "CommitmentFigure", "DayFigure", "FigureDay", "MailDraft",
    }  # fmt: skip
    domain = {
        model
        for label in ("accounts", "commitments")
        for model in apps.get_app_config(label).get_models()
        if model not in version_models()
    }

    untracked = {m.__name__ for m in domain - set(tracked_models())}

    assert untracked <= derived


def test_views_can_be_made_again():
    make_views()
    make_views()

    assert names(date(2026, 3, 4)) == []
