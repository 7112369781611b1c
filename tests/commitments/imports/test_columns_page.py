"""The page that matches columns: what is found out, what is chosen, what is asked once."""

import json

import pytest
from django.urls import reverse

from commitments.imports.columns import read_mapping
from commitments.models import Commitment, ImportRun, Milestone
from tests.commitments.imports.test_match import PLAN
from tests.commitments.imports.test_views import filled, send, text_of
from tests.commitments.imports.test_workbook import workbook_of

ODD = """Was,Wer,Ziel,Bis wann,Stand,Notiz
Open help desks,Ministry of Labour,7; 10,31/12/2026,planned,see file 4
Train staff,Ministry of Labour,8,30/06/2027,started,
"""
CHOSEN = {
    "column_0": "title",
    "column_1": "lead",
    "column_2": "objectives",
    "column_3": "deadline",
    "column_4": "status",
    "column_5": "keep",
}


@pytest.fixture
def page(client, coordinator):
    client.force_login(coordinator)
    return client


@pytest.fixture
def columns(page):
    """Send a file; its form of columns, and a way to send it back."""

    def open_form(content, **choices):
        answer = send(page, content, **choices)
        address = page.get(answer.url).url
        form = page.get(address).context["form"]
        return form, lambda **data: page.post(address, {**filled(form), **data})

    return open_form


def errors(answer):
    return {name: list(found) for name, found in answer.context["form"].errors.items()}


def test_columns_are_matched_by_their_names_with_samples(page, columns):
    form, _post = columns(PLAN)

    held = [(line.name, line.field.value()) for line in form.lines()]
    assert held[:4] == [
        ("Ref", "ref"),
        ("Belongs to", "parent"),
        ("Title", "title"),
        ("Lead organisation", "lead"),
    ]
    assert next(form.lines()).samples == ["C1", "M1", "M2"]


def test_columns_that_nothing_is_read_from_are_listed(page, columns):
    form, _post = columns(ODD)

    assert form.left_out == ["Was", "Wer", "Ziel", "Bis wann", "Stand", "Notiz"]
    run = ImportRun.objects.get()
    shown = text_of(page.get(reverse("import-columns", args=[run.pk])))
    assert "0 of 6 columns are matched" in shown
    assert "Left out:</span> Was, Wer, Ziel, Bis wann, Stand, Notiz" in shown


def test_chosen_columns_are_kept_through_check_and_confirm(page, columns):
    _form, post = columns(ODD)

    address = post(**CHOSEN).url
    check = text_of(page.get(address))
    page.post(address)

    assert "The file brings 2 new rows" in check
    assert sorted(Commitment.objects.values_list("title", flat=True)) == [
        "Open help desks",
        "Train staff",
    ]
    assert Commitment.objects.get(title="Open help desks").source_words["Notiz"] == "see file 4"


def test_columns_can_be_changed_after_the_check(page, columns):
    _form, post = columns(ODD)
    address = post(**CHOSEN | {"column_2": ""}).url
    assert "2 rows have problems" in text_of(page.get(address))

    post(**CHOSEN)

    assert "The file brings 2 new rows" in text_of(page.get(address))
    assert ImportRun.objects.get().rows.exclude(number=None).count() == 2


def test_next_file_with_the_same_columns_is_matched_as_the_last_import(page, columns):
    _form, post = columns(ODD)
    page.post(post(**CHOSEN).url)

    form, post = columns(ODD.replace("Train staff", "Train more staff"))

    assert {name: form[name].value() for name in CHOSEN} == CHOSEN
    assert ImportRun.objects.count() == 2
    assert "The file brings 1 new rows" in text_of(page.get(post().url))


def test_corrected_rows_are_matched_as_before(page, columns):
    _form, post = columns(ODD.replace("7; 10", "77"))
    run_page = post(**CHOSEN).url
    problems = page.get(f"{run_page}/problems.csv")
    rows = b"".join(problems.streaming_content).decode("utf-8-sig").splitlines()
    assert rows[0] == "Row,Was,Wer,Ziel,Bis wann,Stand,Notiz,Problem,How to fix"

    form, post = columns(
        "\n".join(rows).replace(
            "2,Open help desks,Ministry of Labour,77", "2,Open help desks,Ministry of Labour,7"
        )
    )

    held = {line.name: line.field.value() for line in form.lines()}
    assert (held["Was"], held["Notiz"], held["Row"], held["Problem"]) == ("title", "keep", "", "")
    assert "The file brings 1 new rows" in text_of(page.get(post().url))


