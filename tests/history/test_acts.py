"""The record cannot be walked round: no write without a witness, no change of what was."""

from datetime import UTC, datetime

import pytest
from django.db import InternalError, ProgrammingError, connection, transaction

from accounts.models import Holiday, Organisation
from history import clock
from history.acts import act, current_act
from history.models import Act, Channel, Seal
from history.views_as_of import tracked_models, version_models

pytestmark = pytest.mark.django_db

REFUSED = (ProgrammingError, InternalError)


def organisation(name: str = "Ministry of Labour") -> Organisation:
    return Organisation(name=name, short_name=name[:20], slug=name.lower().replace(" ", "-"))


@pytest.fixture
def labour() -> Organisation:
    with act("organisation.added", by=None, channel=Channel.DEMO):
        row = organisation()
        row.save()
    return row


def rename_and_fail(row: Organisation) -> None:
    with act("organisation.changed", by=None):
        Organisation.objects.filter(pk=row.pk).update(name="Lost")
        raise ZeroDivisionError


def refused(sql: str) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(sql)
    except REFUSED:
        return True
    return False


def test_write_outside_an_act_is_refused_by_the_database():
    with pytest.raises(REFUSED, match="Write outside an act"), transaction.atomic():
        organisation().save()


def test_write_after_an_act_in_the_same_transaction_is_refused(labour):
    with pytest.raises(REFUSED, match="Write outside an act"), transaction.atomic():
        Organisation.objects.filter(pk=labour.pk).update(name="Other")


def test_write_under_the_act_of_somebody_else_is_refused(labour):
    """Who knows the number of an act that was has no act."""
    other = Act.objects.exclude(recorded_at=labour.versions.get().act.recorded_at).first()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('tracker.act', %s, true)", [str(other.pk)])
        with pytest.raises(REFUSED, match="Write outside an act"), transaction.atomic():
            Organisation.objects.filter(pk=labour.pk).update(name="Other")
        cursor.execute("SELECT set_config('tracker.act', '', true)")


@pytest.mark.parametrize("model", tracked_models(), ids=lambda m: m.__name__)
def test_every_tracked_table_refuses_raw_sql_and_truncate(model):
    table = model._meta.db_table

    assert refused(f'DELETE FROM "{table}"')
    assert refused(f'TRUNCATE "{table}" CASCADE')


@pytest.mark.parametrize("model", [*version_models(), Act, Seal], ids=lambda m: m.__name__)
def test_every_entry_refuses_change_delete_and_truncate(model, labour):
    table, key = model._meta.db_table, model._meta.pk.column
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT count(*) FROM "{table}"')
        rows = cursor.fetchone()[0]

    assert refused(f'TRUNCATE "{table}" CASCADE')
    if rows:
        assert refused(f'DELETE FROM "{table}"')
        assert refused(f'UPDATE "{table}" SET "{key}" = "{key}"')


def test_superseded_at_is_not_for_statements(labour):
    assert refused("UPDATE accounts_organisationversion SET superseded_at = now()")


def test_bulk_update_and_raw_sql_leave_versions(labour):
    with act("organisation.changed", by=None):
        Organisation.objects.filter(pk=labour.pk).update(short_name="Work")
    with act("organisation.changed", by=None), connection.cursor() as cursor:
        cursor.execute("UPDATE accounts_organisation SET short_name = 'Jobs'")

    kept = labour.versions.order_by("pgh_id").values_list("pgh_label", "short_name")
    assert list(kept) == [
        ("insert", "Ministry of Labour"),
        ("update", "Work"),
        ("update", "Jobs"),
    ]


def test_saving_the_same_values_leaves_no_version(labour):
    with act("organisation.changed", by=None):
        labour.save()

    assert labour.versions.count() == 1


def test_versions_carry_their_act(labour):
    with act("organisation.changed", by=None, reason="New government") as witness:
        labour.name = "Ministry of Work"
        labour.save()

    newest = labour.versions.order_by("-pgh_id").first()
    assert newest.act == witness
    assert newest.act.reason == "New government"


def test_act_inside_an_act_joins_it(labour):
    with act("outer", by=None) as outer, act("inner", by=None) as inner:
        labour.name = "Other"
        labour.save()

    assert inner == outer
    assert Act.objects.filter(kind="inner").count() == 0


def test_failed_act_leaves_nothing(labour):
    before = Act.objects.count()

    with pytest.raises(ZeroDivisionError):
        rename_and_fail(labour)

    labour.refresh_from_db()
    assert labour.name == "Ministry of Labour"
    assert Act.objects.count() == before
    assert current_act() is None


def test_failed_inner_act_can_be_caught_and_the_outer_goes_on(labour):
    with act("outer", by=None):
        with pytest.raises(ZeroDivisionError):
            rename_and_fail(labour)
        Organisation.objects.filter(pk=labour.pk).update(short_name="Kept")

    labour.refresh_from_db()
    assert (labour.name, labour.short_name) == ("Ministry of Labour", "Kept")


def test_held_clock_dates_the_act_but_not_its_recording():
    then = datetime(2026, 3, 1, 9, tzinfo=UTC)

    with clock.stand_at(then), act("organisation.added", by=None) as witness:
        labour = organisation()
        labour.save()

    witness.refresh_from_db()
    assert witness.at == then
    assert witness.recorded_at > then
    assert labour.versions.order_by("-pgh_id").first().pgh_created_at == then


def test_delete_is_a_version_too(labour):
    with act("holiday.added", by=None):
        day = Holiday.objects.create(organisation=labour, on=clock.real_today(), name="Fête")
    key = day.pk
    with act("holiday.removed", by=None):
        day.delete()

    kept = Holiday.pgh_event_model.objects.filter(pgh_obj_id=key).order_by("pgh_id")
    assert [row.pgh_label for row in kept] == ["insert", "delete"]
    assert kept[0].superseded_at is not None
