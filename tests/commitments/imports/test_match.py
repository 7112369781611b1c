"""What a row means for the record: new, changed, same or a problem."""

from datetime import date

import pytest

from accounts.models import Organisation
from commitments.imports.columns import Mapping
from commitments.models import Commitment, Milestone, Plan
from commitments.rules.words import MilestoneState
from history import clock
from history.acts import act

HEADER = "Ref,Belongs to,Title,Lead organisation,Objectives,Level,Deadline,Status\n"
PLAN = (
    HEADER
    + "C1,,Open help desks,Ministry of Labour,7; 10,national,2027-12-31,\n"
    + "M1,C1,Rent rooms,,,,2026-12-31,planned\n"
    + "M2,C1,Open the doors,,,,by spring 2027,\n"
)


def problems(run):
    """The problems as (row, column, beginning of the sentence)."""
    rows = run.rows.filter(verdict="problem").order_by("number")
    return [(r.number, p["column"], p["problem"]) for r in rows for p in r.problems]


def verdicts(run):
    rows = run.rows.exclude(number=None).order_by("number")
    return [(row.ref, row.verdict) for row in rows]


def test_rows_are_new_and_then_same(checked, brought_in):
    brought_in(PLAN)

    assert verdicts(checked(PLAN)) == [("C1", "same"), ("M1", "same"), ("M2", "same")]


def test_changed_cells_show_before_and_after(checked, brought_in):
    brought_in(PLAN)

    run = checked(PLAN.replace("Rent rooms", "Rent three rooms").replace("national", "local"))

    assert {row.ref: row.changes for row in run.rows.filter(verdict="changed")} == {
        "C1": {"Level": ["national", "local"]},
        "M1": {"Title": ["Rent rooms", "Rent three rooms"]},
    }


def test_changed_rows_change_the_record_and_count_the_version(brought_in):
    brought_in(PLAN)

    brought_in(PLAN.replace("Rent rooms", "Rent three rooms"))

    milestone = Milestone.objects.get(source_ref="M1")
    assert (milestone.title, milestone.version) == ("Rent three rooms", 2)
    assert Milestone.objects.get(source_ref="M2").version == 1


def test_an_empty_cell_empties_nothing(checked, brought_in):
    brought_in(PLAN)

    run = checked(PLAN.replace("national", "").replace("2027-12-31", ""))

    assert run.counts["same"] == 3


def test_further_organisations_are_added_and_none_is_removed(brought_in):
    brought_in(PLAN.replace("Ministry of Labour", "Ministry of Labour; IOM"))

    brought_in(PLAN.replace("Ministry of Labour", "Ministry of Labour; UNHCR"))

    names = Commitment.objects.get().partners.values_list("organisation__name", flat=True)
    assert list(names) == ["IOM", "UNHCR"]


@pytest.mark.parametrize(
    ("row", "column", "problem"),
    [
        ("C2,,,Ministry of Labour,7,national,,", "Title", "The row has no title."),
        ("C2,,Text,Ministry of Labour,,national,,", "Objectives", "The row names no objective"),
        ("C2,,Text,Ministry of Labour,24,national,,", "Objectives", "“24” names no objective"),
        ("C2,,Text,Ministry of Labour,peace,national,,", "Objectives", "“peace” names no"),
        ("C2,,Text,Ministry of Labour,7,galactic,,", "Level", "This is no governance level."),
        ("C2,,Text,Ministry of Labour,7,national,03/04/2026,", "Deadline", "It can mean two days"),
        ("C2,,Text,Ministry of Labour,7,national,31/02/2026,", "Deadline", "There is no such day"),
        ("C2,C9,Text,,,,,", "Belongs to", "No row of the file and nothing in the plan"),
        ("C2,C2,Text,,,,,", "Belongs to", "The row belongs to itself"),
        ("C1,,Text,Ministry of Labour,7,national,,", "Ref", "Row 2 has the same reference."),
        ("C2,,Text,Ministry of Labour,7,national,,,stray", "", "The row has more cells"),
        ("C2,," + "x" * 201 + ",Ministry of Labour,7,national,,", "Title", "Longer than 200"),
    ],
)
def test_problem_names_row_column_and_reason(checked, row, column, problem):
    [(number, found, sentence), *_more] = problems(checked(PLAN + row + "\n"))

    assert (number, found) == (5, column)
    assert sentence.startswith(problem)


def test_every_problem_says_how_to_fix_it(checked):
    run = checked(HEADER + "C1,C9,,,99,galactic,31/02/2026,\n")

    [row] = run.rows.filter(verdict="problem")
    assert len(row.problems) >= 5
    assert all(problem["fix"] for problem in row.problems)


