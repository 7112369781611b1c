"""Writing: all or nothing, once, by who may, and only what was shown."""

import pytest
from django.core.exceptions import PermissionDenied

from accounts.models import Organisation, Post
from commitments.figures.keeping import rebuild
from commitments.imports.write import write_run
from commitments.models import Commitment, CommitmentFigure, ImportRun, Milestone, Plan
from commitments.services.errors import Refused
from history.acts import act
from history.models import Act
from tests.commitments.imports.test_match import PLAN, problems


def imported():
    return Commitment.objects.count(), Milestone.objects.count()


def test_file_with_a_problem_changes_nothing(checked):
    run = checked(PLAN + "C2,,No objective,Ministry of Labour,,national,,\n")

    with pytest.raises(Refused, match="rows with problems"):
        write_run(run, by=None)

    assert imported() == (0, 0)
    assert not Act.objects.filter(kind="plan.imported").exists()


def test_write_twice_writes_once(checked):
    run = checked(PLAN)
    write_run(run, by=None)

    again = write_run(run, by=None)

    assert again.state == "written"
    assert imported() == (1, 2)
    assert Act.objects.filter(kind="plan.imported").count() == 1


def test_change_since_the_check_stops_the_import(checked, brought_in):
    brought_in(PLAN)
    run = checked(PLAN.replace("Rent rooms", "Rent three rooms"))
    with act("test.changed", by=None):
        Milestone.objects.filter(source_ref="M1").update(title="Buy rooms", version=2)

    with pytest.raises(Refused, match="Somebody changed the record"):
        write_run(run, by=None)

    assert Milestone.objects.get(source_ref="M1").title == "Buy rooms"


def test_same_rows_brought_in_meanwhile_stop_the_import(checked):
    run, other = checked(PLAN), checked(PLAN)
    write_run(other, by=None)

    with pytest.raises(Refused, match="Somebody changed the record"):
        write_run(run, by=None)

    assert imported() == (1, 2)


def test_file_that_brings_nothing_leaves_no_act(checked, brought_in):
    brought_in(PLAN)

    with pytest.raises(Refused, match="in the record already"):
        write_run(checked(PLAN), by=None)

    assert Act.objects.filter(kind="plan.imported").count() == 1


def test_coordinator_brings_in_agreed_promises(brought_in, coordinator):
    run = brought_in(PLAN, by=coordinator)

    commitment = Commitment.objects.get()
    assert (commitment.state, commitment.agreed_on is not None) == ("active", True)
    assert {m.state for m in Milestone.objects.all()} == {"planned"}
    assert all(m.first_deadline == m.deadline for m in Milestone.objects.all())
    assert (run.act.person, run.act.channel, run.act.about) == (coordinator, "import", "plan")
    assert run.act.post_id == coordinator.standing.first.post_id


def test_focal_point_brings_in_drafts_of_the_own_organisation(brought_in, focal_point, ministry):
    brought_in(PLAN, by=focal_point)

    commitment = Commitment.objects.get()
    assert (commitment.state, commitment.agreed_on) == ("draft", None)
    assert commitment.lead_organisation == ministry
    assert {m.state for m in Milestone.objects.all()} == {"draft"}
    assert {m.first_deadline for m in Milestone.objects.all()} == {None}
    # The organisation has a focal point already, who answers.
    assert commitment.accountable_post.tenures.get().holder == focal_point


def test_focal_point_cannot_bring_in_what_others_lead(checked, focal_point):
    run = checked(PLAN.replace("Ministry of Labour", "Ministry of Justice"), by=focal_point)

    [(row, column, problem), *_more] = problems(run)
    assert (row, column) == (2, "Lead organisation")
    assert problem.startswith("You import for Ministry of Labour")
    assert not Organisation.objects.filter(name="Ministry of Justice").exists()


def test_focal_point_cannot_change_what_others_lead(checked, brought_in, focal_point):
    brought_in(PLAN.replace("Ministry of Labour", "Ministry of Justice"))
    code = Milestone.objects.get(source_ref="M1").code

    run = checked(f"Code,Title\n{code},Ours now\n", by=focal_point)

    assert run.counts["problem"] == 1


