"""R2, overdue and at risk: what it counts, compares and lists, in every format."""

import hashlib
import io
import json
import zipfile
from datetime import timedelta

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from commitments.models import Commitment, Milestone
from history import clock
from history.acts import act
from reports.editions import issue_to, made_again
from reports.formats.csv_file import MARK
from reports.models import Edition
from reports.scope import Scope
from tests.factories import CommitmentFactory, MilestoneFactory, holder_of, today
from tests.reports.files import figures_of, tables_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def auditor() -> User:
    return holder_of("auditor")


@pytest.fixture
def commitment() -> Commitment:
    """Agreed 60 days ago: one milestone overdue by 40 days, one by 5, one to come."""
    deadlines = {days: today(days) for days in (-40, -5, 30)}
    with clock.stand_at(clock.now() - timedelta(days=60)):
        row = CommitmentFactory(title="Help desks")
        for days, deadline in deadlines.items():
            MilestoneFactory(commitment=row, title=f"=Step {days}", deadline=deadline)
    return row


def made(user: User, form: str, **what: object) -> tuple[Edition, bytes]:
    file = io.BytesIO()
    scope = Scope(user, str(what.pop("query", "")), clock.real_today())
    edition = issue_to(scope, form, file, kind="overdue_at_risk", **what)
    return edition, file.getvalue()


def test_overdue_stand_longest_first_with_their_days(auditor, commitment):
    found = tables_of(made(auditor, "csv")[1])["overdue"]

    assert [row["days_overdue"] for row in found] == ["40", "5"]
    assert found[0]["milestone_title"] == "'=Step -40"
    assert found[0]["commitment_title"] == "Help desks"


def test_figures_are_compared_with_the_day_asked(auditor, commitment):
    archive = made(auditor, "csv", compared_with=today(-10))[1]

    found = figures_of(tables_of(archive))

    assert found["overdue"] == ("2", "1")
    assert found["overdue_31_60"] == ("1", "0")


def test_commitments_stand_under_their_headline_with_the_reason(auditor, commitment):
    found = tables_of(made(auditor, "csv")[1])

    (row,) = found["off_track"] + found["at_risk"]
    assert row["commitment_code"] == commitment.code
    assert "overdue" in row["reason"]


def test_scope_leaves_out_what_the_filter_leaves_out(auditor, commitment):
    other = 7 if commitment.main_objective_id != 7 else 8

    edition, archive = made(auditor, "csv", query=f"main_objective={other}")

    assert tables_of(archive)["overdue"] == []
    assert edition.commitments == 0


def test_fingerprint_is_that_of_the_list_of_tables(auditor, commitment):
    edition, archive = made(auditor, "csv")

    with zipfile.ZipFile(io.BytesIO(archive)) as files:
        names = [name for name in files.namelist() if name != "about.csv"]
        bare = {name: files.read(name).removeprefix(MARK) for name in names}
    lines = [f"{hashlib.sha256(table).hexdigest()}  {name}\n" for name, table in bare.items()]

    assert edition.data_sha256 == hashlib.sha256("".join(lines).encode()).hexdigest()


def test_all_formats_carry_the_same_data(auditor, commitment):
    editions = {form: made(auditor, form) for form in ("csv", "xlsx", "json", "pdf")}

    parsed = json.loads(editions["json"][1])
    sheet = openpyxl.load_workbook(io.BytesIO(editions["xlsx"][1]))["Overdue milestones"]

    assert len({edition.data_sha256 for edition, _file in editions.values()}) == 1
    assert [row["days_overdue"] for row in parsed["overdue"]] == [40, 5]
    assert sheet.cell(2, 2).value == "=Step -40"
    assert editions["pdf"][1].startswith(b"%PDF-")


def test_made_again_after_changes_it_is_the_same_to_the_byte(auditor, commitment):
    edition, file = made(auditor, "pdf", compared_with=today(-10))
    with act("test", by=auditor):
        Milestone.objects.filter(commitment=commitment).delete()
        Commitment.objects.filter(pk=commitment.pk).update(title="Renamed")

    _issue, pieces = made_again(Edition.objects.get(pk=edition.pk))

    assert b"".join(pieces) == file


def test_page_says_what_the_files_say(client: Client, auditor, commitment):
    edition, _file = made(auditor, "csv")
    client.force_login(auditor)

    page = client.get(reverse("report-page", args=[edition.number])).content.decode()

    assert "2 milestones are overdue; the longest by 40 days." in page
    assert "=Step -40" in page
    assert page.index("=Step -40") < page.index("=Step -5")


def test_page_is_for_those_who_may_see_the_report(client: Client, auditor, commitment):
    edition, _file = made(auditor, "csv")
    client.force_login(holder_of("official"))

    assert client.get(reverse("report-page", args=[edition.number])).status_code == 404


@pytest.mark.parametrize(
    ("posted", "problem"),
    [
        ({"compare_with": "tomorrow"}, "must be a day before the day of"),
        ({"format": "csv-plain"}, "cannot hold this report"),
    ],
)
def test_question_that_has_no_answer_is_refused_at_the_field(
    client: Client, auditor, posted, problem
):
    client.force_login(auditor)
    asked = {"kind": "overdue_at_risk", "format": "pdf", **posted}
    if asked.get("compare_with"):
        asked["compare_with"] = today(1).isoformat()

    answer = client.post(reverse("report-export"), asked)

    assert answer.status_code == 422
    assert problem in answer.content.decode()
    assert not Edition.objects.exists()


def test_query_count_does_not_follow_the_rows(
    client: Client, auditor, commitment, django_assert_max_num_queries
):
    with django_assert_max_num_queries(45):
        made(auditor, "json")
    for _number in range(3):
        MilestoneFactory(commitment=CommitmentFactory(), deadline=today(-3))
    with django_assert_max_num_queries(45):
        made(auditor, "json")
