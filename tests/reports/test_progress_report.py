"""The auditor's export: any past day, three formats, one fingerprint for ever (A1, A3)."""

import csv
import io
import json
import zipfile
from datetime import UTC, date, datetime

import openpyxl
import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from accounts.models import Post, User
from commitments.models import Commitment, Milestone, Update
from commitments.services import dates
from history import clock
from history.acts import act
from history.verification import verify
from reports.columns import unguarded
from reports.editions import issue_to, made_again
from reports.models import Edition
from reports.scope import Scope
from tests.factories import (
    CommitmentFactory,
    MilestoneFactory,
    OrganisationFactory,
    holder,
    holder_of,
)

pytestmark = pytest.mark.django_db

THEN = datetime(2026, 3, 10, 9, tzinfo=UTC)
DAY = date(2026, 3, 31)


@pytest.fixture
def auditor() -> User:
    return holder_of("auditor")


@pytest.fixture
def commitment() -> Commitment:
    """An active commitment with two milestones, agreed on 10 March."""
    with clock.stand_at(THEN):
        row = CommitmentFactory(title='Café, naïve; "quoted"')
        MilestoneFactory(commitment=row, title="=1+1", deadline=date(2026, 3, 20))
        MilestoneFactory(commitment=row, title="Line\nbreak", deadline=date(2026, 6, 30))
    return row


def made(user: User, format_name: str, day: date = DAY, query: str = "") -> tuple[Edition, bytes]:
    file = io.BytesIO()
    edition = issue_to(Scope(user, query, day), format_name, file)
    return edition, file.getvalue()


def table_of(archive: bytes) -> list[dict[str, str]]:
    with zipfile.ZipFile(io.BytesIO(archive)) as files:
        text = files.read("milestones.csv").decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_one_row_a_milestone_as_at_the_day(auditor, commitment):
    _edition, archive = made(auditor, "csv")

    rows = table_of(archive)

    assert [row["milestone_code"] for row in rows] == [
        f"{commitment.code}-M01",
        f"{commitment.code}-M02",
    ]
    assert rows[0]["timing"] == "overdue"
    assert rows[0]["days_overdue"] == "11"
    assert rows[0]["first_deadline"] == "2026-03-20"
    assert rows[1]["milestone_title"] == "Line\nbreak"
    assert rows[1]["commitment_title"] == 'Café, naïve; "quoted"'


def test_three_formats_carry_the_same_data_and_fingerprint(auditor, commitment):
    csv_edition, archive = made(auditor, "csv")
    xlsx_edition, workbook = made(auditor, "xlsx")
    json_edition, document = made(auditor, "json")

    rows = table_of(archive)
    parsed = json.loads(document)["milestones"]
    sheet = openpyxl.load_workbook(io.BytesIO(workbook))["Milestones"]
    cells = list(sheet.iter_rows(min_row=2, values_only=True))

    assert len({e.data_sha256 for e in (csv_edition, xlsx_edition, json_edition)}) == 1
    assert len({e.number for e in (csv_edition, xlsx_edition, json_edition)}) == 3
    assert [r["milestone_title"] for r in parsed] == [unguarded(r["milestone_title"]) for r in rows]
    assert [cell[3] for cell in cells] == [r["milestone_title"] for r in parsed]
    assert cells[0][15].date() == date(2026, 3, 20)
    assert parsed[0]["days_overdue"] == cells[0][14] == 11


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "'"])
def test_formula_like_texts_arrive_as_text(auditor, start):
    text = f"{start}cmd|' /C calc'!A0"
    with clock.stand_at(THEN):
        MilestoneFactory(title=text, deadline=date(2026, 6, 30))

    row = table_of(made(auditor, "csv")[1])[0]
    sheet = openpyxl.load_workbook(io.BytesIO(made(auditor, "xlsx")[1]))["Milestones"]
    parsed = json.loads(made(auditor, "json")[1])["milestones"][0]

    assert row["milestone_title"] == "'" + text
    assert parsed["milestone_title"] == text
    assert sheet.cell(2, 4).data_type == "s"


def test_about_says_what_and_proves_it(auditor, commitment):
    edition, archive = made(auditor, "csv")

    with zipfile.ZipFile(io.BytesIO(archive)) as files:
        about = dict(csv.reader(io.StringIO(files.read("about.csv").decode("utf-8-sig"))))

    assert about["number"] == edition.number
    assert about["as_of"] == "2026-03-31"
    assert about["filter"] == "All commitments"
    assert (about["commitments"], about["milestones"]) == ("1", "2")
    assert about["data_sha256"] == edition.data_sha256
    assert {"newest_seal", "newest_seal_sha256", "issued_by", "made_at"} <= about.keys()


def about_of(archive: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(archive)) as files:
        text = files.read("about.csv").decode("utf-8-sig")
    return dict(csv.reader(io.StringIO(text, newline="")))


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_names_in_the_about_part_arrive_as_text(start, commitment):
    name = f"{start}HYPERLINK(1)"
    user = holder_of("official", OrganisationFactory(name=name), name=name)

    about = about_of(made(user, "csv")[1])
    sheet = openpyxl.load_workbook(io.BytesIO(made(user, "xlsx")[1]))["About"]

    assert (about["issued_by"], about["organisation"]) == ("'" + name, "'" + name)
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}