def test_what_others_lead_is_as_unknown_as_what_is_not_there(checked, brought_in, focal_point):
    plan = brought_in(PLAN.replace("Ministry of Labour", "Ministry of Justice")).plan
    foreign = "Ref,Belongs to,Title\nM9,GCM-07-0001,Ours\n"

    there = checked(foreign, by=focal_point, plan_id=plan.pk)
    missing = checked(foreign.replace("0001", "9999"), by=focal_point, plan_id=plan.pk)
    same_ref = checked(PLAN, by=focal_point, plan_id=plan.pk)

    assert problems(there) == problems(missing) != []
    assert problems(same_ref) == [(2, "Ref", "This reference is taken in the plan.")]
    assert not same_ref.rows.exclude(object_id=None).exists()


def test_focal_point_cannot_change_what_is_agreed(checked, brought_in, focal_point):
    brought_in(PLAN)

    run = checked(PLAN.replace("Rent rooms", "Rent fewer rooms"), by=focal_point)

    assert [p[2] for p in problems(run)] == [
        "GCM-07-0001-M01 is agreed, so its text does not change by your import."
    ]


def test_only_an_administrator_brings_in_achieved_milestones(
    checked, brought_in, coordinator, administrator
):
    text = PLAN.replace("planned", "completed")

    assert [p[1] for p in problems(checked(text, by=coordinator))] == ["Status"]

    brought_in(text, by=administrator)
    assert Milestone.objects.get(source_ref="M1").imported_unreviewed


@pytest.mark.parametrize("role", ["official", "auditor", "observer"])
def test_others_cannot_import(request, checked, role):
    person = request.getfixturevalue(role)

    with pytest.raises(PermissionDenied):
        checked(PLAN, by=person)


def test_only_who_checked_a_file_imports_it(checked, coordinator, administrator):
    run = checked(PLAN, by=coordinator)

    with pytest.raises(PermissionDenied):
        write_run(run, by=administrator)
    assert imported() == (0, 0)


def test_rights_are_decided_again_when_it_is_written(checked, focal_point):
    run = checked(PLAN, by=focal_point)
    ImportRun.objects.filter(pk=run.pk).update(
        reading={**run.reading, "policy": {**run.reading["policy"], "agrees": True}}
    )

    with pytest.raises(Refused, match="What you may import has changed"):
        write_run(run, by=focal_point)


def test_organisations_of_the_record_are_used_and_posts_added_once(brought_in, ministry):
    brought_in(PLAN.replace("Ministry of Labour", "Labour"))
    brought_in(PLAN.replace("C1", "C2").replace("M1", "N1").replace("M2", "N2"))

    assert list(Organisation.objects.values_list("name", flat=True)) == ["Ministry of Labour"]
    assert list(Post.objects.values_list("title", flat=True)) == ["Focal point, Labour"]
    assert Plan.objects.count() == 1


def test_figures_of_the_day_count_what_came_in(brought_in):
    rebuild()

    brought_in(PLAN)
    brought_in(PLAN.replace("planned", "started"))

    figures = CommitmentFigure.objects.get()
    assert (figures.active, figures.counted, figures.planned, figures.in_progress) == (1, 2, 1, 1)


def big_plan(rows):
    lines = ["Ref,Belongs to,Title,Lead organisation,Objectives,Level,Deadline,Status"]
    for n in range(rows // 10):
        lines.append(f"C{n},,Commitment {n},Ministry {n % 7},{n % 23 + 1},national,2027-01-31,")
        lines += [f"C{n}.{m},C{n},Milestone {m},,,,2026-0{m}-20,started" for m in range(1, 10)]
    return "\n".join(lines)


def test_questions_to_the_database_do_not_grow_with_the_rows(
    checked, django_assert_max_num_queries
):
    with django_assert_max_num_queries(15):
        run = checked(big_plan(1_000))

    with django_assert_max_num_queries(45):
        write_run(run, by=None)
    with django_assert_max_num_queries(15):
        assert checked(big_plan(1_000)).counts["same"] == 1_000
    assert imported() == (100, 900)
