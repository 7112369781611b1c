"""H2: seals over the record, and the first entry that does not fit."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from accounts.models import Organisation, User
from history import clock, seals
from history.acts import act
from history.models import Act, Seal
from history.verification import verify


@pytest.fixture
def sealed(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> list[Organisation]:
    """Three organisations, each changed once, under several seals."""
    monkeypatch.setattr(seals, "ACTS_A_SEAL", 2)
    # Nothing else writes here: what is written is settled at once.
    monkeypatch.setattr(seals, "horizon", lambda: datetime.now(UTC))
    rows = []
    for name in ("Labour", "Justice", "Health"):
        with act("organisation.added", by=None):
            row = Organisation(name=name, short_name=name, slug=name.lower())
            row.save()
        with act("organisation.changed", by=None, reason="A better name"):
            row.short_name = name[:3]
            row.save()
        rows.append(row)
    seals.seal_now()
    return rows


def behind_the_back(sql: str) -> None:
    """What somebody with the keys of the database could do: triggers off, then anything."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(sql)


def newest_version(row: Organisation) -> int:
    return row.versions.order_by("-pgh_id").values_list("pgh_id", flat=True)[0]


def test_sealed_record_is_whole(sealed):
    verdict = verify()

    assert verdict.whole, verdict.problem
    assert verdict.seals >= 3
    assert verdict.unsealed_acts == 0


def test_sealing_again_makes_no_seal_when_nothing_happened(sealed):
    assert seals.seal_now() == 0


def test_each_seal_follows_the_one_before(sealed):
    chain = list(Seal.objects.values_list("previous_sha256", "sha256"))

    assert [previous for previous, _own in chain] == ["", *(own for _p, own in chain[:-1])]


def test_edited_version_is_named(sealed):
    entry = newest_version(sealed[1])
    behind_the_back(
        f"UPDATE accounts_organisationversion SET name = 'Other' WHERE pgh_id = {entry}"
    )

    assert verify().entry == entry


def test_edited_reason_of_an_act_is_named(sealed):
    witness = Act.objects.filter(reason="A better name").order_by("id")[1]
    behind_the_back(f"UPDATE history_act SET reason = 'Because' WHERE id = {witness.pk}")

    assert verify().entry == witness.pk


def test_removed_version_is_named(sealed):
    entry = newest_version(sealed[0])
    behind_the_back(f"DELETE FROM accounts_organisationversion WHERE pgh_id = {entry}")

    verdict = verify()

    assert verdict.entry == entry
    assert "removed" in verdict.problem


def test_reordered_versions_are_named(sealed):
    first, second = sealed[0].versions.order_by("pgh_id").values_list("pgh_id", flat=True)
    behind_the_back(
        f"UPDATE accounts_organisationversion SET pgh_id = -pgh_id "
        f"WHERE pgh_id IN ({first}, {second})"
    )
    behind_the_back(
        f"UPDATE accounts_organisationversion SET pgh_id = "
        f"CASE pgh_id WHEN -{first} THEN {second} ELSE {first} END "
        f"WHERE pgh_id IN (-{first}, -{second})"
    )

    assert verify().entry == first


def test_version_added_behind_a_seal_is_named(sealed):
    behind_the_back(
        "INSERT INTO accounts_organisationversion SELECT (jsonb_populate_record(v, "
        "jsonb_build_object('pgh_id', nextval('history_entry')))).* "
        "FROM accounts_organisationversion v LIMIT 1"
    )

    verdict = verify()

    assert not verdict.whole
    assert "added" in verdict.problem


def test_removed_seal_is_named(sealed):
    behind_the_back("DELETE FROM history_seal WHERE number = 2")

    assert verify().problem == "Seal 2 is missing."


def test_recomputed_last_seal_breaks_the_chain_before_it(sealed):
    behind_the_back("UPDATE history_seal SET sha256 = repeat('0', 64) WHERE number = 1")

    assert not verify().whole


