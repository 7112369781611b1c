import csv
from datetime import date
from pathlib import Path

import pytest

from commitments import imports
from commitments.imports.dates import Doubt, read_date
from commitments.rules.words import DatePrecision
from commitments.source_words import How

EXAMPLES = Path(imports.__file__).parent / "examples"


@pytest.mark.parametrize(
    ("words", "on", "precision"),
    [
        ("2026-03-27", "2026-03-27", "day"),
        ("2026-03-27 00:00", "2026-03-27", "day"),
        ("27 3 2026", "2026-03-27", "day"),
        ("27/03/2026", "2026-03-27", "day"),
        ("03/27/2026", "2026-03-27", "day"),
        ("27.3.26", "2026-03-27", "day"),
        ("27 March 2026", "2026-03-27", "day"),
        ("March 27, 2026", "2026-03-27", "day"),
        ("1er mars 2026", "2026-03-01", "day"),
        ("au plus tard le 31 décembre 2026", "2026-12-31", "day"),
        ("20 de agosto de 2019", "2019-08-20", "day"),
        ("31 de marzo de 2026", "2026-03-31", "day"),
        ("March 2026", "2026-03-31", "month"),
        ("By April 2026", "2026-04-30", "month"),
        ("D'ici mars 2026", "2026-03-31", "month"),
        ("end of February 2024", "2024-02-29", "month"),
        ("03/2026", "2026-03-31", "month"),
        ("2026-03", "2026-03-31", "month"),
        ("Q2 2021", "2021-06-30", "quarter"),
        ("2021 Q2", "2021-06-30", "quarter"),
        ("T4 2026", "2026-12-31", "quarter"),
        ("second quarter of 2021", "2021-06-30", "quarter"),
        ("troisième trimestre 2026", "2026-09-30", "quarter"),
        ("Q2-Q3 2023", "2023-09-30", "quarter"),
        ("H1 2026", "2026-06-30", "quarter"),
        ("premier semestre 2026", "2026-06-30", "quarter"),
        ("By early 2026", "2026-03-31", "quarter"),
        ("mid-2026", "2026-06-30", "quarter"),
        ("D'ici le début de 2026", "2026-03-31", "quarter"),
        ("Fall 2027", "2027-12-31", "season"),
        ("By winter 2025", "2025-03-31", "season"),
        ("D’ici l’été 2025", "2025-09-30", "season"),
        ("printemps 2026", "2026-06-30", "season"),
        ("otoño 2026", "2026-12-31", "season"),
        ("2026-27", "2027-03-31", "fiscal_year"),
        ("2026/27", "2027-03-31", "fiscal_year"),
        ("FY 2026-27", "2027-03-31", "fiscal_year"),
        ("exercice 2026-2027", "2027-03-31", "fiscal_year"),
        ("2026", "2026-12-31", "year"),
        ("By end of 2028", "2028-12-31", "year"),
        ("D'ici la fin de 2028", "2028-12-31", "year"),
        ("2021 and 2022", "2022-12-31", "year"),
        ("2021- 2022", "2022-12-31", "year"),
        ("De 2025 à 2028", "2028-12-31", "year"),
        ("December 2024 to June 2026", "2026-06-30", "month"),
        ("1 March to 30 June 2026", "2026-06-30", "day"),
        ("Biannually until 2029", "2029-12-31", "year"),
        ("Deux fois par année jusqu'en 2029", "2029-12-31", "year"),
    ],
)
def test_read_date_takes_the_last_day_of_what_was_promised(words, on, precision):
    reading = read_date(words)

    assert (str(reading.on), reading.precision, reading.doubt) == (on, precision, Doubt.NONE)


@pytest.mark.parametrize(
    ("words", "precision"),
    [
        ("Ongoing", DatePrecision.OPEN_ENDED),
        ("Ongoing, annually", DatePrecision.OPEN_ENDED),
        ("Permanent, chaque année", DatePrecision.OPEN_ENDED),
        ("Annually, by March 31; to be reported", DatePrecision.OPEN_ENDED),
        ("en curso", DatePrecision.OPEN_ENDED),
        ("next biennial report", DatePrecision.UNKNOWN),
        ("initial stage (2019)", DatePrecision.UNKNOWN),
        ("Feedback will be compiled in March 2027 and at the end", DatePrecision.UNKNOWN),
        ("TENTATIVE DEADLINE OF IMPLEMENTATION: (blank)", DatePrecision.UNKNOWN),
        ("Q5 2026", DatePrecision.UNKNOWN),
        ("mars", DatePrecision.UNKNOWN),
        ("2028 to 2021", DatePrecision.UNKNOWN),
        ("", DatePrecision.UNKNOWN),
        ("n/a", DatePrecision.UNKNOWN),
    ],
)
def test_read_date_never_guesses_a_date(words, precision):
    reading = read_date(words)

    assert (reading.on, reading.precision) == (None, precision)


def test_read_date_asks_which_comes_first():
    assert read_date("03/04/2026").doubt is Doubt.AMBIGUOUS
    assert read_date("03-04-2026").doubt is Doubt.AMBIGUOUS
    assert read_date("03/04/2026", day_first=True).on == date(2026, 4, 3)
    assert read_date("03/04/2026", day_first=False).on == date(2026, 3, 4)
    assert read_date("04/04/2026").doubt is Doubt.NONE


@pytest.mark.parametrize("words", ["31/02/2026", "13/13/2026", "2026-13", "2026-02-30"])
def test_read_date_knows_what_no_calendar_has(words):
    assert read_date(words).doubt is Doubt.IMPOSSIBLE


def test_read_date_of_a_date_is_that_day():
    assert read_date(date(2026, 3, 27)).on == date(2026, 3, 27)


@pytest.mark.parametrize("column", ["deadline_text_en", "deadline_text_fr"])
def test_our_reading_agrees_with_the_dates_of_the_canadian_plan(column):
    path = EXAMPLES / "canada_open_government_plan.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row[column]]

    differ = {
        row[column]: (row["deadline_date"], read_date(row[column]).on)
        for row in rows
        if str(read_date(row[column]).on or "") != row["deadline_date"]
    }

    # "2026‑2027" in French is a fiscal year only to who knows it; alone it reads as two years.
    fiscal = {"2026\u20112027": ("2027-03-31", date(2027, 12, 31))}
    assert len(rows) == 65
    assert differ == (fiscal if column == "deadline_text_fr" else {})


def test_how_a_date_was_read_is_told():
    assert read_date("Fall 2027").how is How.SEASON
    assert read_date("Biannually until 2029").how is How.RECURRING_UNTIL
    assert read_date("2021 and 2022").how is How.SPAN
