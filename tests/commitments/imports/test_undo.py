"""A whole import is taken back in one act, while nobody has built on it."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.db import transaction
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import Organisation
from commitments.figures.keeping import fold, rebuild
from commitments.figures.models import DayFigure
from commitments.imports import background
from commitments.imports.choices import Choices
from commitments.imports.plan import make_run
from commitments.imports.undo import MODELS, blocks, can_undo, undo_run
from commitments.imports.write import write_run
from commitments.models import Commitment, CommitmentFigure, ImportRun, Milestone
from commitments.rules.words import Confidence
from commitments.services.errors import Refused
from commitments.services.progress import log_progress
from history import clock
from history.acts import act
from history.as_of import as_of
from history.changes import versions_of
from history.models import Act
from history.verification import verify
from tests.commitments.imports.test_match import HEADER, PLAN
from tests.commitments.imports.test_views import text_of
from tests.commitments.imports.test_write import big_plan
from tests.factories import holder_of, post_of


def record():
    """All that an import can write, without the versions, which only ever count up."""
    return {
        model.__name__: [
            {name: value for name, value in row.items() if name != "version"}
            for row in model.objects.order_by("pk").values()
        ]
        for model in MODELS
    }


KEYS = ("day", "slice", "objective", "level", "organisation", "shared")


def figures():
    """The sums of the day as they are kept, without what is nothing."""
    fold()
    found = {}
    for row in DayFigure.objects.values():
        counts = {
            name: n for name, n in row.items() if n and name not in ("id", "is_change", *KEYS)
        }
        if counts:
            found[tuple(row[name] for name in KEYS)] = counts
    return found


cell = st.sampled_from
MORE = st.lists(
    st.tuples(
        cell(["C1", "C2", "C3"]),
        cell(["Labour", "Justice", "Health"]),
        cell(["7", "8; 9"]),
        cell(["2027-12-31", "2028-06-30"]),
        cell(["", "IOM; Chamber of Trade"]),
        st.lists(cell(["planned", "started", ""]), max_size=3),
    ),
    unique_by=lambda row: row[0],
    min_size=1,
    max_size=3,
)


def table(rows):
    lines = [HEADER.strip() + ",Partners"]
    for ref, ministry, objectives, end, partners, states in rows:
        lead = f"Ministry of {ministry}"
        lines.append(
            f"{ref},,Commitment {ref} {end},{lead},{objectives},national,{end},,{partners}"
        )
        lines += [
            f"{ref}.{n},{ref},Step {n} {state},,,,2027-0{n}-15,{state},"
            for n, state in enumerate(states, start=1)
        ]
    return "\n".join(lines) + "\n"


@pytest.mark.django_db
@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(before=MORE, imported=MORE)
def test_undo_leaves_the_record_as_it_was(before, imported):
    with transaction.atomic():
        first = make_run(table(before).encode(), "a.csv", by=None, choices=Choices(plan_title="P"))
        write_run(first, by=None)
        rebuild()
        record_before, figures_before = record(), figures()
        run = make_run(table(imported).encode(), "b.csv", by=None, choices=Choices(plan_title="P"))
        if run.to_write and not run.counts["problem"]:
            write_run(run, by=None)
            undo_run(run, by=None)

        assert record() == record_before
        assert figures() == figures_before
        transaction.set_rollback(True)


def test_undo_is_one_act_and_the_history_keeps_both(brought_in, coordinator):
    run = brought_in(PLAN, by=coordinator)
    moment = clock.now()

    undone = undo_run(run, by=coordinator)

    assert (undone.state, Commitment.objects.count(), Milestone.objects.count()) == ("undone", 0, 0)
    acts = Act.objects.filter(kind__startswith="plan.import").order_by("pk")
    assert [(one.kind, one.person, one.about) for one in acts] == [
        ("plan.imported", coordinator, "plan"),
        ("plan.import_undone", coordinator, "plan"),
    ]
    of_commitment = versions_of(Commitment).objects.order_by("pgh_id")
    assert list(of_commitment.values_list("pgh_label", "act_id")) == [
        ("insert", acts[0].pk),
        ("delete", acts[1].pk),
    ]
    assert moment <= undone.undone_at


def test_undo_twice_changes_once(brought_in):
    run = brought_in(PLAN)
    undo_run(run, by=None)

    undo_run(run, by=None)

    assert Act.objects.filter(kind="plan.import_undone").count() == 1


def test_file_can_come_in_again_under_new_codes(brought_in):
    run = brought_in(PLAN)
    code = Commitment.objects.get().code
    undo_run(run, by=None)

    brought_in(PLAN)

    assert Commitment.objects.get().code != code


def test_changed_rows_hold_again_what_they_held_at_a_new_version(brought_in):
    brought_in(PLAN)
    before = Milestone.objects.get(source_ref="M1")
    run = brought_in(PLAN.replace("Rent rooms", "Rent halls").replace("planned", "started"))

    undo_run(run, by=None)

    after = Milestone.objects.get(source_ref="M1")
    assert (after.title, after.state) == ("Rent rooms", "planned")
    assert after.version == before.version + 2


def test_logged_progress_stands_in_the_way_and_is_named(brought_in, coordinator, ministry):
    run = brought_in(PLAN, by=coordinator)
    commitment = Commitment.objects.get()
    focal_point = holder_of("focal_point", ministry)
    with act("test.owner", by=None):
        Commitment.objects.update(accountable_post=post_of(focal_point))
    log_progress(
        commitment, by=focal_point, confidence=Confidence.ON_TRACK, happened="a", next_step="b"
    )

    with pytest.raises(Refused, match="somebody worked with what it brought"):
        undo_run(run, by=coordinator)

    named = [(block.about, block.deed, block.by) for block in blocks(run)]
    assert named[0] == (commitment.code, "Update published", focal_point.name)
    assert Commitment.objects.exists()
    assert not Act.objects.filter(kind="plan.import_undone").exists()


def test_later_import_that_uses_its_organisation_stands_in_the_way(brought_in):
    run = brought_in(PLAN)
    brought_in(PLAN.replace("C1", "D1"), plan_title="Another plan")

    assert [block.deed for block in blocks(run)] == ["Imported"]
    undo_run(ImportRun.objects.exclude(pk=run.pk).get(), by=None)
    assert blocks(run) == []
    undo_run(run, by=None)
    assert not Organisation.objects.exists()


def test_first_deadline_that_came_with_an_import_stands_in_the_way(brought_in):
    undated = PLAN.replace("2026-12-31", "")
    brought_in(undated)
    run = brought_in(PLAN)

    assert [(block.about, "never changes (D1)" in block.deed) for block in blocks(run)] == [
        (Milestone.objects.get(source_ref="M1").code, True)
    ]
    with pytest.raises(Refused):
        undo_run(run, by=None)


@pytest.mark.parametrize(("days", "possible"), [(7, True), (8, False)])
def test_undo_is_possible_for_seven_days(brought_in, days, possible):
    run = brought_in(PLAN)

    with clock.stand_at(clock.now() + timedelta(days=days)):
        assert can_undo(run, by=None) == possible
        if possible:
            undo_run(run, by=None)
        else:
            with pytest.raises(Refused, match="could be undone until"):
                undo_run(run, by=None)

    assert Commitment.objects.exists() != possible


def test_only_who_imported_undoes(brought_in, coordinator, administrator):
    run = brought_in(PLAN, by=coordinator)

    with pytest.raises(PermissionDenied):
        undo_run(run, by=administrator)
    assert Commitment.objects.exists()


def test_what_was_never_imported_cannot_be_undone(checked):
    with pytest.raises(Refused, match="not imported"):
        undo_run(checked(PLAN), by=None)


def test_day_of_the_import_still_shows_it(brought_in):
    with clock.stand_at(clock.now() - timedelta(days=2)):
        run = brought_in(PLAN)
    undo_run(run, by=None)

    with as_of(clock.real_today() - timedelta(days=1)):
        assert Commitment.objects.count() == 1
    assert not Commitment.objects.exists()


def test_questions_to_the_database_do_not_grow_with_the_rows(
    brought_in, django_assert_max_num_queries
):
    run = brought_in(big_plan(1_000))

    with django_assert_max_num_queries(100):
        undo_run(run, by=None)
    assert not CommitmentFigure.objects.exists()


def test_page_tells_what_goes_and_undoes_it(client, coordinator, brought_in):
    run = brought_in(PLAN, by=coordinator)
    client.force_login(coordinator)
    address = reverse("import-undo", args=[run.pk])
    assert address in client.get(reverse("import-run", args=[run.pk])).content.decode()

    asked = text_of(client.get(address))
    answer = client.post(address)

    assert "3 rows that were new go" in asked
    assert "This import was undone." in text_of(client.get(answer.url))
    assert not Commitment.objects.exists()
    assert client.get(address).status_code == 302


def test_page_tells_what_stands_in_the_way(client, coordinator, brought_in):
    run = brought_in(PLAN, by=coordinator)
    with act("commitment.changed", by=coordinator, about=Commitment.objects.get().code):
        Commitment.objects.update(title="Another title")
    client.force_login(coordinator)
    address = reverse("import-undo", args=[run.pk])

    asked = client.get(address)
    answer = client.post(address)

    assert "Commitment changed" in text_of(asked)
    assert "Undo the whole import" not in text_of(asked)
    assert answer.status_code == 409
    assert Commitment.objects.exists()


def test_large_import_is_undone_by_a_worker(client, coordinator, brought_in, monkeypatch):
    monkeypatch.setattr(background, "MANY_ROWS", 2)
    run = brought_in(PLAN, by=coordinator)
    client.force_login(coordinator)

    client.post(reverse("import-undo", args=[run.pk]))
    assert Commitment.objects.exists()
    background.undo(run.pk)
    background.undo(run.pk)

    run.refresh_from_db()
    assert (run.state, Commitment.objects.exists()) == ("undone", False)


def test_worker_says_why_it_could_not_undo(brought_in):
    run = brought_in(PLAN)
    background.begin_undoing(run)
    with act("commitment.changed", by=None):
        Commitment.objects.update(title="Another title")

    background.undo(run.pk)

    run.refresh_from_db()
    assert (run.state, "cannot be undone" in run.reason) == ("written", True)


def test_command_undoes_what_the_command_imported(tmp_path, db):
    path, out, err = tmp_path / "plan.csv", StringIO(), StringIO()
    path.write_text(PLAN)
    call_command("import_plan", str(path), stdout=out)
    run = ImportRun.objects.get()
    assert f"manage.py undo_import {run.pk}" in out.getvalue()

    call_command("undo_import", str(run.pk), stdout=out, stderr=err)

    assert "plan.csv is undone." in out.getvalue()
    assert not Commitment.objects.exists()


def test_command_names_what_stands_in_the_way(brought_in):
    run, err = brought_in(PLAN), StringIO()
    with act("commitment.changed", by=None, about=Commitment.objects.get().code):
        Commitment.objects.update(title="Another title")

    with pytest.raises(CommandError, match="cannot be undone"):
        call_command("undo_import", str(run.pk), stderr=err)
    assert "Commitment changed" in err.getvalue()


def test_history_stays_whole(brought_in):
    undo_run(brought_in(PLAN), by=None)

    assert verify().whole
