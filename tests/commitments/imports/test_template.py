"""What is exported can be imported, and is all the same (T-X)."""

import csv
import io
from datetime import UTC, datetime
from io import StringIO

import pytest
from django.core.management import call_command

from commitments.imports.template import template
from commitments.models import Commitment, Milestone, Plan
from history import clock
from tests.factories import (
    CommitmentFactory,
    MilestoneFactory,
    PartnerFactory,
    PlanFactory,
    holder_of,
)


def read(text):
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))


def test_empty_template_names_every_column(checked):
    [header] = read(template())

    assert header[:4] == ["Code", "Kind of row", "Belongs to", "Title"]
    run = checked(template() + "," * 3 + "Something" + "," * 10 + "7" + "," * 8 + "\n")
    assert run.reading["ignored"] == []


def test_downloaded_plan_brought_in_again_is_all_same(example, checked, coordinator):
    example("gcm_commitments.csv")
    example("canada_open_government_plan.csv")

    for plan in Plan.objects.all():
        run = checked(template(plan, user=coordinator), by=coordinator)
        rows = Commitment.objects.filter(plan=plan).count()
        rows += Milestone.objects.filter(commitment__plan=plan).count()
        assert run.counts == {"new": 0, "changed": 0, "same": rows, "problem": 0}


def test_texts_that_look_like_formulas_come_back_as_they_were(checked, coordinator):
    plan = PlanFactory()
    commitment = CommitmentFactory(plan=plan, title="=1+1", wording="'quoted'\r\n- list\r\n")
    MilestoneFactory(commitment=commitment, title="@home", achieved_test="+1 desk\n-1 queue; all")
    PartnerFactory(commitment=commitment)

    text = template(plan, user=coordinator)

    cells = [cell for row in read(text)[1:] for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]
    assert checked(text, by=coordinator).counts["same"] == 2


def test_downloaded_plan_can_be_changed_in_a_spreadsheet(brought_in, coordinator):
    milestone = MilestoneFactory(title="Rent rooms")
    plan = milestone.commitment.plan

    brought_in(template(plan, user=coordinator).replace("Rent rooms", "Rent halls"), by=coordinator)

    milestone.refresh_from_db()
    assert (milestone.title, milestone.version) == ("Rent halls", 2)
    assert milestone.source_words == {}


@pytest.mark.parametrize("form", ["csv-plain", "xlsx"])
def test_progress_report_brought_in_again_is_all_same(example, checked, tmp_path, form):
    with clock.stand_at(datetime(2026, 3, 10, 9, tzinfo=UTC)):
        holder_of("auditor")
        example("gcm_commitments.csv")
        MilestoneFactory(title="=1+1 Œuvre", submitted=True)
        MilestoneFactory(achieved=True, is_key=True, weight=3)
    path, day = tmp_path / "report", "2026-03-31"
    call_command("make_report", "progress", as_of=day, format=form, output=path, stdout=StringIO())

    run = checked(path.read_bytes(), path.name)

    assert run.counts == {"new": 0, "changed": 0, "same": 36, "problem": 0}


def test_download_holds_only_what_the_person_may_see(observer):
    milestone = MilestoneFactory()

    text = template(milestone.commitment.plan, user=observer)

    assert len(read(text)) == 1