def test_page_and_command_share_one_mapping(page, columns, brought_in):
    _form, post = columns(ODD)
    post(**CHOSEN)
    run = ImportRun.objects.get()

    saved = page.get(reverse("import-mapping", args=[run.pk])).content.decode()

    assert json.loads(saved)["columns"]["deadline"] == "Bis wann"
    brought_in(ODD, mapping=read_mapping(saved))
    assert Commitment.objects.count() == 2


def test_one_field_in_two_columns_is_a_problem_of_the_second(columns):
    _form, post = columns(ODD)

    answer = post(**CHOSEN | {"column_5": "title"})

    assert answer.status_code == 422
    assert errors(answer) == {
        "column_5": ["“Was” holds that already. Choose something else for one of the two."]
    }


def test_file_without_titles_is_a_problem_of_the_form(columns):
    _form, post = columns(ODD)

    assert list(errors(post(**CHOSEN | {"column_0": ""}))) == ["__all__"]


@pytest.mark.parametrize(("order", "deadline"), [("day", "2026-04-03"), ("month", "2026-03-04")])
def test_day_that_can_mean_two_days_is_asked_once(page, columns, order, deadline):
    form, post = columns(PLAN.replace("2026-12-31", "03/04/2026"))
    assert str(form.fields["dates"].label) == "What day is 03/04/2026 in row 3?"
    assert [label for _value, label in form.fields["dates"].choices] == [
        "3 April 2026: day first",
        "4 March 2026: month first",
    ]
    assert form["dates"].value() is None

    asked = post()
    assert errors(asked) == {"dates": ["Say which of the two days is meant."]}
    page.post(post(dates=order).url)

    assert str(Milestone.objects.get(source_ref="M1").deadline) == deadline


def test_another_day_of_the_column_answers_for_the_one_that_can_mean_two(columns):
    text = PLAN.replace("2026-12-31", "03/04/2026").replace("2027-12-31", "25/04/2026")

    form, _post = columns(text)

    assert form["dates"].value() == "day"
    assert "25/04/2026" in form.fields["dates"].help_text


def test_order_is_not_asked_for_a_column_that_is_left_out(columns):
    _form, post = columns(PLAN.replace("Deadline", "Seen on").replace("2026-12-31", "03/04/2026"))

    assert post().status_code == 302


def test_other_encoding_is_read_again_before_anything_is_checked(page, columns):
    text = PLAN.replace("Rent rooms", "Café rooms").encode("mac-roman")
    form, post = columns(text)
    assert "CafŽ rooms" in str(form.reading["samples"])

    answer = post(encoding="mac-roman")

    run = ImportRun.objects.get()
    assert run.state == "matching"
    form = page.get(page.get(answer.url).url).context["form"]
    assert form["encoding"].value() == "mac-roman"
    assert "Café rooms" in str(form.reading["samples"])
    assert post(encoding="mac-roman").status_code == 302
    assert ImportRun.objects.get().state == "checked"


def test_encoding_that_does_not_fit_is_a_problem_of_the_field(columns):
    _form, post = columns(PLAN)

    answer = post(encoding="utf-16")

    assert answer.status_code == 422
    assert list(errors(answer)) == ["encoding"]
    assert ImportRun.objects.get().state == "matching"


def test_another_sheet_shows_its_own_columns(page, columns):
    content = workbook_of(
        {
            "Plan": [["Title", "Objectives"], ["Open desks", "7"], ["Train staff", "8"]],
            "Notes": [["Title", "Remark"], ["Buy chairs", "cheap"]],
        }
    )
    form, post = columns(content, name="plan.xlsx")
    assert [value for value, _label in form.fields["sheet"].choices] == ["Plan", "Notes"]

    answer = post(sheet="Notes")

    form = page.get(page.get(answer.url).url).context["form"]
    assert [line.name for line in form.lines()] == ["Title", "Remark"]


def test_what_rows_leave_empty_can_be_said_once(page, columns):
    _form, post = columns("Title,Deadline\nOpen desks,2026-12-31\n")

    page.post(post(default_objectives="7", default_level="local").url)

    commitment = Commitment.objects.get()
    assert (commitment.main_objective_id, commitment.level) == (7, "local")


def test_columns_of_an_imported_file_are_no_longer_chosen(page, columns):
    _form, post = columns(PLAN)
    page.post(post().url)

    assert post().status_code == 302
    assert ImportRun.objects.get().state == "written"


def test_odd_choices_are_refused(columns):
    _form, post = columns(PLAN)

    answer = post(column_0="nonsense", encoding="klingon")

    assert sorted(errors(answer)) == ["column_0", "encoding"]