def test_choosing_the_order_of_dates_settles_the_doubt(checked):
    text = PLAN.replace("2026-12-31", "03/04/2026")

    run = checked(text, day_first=True)

    assert run.counts["problem"] == 0
    assert run.rows.get(ref="M1").wanted["deadline"] == "2026-04-03"


def test_a_title_column_that_is_missing_is_one_problem_of_the_file(checked):
    run = checked("Ref,Deadline\nA,2026-01-01\nB,2026-01-01\n")

    assert problems(run)[0][2] == "No column of the file holds titles."


def test_agreed_deadline_is_not_moved_by_a_file(checked, brought_in):
    brought_in(PLAN)

    run = checked(PLAN.replace("2026-12-31", "2027-03-31"))

    assert problems(run) == [
        (
            3,
            "Deadline",
            "The agreed deadline of GCM-07-0001-M01 is 2026-12-31. An import does not move it.",
        )
    ]


def test_a_deadline_that_was_missing_can_be_brought_in_later(brought_in):
    brought_in(PLAN.replace("2026-12-31", "ongoing"))
    assert Milestone.objects.get(source_ref="M1").deadline is None

    brought_in(PLAN)

    milestone = Milestone.objects.get(source_ref="M1")
    assert (milestone.deadline, milestone.first_deadline) == (date(2026, 12, 31),) * 2


def test_progress_in_the_record_is_not_turned_back_by_the_old_file(checked, brought_in):
    brought_in(PLAN)
    with act("test.started", by=None):
        Milestone.objects.filter(source_ref="M1").update(state=MilestoneState.IN_PROGRESS)

    assert checked(PLAN).counts["same"] == 3


def test_status_that_goes_on_changes_the_state(brought_in):
    brought_in(PLAN)

    brought_in(PLAN.replace("planned", "en cours"))

    milestone = Milestone.objects.get(source_ref="M1")
    assert (milestone.state, milestone.source_words["status"]) == ("in_progress", "en cours")


def test_status_that_goes_back_is_a_problem(checked, brought_in):
    brought_in(PLAN.replace("planned", "Completed"))

    run = checked(PLAN.replace("planned", "in progress"))

    assert problems(run)[0][1:] == (
        "Status",
        "GCM-07-0001-M01 is “Achieved”, and an import does not change that.",
    )


def test_main_objective_is_part_of_the_code(checked, brought_in):
    brought_in(PLAN)

    run = checked(PLAN.replace("7; 10", "10; 7"))

    assert problems(run)[0][1:] == (
        "Objectives",
        "The main objective is part of the code GCM-07-0001 and does not change.",
    )


@pytest.mark.parametrize(
    ("cell", "main", "others"),
    [
        ("7", 7, []),
        ("7; 10", 7, [10]),
        ("7, 10 , 3", 7, [10, 3]),
        ("GCM-07", 7, []),
        ("Objective 7: Address vulnerabilities, and more", 7, []),
        ("7.f; 7.g", 7, []),
        ("5-7", 5, [6, 7]),
        ("Data", 1, []),
        ("Ending trafficking", 10, []),
        ("Use immigration detention only as a measure of last resort and work towards "
         "alternatives", 13, []),
    ],
)  # fmt: skip
def test_objectives_are_read_as_people_write_them(checked, cell, main, others):
    run = checked(HEADER + f'C1,,Text,Ministry of Labour,"{cell}",national,,\n')

    wanted = run.rows.get(ref="C1").wanted
    assert (wanted["main_objective"], wanted["other_objectives"]) == (main, others)


def test_one_table_with_a_column_for_the_commitment(brought_in):
    run = brought_in(
        "Commitment;Milestone;Échéance;Responsable;Objectif\n"
        "Guichets;Louer;T1 2027;Ministère du Travail;7\n"
        "Guichets;Ouvrir;T2 2027;Ministère du Travail;7\n"
        "Données;Recenser;2027;Institut de statistique;1\n"
    )

    assert run.counts["new"] == 3
    assert list(Commitment.objects.values_list("code", "title", "lead_organisation__name")) == [
        ("GCM-01-0001", "Données", "Institut de statistique"),
        ("GCM-07-0001", "Guichets", "Ministère du Travail"),
    ]
    assert list(Milestone.objects.values_list("code", "title", "deadline").order_by("code")) == [
        ("GCM-01-0001-M01", "Recenser", date(2027, 12, 31)),
        ("GCM-07-0001-M01", "Louer", date(2027, 3, 31)),
        ("GCM-07-0001-M02", "Ouvrir", date(2027, 6, 30)),
    ]


def test_milestones_can_join_a_commitment_of_the_record(brought_in):
    brought_in(PLAN)

    brought_in("Ref,Belongs to,Title,Deadline\nM3,GCM-07-0001,Train staff,2027-02-01\n")

    assert Milestone.objects.get(source_ref="M3").code == "GCM-07-0001-M03"