def test_about_says_whose_view_it_is(auditor, commitment):
    user = holder_of("official", name="Amina Larsson")

    theirs, archive = made(user, "csv")
    whole, _file = made(auditor, "csv")

    title = user.standing.posts[0].title
    assert theirs.view == about_of(archive)["view"] == f"What Amina Larsson may see as {title}"
    assert whole.view == "The whole record"


@pytest.mark.parametrize("format_name", ["csv", "xlsx", "json"])
def test_file_made_again_after_its_issuer_was_renamed_is_the_same(auditor, commitment, format_name):
    edition, file = made(auditor, format_name)
    with act("test.changed", by=None):
        auditor.name = "Another name"
        auditor.save(update_fields=["name"])
        body = Post.objects.get(tenures__holder=auditor).organisation
        body.name = "Another body"
        body.save()

    _issue, pieces = made_again(Edition.objects.get(pk=edition.pk))

    assert b"".join(pieces) == file


def test_edition_is_on_record_with_its_fingerprints(auditor, commitment):
    edition, _file = made(auditor, "csv")

    version = edition.versions.get()
    assert (version.data_sha256, version.file_sha256) == (edition.data_sha256, edition.file_sha256)
    assert (version.act.kind, version.act.about) == ("report.issued", edition.number)


def test_edition_changed_behind_the_record_is_found(auditor, commitment):
    edition, _file = made(auditor, "csv")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("UPDATE reports_edition SET data_sha256 = repeat('0', 64)")
        cursor.execute("SET LOCAL session_replication_role = origin")

    assert verify().entry == edition.versions.get().pgh_id


def test_data_fingerprint_is_that_of_the_plain_table(auditor, commitment):
    from hashlib import sha256

    edition, table = made(auditor, "csv-plain")

    assert sha256(table).hexdigest() == edition.data_sha256 == edition.file_sha256


def test_made_again_after_everything_changed_it_has_the_same_fingerprint(auditor, commitment):
    before, _file = made(auditor, "csv")
    coordinator = holder_of("coordinator")
    owner = holder(commitment.accountable_post)
    first, second = commitment.milestones.order_by("number")

    request = dates.ask_for_date(
        first,
        by=owner,
        asked_deadline=date(2027, 6, 30),
        cause="funding",
        explanation="The money came late.",
    )
    dates.decide_date(request, by=coordinator, outcome="approved")
    with act("test.changed", by=None):
        commitment.refresh_from_db()
        commitment.title = "Another name"
        commitment.save()
        commitment.lead_organisation.name = "Another ministry"
        commitment.lead_organisation.save()
        commitment.accountable_post.title = "Another post"
        commitment.accountable_post.save()
        owner.name = "Another person"
        owner.save(update_fields=["name"])
        Update.objects.filter(commitment=commitment).delete()
        second.delete()
        MilestoneFactory(commitment=commitment, deadline=date(2026, 4, 1))

    after, _file = made(auditor, "csv")
    today, _file = made(auditor, "csv", clock.real_today())

    assert after.data_sha256 == before.data_sha256
    assert after.number != before.number
    assert today.data_sha256 != before.data_sha256


def test_filter_and_rights_narrow_the_rows(auditor, commitment):
    with clock.stand_at(THEN):
        other = MilestoneFactory(deadline=date(2026, 6, 30)).commitment
        hidden = CommitmentFactory(visibility="organisation")
        MilestoneFactory(commitment=hidden, deadline=date(2026, 6, 30))

    everything, _file = made(auditor, "csv")
    one, archive = made(auditor, "csv", query=f"organisation={other.lead_organisation.slug}")
    of_an_official, _file = made(holder_of("official"), "csv")

    assert everything.commitments == 3
    assert {row["commitment_code"] for row in table_of(archive)} == {other.code}
    assert other.lead_organisation.name in one.filter_words
    assert of_an_official.commitments == 2


def test_empty_scope_gives_a_report_all_the_same(auditor):
    edition, archive = made(auditor, "csv", date(2020, 1, 1))

    assert edition.rows == 0
    assert table_of(archive) == []
    assert openpyxl.load_workbook(io.BytesIO(made(auditor, "xlsx")[1])).sheetnames[0] == "About"


def test_command_writes_the_file_and_names_the_edition(auditor, commitment, tmp_path, capsys):
    path = tmp_path / "report.xlsx"

    call_command(
        "make_report", "progress", "--as-of", "2026-03-31", "--format", "xlsx",
        "--output", str(path), "--by", auditor.email,
    )  # fmt: skip

    edition = Edition.objects.get()
    assert edition.number in capsys.readouterr().out
    assert path.stat().st_size == edition.size


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["--as-of", "31.3.2026"], "real date"),
        (["--as-of", "2999-01-01"], "today or a day before"),
        (["--by", "nobody@example.org"], "Nobody has"),
        (["--filter", "level=galactic"], "."),
    ],
)
def test_command_refuses_in_words_and_leaves_no_file(auditor, tmp_path, arguments, problem):
    path = tmp_path / "report.csv"

    with pytest.raises(CommandError, match=problem):
        call_command("make_report", "progress", "--output", str(path), *arguments)

    assert list(tmp_path.iterdir()) == []
    assert Edition.objects.count() == 0


def test_rows_come_in_a_constant_number_of_queries(
    auditor, commitment, django_assert_max_num_queries
):
    with clock.stand_at(THEN):
        MilestoneFactory.create_batch(30, deadline=date(2026, 6, 30))

    with django_assert_max_num_queries(25):
        made(auditor, "csv")

    assert Milestone.objects.count() == 32
