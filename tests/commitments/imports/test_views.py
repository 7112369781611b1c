"""The import pages: choose, check, confirm, result; without a script, for who may."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from commitments.imports import background, plan
from commitments.imports.choices import Choices
from commitments.imports.views import columns as columns_view
from commitments.imports.views import common
from commitments.imports.views import upload as upload_view
from commitments.models import Commitment, ImportRun, Milestone
from tests.commitments.imports.conftest import EXAMPLES
from tests.commitments.imports.test_match import PLAN

URL = "/import"


@pytest.fixture
def page(client, coordinator):
    client.force_login(coordinator)
    return client


def send(client, content, name="plan.csv", **choices):
    content = content if isinstance(content, bytes) else content.encode()
    return client.post(URL, {"file": SimpleUploadedFile(name, content), **choices})


def upload(client, content, name="plan.csv", **choices):
    """Send a file and take the columns as they are matched; the answer leads to the check."""
    answer = send(client, content, name, **choices)
    if answer.status_code == 302:
        columns = client.get(client.get(answer.url).url)
        client.post(columns.request["PATH_INFO"], filled(columns.context["form"]))
    return answer


def filled(form):
    """What a browser sends for a form that was left as it is."""
    values = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in values.items() if value is not None}


def text_of(response):
    return " ".join(response.content.decode().split())


def test_journey_from_file_to_result(page):
    response = upload(page, (EXAMPLES / "gcm_commitments.csv").read_bytes(), "gcm.csv")
    run = ImportRun.objects.get()
    assert response.url == reverse("import-run", args=[run.pk])

    check = text_of(page.get(response.url))
    assert "The file brings 66 new rows into “Commitments from public sources”" in check
    assert "Import 66 rows" in check
    assert not Commitment.objects.exists()

    page.post(response.url)
    result = text_of(page.get(response.url))
    assert "66 rows are new and 0 changed" in result
    assert "Import 66 rows" not in result
    assert Commitment.objects.count() == 30


def test_confirming_twice_imports_once(page):
    response = upload(page, PLAN)

    page.post(response.url)
    page.post(response.url)

    assert (Commitment.objects.count(), Milestone.objects.count()) == (1, 2)


def test_check_page_opens_with_the_problems_and_offers_no_import(page):
    response = upload(page, PLAN.replace("7; 10", "77"))

    check = text_of(page.get(response.url))

    assert "1 row has a problem, so nothing can be imported yet." in check
    assert "“77” names no objective of the Compact." in check
    assert "Write the numbers, 1 to 23" in check
    assert "Import 3 rows" not in check


def test_problem_rows_come_back_as_a_file(page):
    response = upload(page, PLAN.replace("7; 10", "77").replace("Open help", "=Open help"))

    answer = page.get(f"{response.url}/problems.csv")

    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert lines[0].endswith("Status,Problem,How to fix")
    assert lines[1].startswith("2,C1,,'=Open help desks,Ministry of Labour,77,")
    assert len(lines) == 2


def test_confirming_with_problems_imports_nothing(page):
    response = upload(page, PLAN.replace("7; 10", "77"))

    answer = page.post(response.url)

    assert answer.status_code == 409
    assert "rows with problems" in text_of(answer)
    assert not Commitment.objects.exists()


@pytest.mark.parametrize(
    ("show", "words"),
    [
        ("changed", "Rent rooms"),
        ("same", "Open the doors"),
        ("new", "No rows here"),
        ("problem", "No rows here"),
        ("nonsense", "Rent rooms"),
    ],
)
def test_tabs_show_their_rows(page, show, words):
    page.post(upload(page, PLAN).url)
    response = upload(page, PLAN.replace("Rent rooms", "Rent halls"))

    assert words in text_of(page.get(response.url, {"show": show}))


def test_nothing_to_import_is_said(page):
    page.post(upload(page, PLAN).url)

    check = text_of(page.get(upload(page, PLAN).url))

    assert "There is nothing to import." in check


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "The file is empty."),
        (b"%PDF-1.7", "This is a PDF document, not a table."),
        (b"title,deadline\n", "The sheet has headers but no rows."),
        (b'title,date\n"A,1\n', "A quotation mark opens a cell in line 2"),
        (b"\x89PNG\r\n\x1a\n\0\0", "This is a picture, not a table."),
    ],
)
def test_file_that_is_no_table_is_refused_with_the_reason(page, content, reason):
    response = send(page, content)

    assert response.status_code == 422
    assert reason in text_of(response)
    assert not ImportRun.objects.exists()


def test_no_file_is_a_problem_of_the_form(page):
    response = page.post(URL)

    assert response.status_code == 422
    assert "Choose the file that holds the table." in text_of(response)


def test_large_file_is_read_checked_and_written_by_a_worker(
    page, monkeypatch, django_capture_on_commit_callbacks
):
    sent = []
    monkeypatch.setattr(upload_view, "LARGE", 10)
    monkeypatch.setattr(columns_view, "LARGE", 10)
    monkeypatch.setattr(background, "MANY_ROWS", 2)
    for task in common._TASKS.values():
        monkeypatch.setattr(task, "delay", lambda pk, name=task.name: sent.append((name, pk)))
    with django_capture_on_commit_callbacks(execute=True):
        response = send(page, PLAN)
    run = ImportRun.objects.get()
    assert "Being read" in text_of(page.get(response.url))

    background.read(run.pk)
    form = page.get(reverse("import-columns", args=[run.pk])).context["form"]
    with django_capture_on_commit_callbacks(execute=True):
        page.post(reverse("import-columns", args=[run.pk]), filled(form))
    assert "Being checked" in text_of(page.get(response.url))

    background.check(run.pk)
    with django_capture_on_commit_callbacks(execute=True):
        page.post(response.url)
    assert "Being imported" in text_of(page.get(response.url))

    background.write(run.pk)
    assert "3 rows are new" in text_of(page.get(response.url))
    assert set(sent) == {(f"imports.{job}", str(run.pk)) for job in ("read", "check", "write")}


def test_large_file_that_is_no_table_is_refused_on_its_page(page, coordinator):
    run = plan.new_run(b"Dear all\n", "x.csv", by=coordinator, choices=Choices())
    run.save()
    background.read(run.pk)

    assert "separates columns" in text_of(page.get(reverse("import-run", args=[run.pk])))


def test_import_of_somebody_else_is_unknown(page, checked, administrator):
    run = checked(PLAN, by=administrator)

    assert page.get(reverse("import-run", args=[run.pk])).status_code == 404
    assert page.post(reverse("import-run", args=[run.pk])).status_code == 404
    for name in ("import-problems", "import-columns", "import-mapping"):
        assert page.get(reverse(name, args=[run.pk])).status_code == 404


@pytest.mark.parametrize("role", ["official", "auditor", "observer"])
def test_pages_are_closed_to_who_may_not_import(request, client, role):
    client.force_login(request.getfixturevalue(role))

    assert client.get(URL).status_code == 403
    assert upload(client, PLAN).status_code == 403
    assert client.get(reverse("import-template")).status_code == 403


def test_pages_ask_to_sign_in(client, db):
    assert client.get(URL).status_code == 302


def test_past_offers_no_import(page):
    answer = text_of(page.get(URL, {"as_of": "2026-11-01"}))

    assert "Nothing can be imported into the past" in answer
    assert page.post(f"{URL}?as_of=2026-11-01").status_code == 405


def test_template_and_plan_can_be_downloaded(page):
    page.post(upload(page, PLAN, plan_title="National plan").url)

    empty = b"".join(page.get(reverse("import-template")).streaming_content)
    filled = b"".join(
        page.get(reverse("import-template"), {"plan": "national-plan"}).streaming_content
    )

    assert empty.decode("utf-8-sig").startswith("Code,Kind of row,Belongs to,Title")
    assert len(filled.decode("utf-8-sig").splitlines()) == 4
    assert page.get(reverse("import-template"), {"plan": "none"}).status_code == 404


def test_check_page_asks_the_same_number_of_questions_for_many_rows(
    page, django_assert_max_num_queries
):
    from tests.commitments.imports.test_write import big_plan

    response = upload(page, big_plan(500))

    with django_assert_max_num_queries(12):
        page.get(response.url)
