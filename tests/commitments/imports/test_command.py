import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from commitments.models import Commitment, ImportRun, Milestone
from history.models import Act
from tests.commitments.imports.conftest import EXAMPLES
from tests.commitments.imports.test_match import PLAN

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "Regional plan.csv"
    path.write_text(PLAN, encoding="utf-8")
    return path


def run(*args, **options):
    out, err = StringIO(), StringIO()
    try:
        call_command("import_plan", *args, stdout=out, stderr=err, **options)
    except CommandError as error:
        return out.getvalue(), err.getvalue(), str(error)
    return out.getvalue(), err.getvalue(), ""


def test_command_brings_in_the_example_and_tells_what_it_did():
    out, _err, error = run(str(EXAMPLES / "gcm_commitments.csv"))

    assert error == ""
    assert "New 66 · Changed 0 · Same 0 · Problem 0" in out
    assert "New milestones without a deadline: 18" in out
    assert "Imported into “Commitments from public sources”." in out
    assert Commitment.objects.count() == 30


def test_command_repeated_writes_nothing(file):
    run(str(file))
    acts = Act.objects.count()

    out, _err, error = run(str(file))

    assert (error, "there is nothing to import" in out) == ("", True)
    assert Act.objects.count() == acts


def test_dry_run_leaves_no_trace(file):
    out, _err, error = run(str(file), "--dry-run")

    assert (error, "nothing was written" in out) == ("", True)
    assert not Commitment.objects.exists()
    assert not ImportRun.objects.exists()


def test_command_fails_on_problems_and_names_them(file):
    file.write_text(PLAN.replace("7; 10", "77"), encoding="utf-8")

    _out, err, error = run(str(file))

    assert error == "Nothing was imported: put the problems right first."
    assert "row 2, column Objectives, '77': “77” names no objective of the Compact." in err
    assert not Commitment.objects.exists()


def test_command_takes_a_mapping_a_plan_and_a_person(file, tmp_path, coordinator):
    mapping = tmp_path / "mapping.json"
    mapping.write_text(
        json.dumps({"columns": {"title": "Title"}, "defaults": {"objectives": "23"}})
    )

    _out, _err, error = run(str(file), "--mapping", str(mapping), "--by", coordinator.email)

    assert error == ""
    assert Commitment.objects.filter(main_objective=23, plan__code="regional-plan").count() == 3
    assert Act.objects.get(kind="plan.imported").person == coordinator

    _out, _err, error = run(str(file), "--plan", "regional-plan")
    assert error == ""
    assert Milestone.objects.count() == 2


@pytest.mark.parametrize(
    ("args", "reason"),
    [
        (["--plan", "none"], "No plan has the code none."),
        (["--by", "nobody@example.org"], "Nobody has the email address nobody@example.org."),
        (["--encoding", "klingon"], "unknown encoding: klingon"),
        (["--mapping", "/nowhere.json"], "No such file"),
    ],
)
def test_command_says_what_is_wrong_with_what_it_was_given(file, args, reason):
    assert reason in run(str(file), *args)[2]


def test_command_refuses_what_is_no_table(tmp_path):
    path = tmp_path / "plan.csv"
    path.write_bytes(b"%PDF-1.7")

    assert run(str(path))[2].startswith("This is a PDF document, not a table.")
    assert run(str(tmp_path / "missing.csv"))[2].startswith("[Errno 2]")


def test_command_settles_dates_that_mean_two_days(file):
    file.write_text(PLAN.replace("2026-12-31", "03/04/2026"), encoding="utf-8")

    assert "problems" in run(str(file))[2]
    assert run(str(file), "--month-first")[2] == ""
    assert str(Milestone.objects.get(source_ref="M1").deadline) == "2026-03-04"


def test_command_refuses_who_may_not_import(file, auditor):
    assert run(str(file), "--by", auditor.email)[2] == "This person may not import."
