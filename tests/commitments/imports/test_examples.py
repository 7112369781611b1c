"""The two real files: what comes in, what stays open, and that nothing comes in twice."""

from collections import Counter
from datetime import date

import pytest

from accounts.models import Organisation, Post, Tenure
from commitments.imports.plan import make_run
from commitments.models import Commitment, Milestone, Plan
from history.models import Act
from tests.commitments.imports.conftest import EXAMPLES

GCM = "gcm_commitments.csv"
CANADA = "canada_open_government_plan.csv"


def kinds(run):
    return Counter(run.rows.exclude(number=None).values_list("kind", flat=True))


def test_gcm_file_comes_in_whole_and_without_a_problem(example):
    run = example(GCM)

    assert run.counts == {"new": 66, "changed": 0, "same": 0, "problem": 0}
    assert kinds(run) == {"plan": 2, "commitment": 30, "milestone": 34}
    assert (Plan.objects.count(), Commitment.objects.count(), Milestone.objects.count()) == (
        3, 30, 34,
    )  # fmt: skip


def test_gcm_file_comes_in_by_one_act(example):
    run = example(GCM)

    acts = Act.objects.filter(channel="import")
    assert [(a.kind, a.reason, a.person) for a in acts] == [("plan.imported", GCM, None)]
    assert run.act == acts[0]
    assert set(Commitment.objects.get(code="GCM-13-0001").versions.values_list("act")) == {
        (acts[0].pk,)
    }


@pytest.mark.parametrize(("name", "rows"), [(GCM, 66), (CANADA, 88)])
def test_file_brought_in_again_is_all_same(example, name, rows):
    example(name)

    again = make_run((EXAMPLES / name).read_bytes(), name, by=None)

    assert again.counts == {"new": 0, "changed": 0, "same": rows, "problem": 0}


def test_milestones_without_a_date_are_kept_and_counted(example):
    example(GCM)

    undated = Milestone.objects.no_deadline()

    assert undated.count() == 18
    assert set(undated.values_list("deadline_precision", flat=True)) == {"unknown"}
    assert Milestone.objects.filter(deadline=None, first_deadline=None).count() == 18


def test_words_of_the_source_stand_beside_our_reading(example):
    example(GCM)

    milestone = Milestone.objects.get(source_ref="UNNM-MM-1")

    assert (milestone.deadline, milestone.deadline_precision) == (date(2023, 6, 30), "quarter")
    assert milestone.source_words["deadline"] == "Q1-Q2 2023"
    assert milestone.source_words["status"] == "options on page: Yet to start / In progress"
    assert milestone.state == "planned"


def test_first_objective_is_the_main_one_and_its_ground_is_kept(example):
    example(GCM)

    detention = Commitment.objects.get(source_ref="UNNM-ATD")
    kenya = Commitment.objects.get(source_ref="KEN-TA3")

    assert (detention.code, detention.source_words["objectives_basis"]) == ("GCM-13-0001", "stated")
    assert (kenya.main_objective_id, kenya.other_objectives) == (5, [6, 18, 19, 20])
    assert kenya.source_words["objectives_basis"] == "analyst"


def test_plans_of_the_file_hold_their_commitments(example):
    example(GCM)

    plans = {plan.source_ref: plan for plan in Plan.objects.all()}

    assert plans["KEN"].code == "public-sources-ken"
    assert (plans["KEN"].starts_on, plans["KEN"].ends_on) == (date(2023, 10, 1), date(2027, 12, 31))
    assert plans["KEN"].commitments.count() == 5
    assert plans["PRT"].commitments.count() == 4
    assert plans[""].title == "Commitments from public sources"
    assert plans[""].commitments.count() == 21


def test_every_lead_has_a_vacant_focal_point_who_answers(example):
    example(GCM)

    leads = Organisation.objects.filter(led_commitments__isnull=False).distinct()

    assert not Commitment.objects.filter(lead_organisation=None).exists()
    assert not Commitment.objects.filter(accountable_post=None).exists()
    assert {post.organisation_id for post in Post.objects.all()} >= {lead.pk for lead in leads}
    assert not Tenure.objects.exists()


def test_second_lead_is_a_partner_and_letters_mean_the_holder(example):
    example(GCM)

    thailand = Commitment.objects.get(source_ref="THA-P1")
    pledge = Commitment.objects.get(source_ref="PL-ILO")

    assert thailand.lead_organisation.name == "Ministry of Labour"
    assert [str(p) for p in thailand.partners.all()] == ["Ministry of Foreign Affairs (Co-leads)"]
    assert pledge.lead_organisation.name == "International Labour Organization"
    assert pledge.lead_organisation.short_name == "ILO"
    assert pledge.lead_organisation.category == "un_entity"


def test_a_ministry_of_the_same_name_in_another_country_stays_apart(example, ministry):
    example(GCM)

    thailand = Commitment.objects.get(source_ref="THA-P1")

    assert thailand.lead_organisation.name == "Ministry of Labour (Thailand)"


def test_canadian_plan_comes_in_whole(example):
    run = example(CANADA)

    assert run.counts == {"new": 88, "changed": 0, "same": 0, "problem": 0}
    assert kinds(run) == {"commitment": 4, "milestone": 19, "indicator": 65}
    plan = Plan.objects.get()
    assert (plan.code, plan.ends_on) == ("canada-open-government-6", date(2029, 12, 31))
    assert plan.commitments.count() == 4
    assert Milestone.objects.count() == 19


def test_milestone_is_due_when_the_last_of_its_indicators_is(example):
    example(CANADA)

    milestone = Milestone.objects.get(source_ref="C01.1")

    assert (milestone.deadline, milestone.deadline_precision) == (date(2028, 12, 31), "season")
    assert milestone.first_deadline == date(2028, 12, 31)
    assert milestone.source_words["deadline"] == "By fall 2028"
    assert milestone.source_words["deadline_how"] == "latest_indicator"


def test_indicators_are_kept_as_text(example):
    example(CANADA)

    milestone = Milestone.objects.get(source_ref="C02.3")

    assert milestone.acceptance_points == [
        "Access policy framework renewed",
        "30% to 50% of archival records open",
        "Public demand sets record priorities",
    ]
    assert milestone.indicators_text.splitlines()[0] == (
        "Access policy framework renewed (2025 to 2028; Library and Archives Canada)"
    )


def test_milestone_with_open_ended_indicators_has_no_deadline(example):
    example(CANADA)

    milestone = Milestone.objects.get(source_ref="C03.4")

    assert (milestone.deadline, milestone.deadline_precision) == (None, "open_ended")


def test_each_milestone_goes_to_its_own_department(example):
    example(CANADA)

    register = Milestone.objects.get(source_ref="C03.3")
    dashboards = Milestone.objects.get(source_ref="C03.1")

    assert register.responsible_post.organisation.name == "Treasury Board of Canada Secretariat"
    assert dashboards.responsible_post.organisation.name == "Royal Canadian Mounted Police"
    assert register.commitment.partners.filter(
        organisation__name="Royal Canadian Mounted Police", role="delivers"
    ).exists()


def test_objective_that_the_source_does_not_name_is_flagged(example):
    run = example(CANADA)

    commitment = Commitment.objects.get(source_ref="C01")
    row = run.rows.get(ref="C01")

    assert commitment.main_objective_id == 23
    assert commitment.source_words["objectives_basis"] == "analyst"
    assert "The objective is our reading: the source names none." in row.notes
    assert commitment.source_words["title_fr"] == "Participation inclusive et significative"