def test_codes_go_on_and_are_never_given_twice(brought_in):
    brought_in(PLAN)
    brought_in(PLAN.replace("C1", "C2").replace("M1", "M8").replace("M2", "M9"))

    assert list(Commitment.objects.values_list("code", flat=True)) == ["GCM-07-0001", "GCM-07-0002"]
    assert Milestone.objects.get(source_ref="M8").code == "GCM-07-0002-M01"


def test_rows_without_a_plan_go_to_the_named_one(checked, brought_in):
    plan = brought_in(PLAN, plan_title="National plan").plan

    run = checked(PLAN, plan_id=plan.pk)

    assert (plan.code, run.plan, run.counts["same"]) == ("national-plan", plan, 3)
    assert Plan.objects.count() == 1


def test_the_same_rows_in_another_plan_are_other_commitments(brought_in):
    brought_in(PLAN, plan_title="One")
    brought_in(PLAN, plan_title="Two")

    assert Commitment.objects.count() == 2


def test_a_mapping_says_what_columns_mean(brought_in):
    mapping = Mapping(
        columns={"title": "Was", "deadline": "Bis"},
        defaults={"objectives": "23", "lead": "Ministry of Labour", "level": "local"},
        plan={"title": "Der Plan", "code": "der-plan"},
    )

    brought_in("Was,Bis\nMachen,2027\n", mapping=mapping)

    commitment = Commitment.objects.get()
    assert (commitment.title, commitment.main_objective_id, commitment.level) == (
        "Machen", 23, "local",
    )  # fmt: skip
    assert commitment.plan.code == "der-plan"


def test_formula_like_cells_arrive_as_text(brought_in):
    brought_in(HEADER + "C1,,=cmd|' /C calc'!A0,+Ministry,7,national,,@status\n")

    commitment = Commitment.objects.get()
    assert commitment.title == "=cmd|' /C calc'!A0"
    assert Organisation.objects.get().name == "+Ministry"


def test_accents_and_other_scripts_arrive_whole(brought_in):
    brought_in(HEADER + "C1,,Œuvre d’été – قيد – 移民,Ministère de l’Intérieur,7,national,,\n")

    assert Commitment.objects.get().title == "Œuvre d’été – قيد – 移民"


def test_achieved_rows_are_marked_as_not_reviewed(brought_in):
    brought_in(
        "Ref,Belongs to,Title,Objectives,Lead,Deadline,Status,Completed on\n"
        "C1,,Desks,7,Ministry of Labour,,,\n"
        "M1,C1,Rooms,,,2025-06-30,Done,2025-06-12\n"
    )

    milestone = Milestone.objects.get()
    assert (milestone.state, milestone.achieved_on) == ("achieved", date(2025, 6, 12))
    assert milestone.imported_unreviewed


def test_paused_and_cancelled_rows_get_what_their_state_needs(brought_in):
    brought_in(PLAN.replace("planned", "on hold").replace("by spring 2027,", "2027,annulé"))

    paused = Milestone.objects.get(source_ref="M1")
    closed = Milestone.objects.get(source_ref="M2")
    assert (paused.state, paused.paused_from) == ("paused", "planned")
    assert paused.review_by > clock.real_today()
    assert (closed.state, closed.closed_reason) == ("closed", "cancelled")


def test_unknown_and_ambiguous_status_words_are_kept_and_flagged(brought_in):
    run = brought_in(PLAN.replace("planned", "limited").replace("spring 2027,", "2027,grün-ish"))

    assert Milestone.objects.get(source_ref="M1").state == "in_progress"
    assert Milestone.objects.get(source_ref="M2").source_words["status"] == "grün-ish"
    assert ["can mean a first step" in note for note in run.rows.get(ref="M1").notes] == [True]
    assert ["is none we know" in note for note in run.rows.get(ref="M2").notes] == [True]


@pytest.mark.parametrize("value", ["46115", "46115.5", "39448"])
def test_number_in_a_column_of_dates_is_a_problem_not_a_missing_deadline(checked, value):
    run = checked(PLAN.replace("2026-12-31", value))

    assert problems(run) == [
        (3, "Deadline", "It is a number, not a date: the cell lost its format.")
    ]


def test_words_that_name_no_day_are_told_where_they_are_not_kept(checked):
    text = "Ref,Title,Objectives,Start,Expected date\nC1,Open desks,7,soon,2026-12-31\n"

    [row] = checked(text).rows.exclude(number=None)

    assert "Start: “soon” names no day and is left out." in row.notes
    assert not any("Expected" in note for note in row.notes)