def test_changed_end_of_a_version_is_named(sealed):
    entry = sealed[2].versions.order_by("pgh_id").values_list("pgh_id", flat=True)[0]
    behind_the_back(
        "UPDATE accounts_organisationversion SET superseded_at = superseded_at + interval '1 day' "
        f"WHERE pgh_id = {entry}"
    )

    assert verify().entry == entry


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE accounts_organisation SET name = 'Other' WHERE slug = 'health'",
        "DELETE FROM accounts_organisation WHERE slug = 'health'",
    ],
)
def test_row_changed_behind_the_record_is_found(sealed, sql):
    behind_the_back(sql)

    verdict = verify()

    assert not verdict.whole
    assert "accounts_organisation" in verdict.problem


def test_command_says_whole_or_fails_with_the_entry(sealed, capsys):
    call_command("verify_history")
    assert "The record is whole" in capsys.readouterr().out

    entry = newest_version(sealed[1])
    behind_the_back(
        f"UPDATE accounts_organisationversion SET name = 'Other' WHERE pgh_id = {entry}"
    )

    with pytest.raises(CommandError, match=f"Entry {entry}"):
        call_command("verify_history")


def test_act_of_a_clock_set_back_is_sealed_all_the_same(sealed):
    behind_the_back(
        "INSERT INTO history_act (kind, reason, channel, request_id, about, recorded_at) "
        "VALUES ('late', '', 'system', '', '', now() - interval '1 year')"
    )

    assert seals.seal_now() == 1
    verdict = verify()
    assert verdict.whole, verdict.problem
    assert verdict.unsealed_acts == 0


def test_open_transaction_holds_the_seal_back(transactional_db, second_connection: Callable):
    with act("organisation.added", by=None):
        Organisation(name="Labour", short_name="Labour", slug="labour").save()
    with second_connection() as other:
        other.execute("BEGIN")
        other.execute("SELECT 1")
        started = clock.now()
        with act("organisation.added", by=None):
            Organisation(name="Justice", short_name="Justice", slug="justice").save()

        from history.as_of import horizon

        assert horizon() < started


def test_first_misfit_of_all_tables_is_named(sealed):
    """Organisations stand before users in every list of tables; the earlier entry is told."""
    with act("person.added", by=None):
        person = User.objects.create_user("a@example.org", "Amina")
    with act("organisation.added", by=None):
        body = Organisation(name="Late", short_name="Late", slug="late")
        body.save()
    behind_the_back("UPDATE accounts_organisation SET name = 'Other' WHERE slug = 'late'")
    behind_the_back("UPDATE accounts_user SET name = 'Other' WHERE email = 'a@example.org'")

    assert newest_version(person) < newest_version(body)
    assert verify().entry == newest_version(person)


def test_newest_entries_removed_with_their_seals_show_by_a_seal_printed_before(sealed, capsys):
    newest = Seal.objects.latest("number")
    printed = [str(newest.number), newest.sha256]
    call_command("verify_history", "--seal", *printed)
    call_command("verify_history", "--seal", printed[0], printed[1][:12])

    last = Act.objects.latest("id").pk
    behind_the_back(f"DELETE FROM history_seal WHERE number = {newest.number}")
    behind_the_back("UPDATE accounts_organisation SET short_name = name WHERE slug = 'health'")
    behind_the_back(f"DELETE FROM accounts_organisationversion WHERE act_id = {last}")
    behind_the_back(
        "UPDATE accounts_organisationversion SET superseded_at = NULL WHERE name = 'Health'"
    )
    behind_the_back(f"DELETE FROM history_act WHERE id = {last}")

    assert verify().whole
    with pytest.raises(CommandError, match="newest entries were removed"):
        call_command("verify_history", "--seal", *printed)


@pytest.mark.parametrize("seal", [("1", ""), ("1", "0" * 64), ("99", "0" * 64), ("x", "0" * 64)])
def test_seal_that_is_none_of_ours_is_refused(sealed, seal):
    with pytest.raises(CommandError, match="not in this record"):
        call_command("verify_history", "--seal", *seal)
