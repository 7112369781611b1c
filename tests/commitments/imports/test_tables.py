from datetime import date
from io import BytesIO

import openpyxl
import pytest

from commitments.imports import tables
from commitments.imports.refusal import Refusal
from commitments.imports.tables import column_letters, read_table


def rows_of(text, **options):
    content = text if isinstance(text, bytes) else text.encode()
    return [row.cells for row in read_table(content, **options).rows]


def workbook(*sheets):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    file = BytesIO()
    book.save(file)
    return file.getvalue()


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_read_table_finds_the_separator(separator):
    text = f"title{separator}date\nA{separator}2026\nB{separator}2027\n"

    table = read_table(text.encode())

    assert table.separator == separator
    assert [row.cells for row in table.rows] == [("A", "2026"), ("B", "2027")]


def test_read_table_with_semicolons_keeps_decimal_commas():
    assert rows_of("name;value;share\nA;1,5;2,25\nB;2,5;3,75\n") == [
        ("A", "1,5", "2,25"),
        ("B", "2,5", "3,75"),
    ]


def test_read_table_with_commas_keeps_lists_by_semicolon():
    text = "title,lead\nA,IOM; UNDP; ILO\nB,UNHCR; UNICEF; WHO\n"

    assert rows_of(text) == [("A", "IOM; UNDP; ILO"), ("B", "UNHCR; UNICEF; WHO")]


def test_read_table_keeps_line_breaks_and_quotes_inside_cells():
    text = 'title,text\n"First\nsecond, third","He said ""yes"""\n'

    assert rows_of(text) == [("First\nsecond, third", 'He said "yes"')]


def test_read_table_takes_any_mix_of_line_ends():
    assert rows_of(b"title,date\r\nA,1\rB,2\nC,3\r\n") == [("A", "1"), ("B", "2"), ("C", "3")]


def test_read_table_obeys_the_separator_hint_of_excel():
    table = read_table(b"sep=;\ntitle;date\nA;1,2\n")

    assert (table.separator, table.header, table.rows[0].number) == (";", ("title", "date"), 3)


def test_read_table_skips_titles_and_empty_rows_and_keeps_row_numbers():
    table = read_table(b"Plan of action,,\n\ntitle,date,lead\n,,\nA,1,x\n")

    assert table.header == ("title", "date", "lead")
    assert [row.number for row in table.rows] == [5]


def test_read_table_squares_short_rows():
    assert rows_of("title,date,lead\nA\nB,1\n") == [("A", "", ""), ("B", "1", "")]


def test_read_table_notes_cells_beyond_the_header():
    table = read_table(b"title,date\nA,1,stray\n")

    assert table.rows[0].surplus == ("stray",)


def test_read_table_names_columns_once():
    table = read_table(b"title,status,,status\nA,x,y,z\n")

    assert table.header == ("title", "status", "Column C", "status (2)")
    assert table.repeated == ("status",)


def test_read_table_keeps_cells_that_look_like_formulas_as_text():
    cells = ("=1+1", "+49", "-5", "@cmd", "=HYPERLINK(1)")
    text = "a,b,c,d,e\n" + ",".join(cells)

    assert rows_of(text) == [cells]


def test_read_table_refuses_an_open_quote_with_its_line():
    with pytest.raises(Refusal, match="line 3"):
        rows_of('title,date\nA,1\n"B,2\nC,3\n')


def test_read_table_refuses_a_torn_quote_with_its_line():
    with pytest.raises(Refusal, match="line 2"):
        rows_of('title,date\n"A" and more,1\nB,2\n')


def test_read_table_marks_a_row_that_swallowed_others():
    text = 'title,date,lead\n"A,1,x\nB,2,y\nC,3,z"\nD,4,w\n'

    assert [row.is_torn for row in read_table(text.encode()).rows] == [True, False]


def test_read_table_keeps_a_quote_inside_a_plain_cell():
    assert rows_of('title,date\n5" pipe,1\n') == [('5" pipe', "1")]


def test_read_table_refuses_a_huge_cell():
    with pytest.raises(Refusal, match="longer than"):
        rows_of("title,date\n" + "x" * 40_000 + ",1\n")
    with pytest.raises(Refusal, match="longer than"):
        rows_of("title,date\n" + "x" * 140_000 + ",1\n")


def test_read_table_refuses_headers_without_rows():
    with pytest.raises(Refusal, match="headers but no rows"):
        rows_of("title,date,lead\n")


def test_read_table_refuses_text_without_columns():
    with pytest.raises(Refusal, match="separates columns"):
        rows_of("Dear colleagues\nplease find the plan attached\nBest\n")


def test_read_table_refuses_too_many_columns_and_rows(monkeypatch):
    with pytest.raises(Refusal, match="200 columns"):
        rows_of(",".join(f"c{n}" for n in range(201)) + "\n" + "1," * 201)
    monkeypatch.setattr(tables, "MOST_ROWS", 3)
    with pytest.raises(Refusal, match="3 rows"):
        rows_of("a,b\n" + "1,2\n" * 4)


def test_read_table_refuses_a_file_that_is_too_big(monkeypatch):
    monkeypatch.setattr(tables, "LARGEST_FILE_MB", 0)
    with pytest.raises(Refusal, match="larger"):
        rows_of("a,b\n1,2\n")


def test_read_table_reads_windows_1252():
    table = read_table("titre;échéance\nÉtude – prévue;été\n".encode("cp1252"))

    assert table.header == ("titre", "échéance")
    assert table.rows[0].cells == ("Étude – prévue", "été")
    assert table.encoding_guessed


def test_read_table_of_a_workbook_keeps_values_and_dates():
    content = workbook(
        ("Plan", [["title", "due", "n", "share", "ok"], ["=A1", date(2026, 3, 27), 7, 0.5, True]])
    )

    table = read_table(content)

    # A formula without a stored value is an empty cell: values only.
    assert table.rows[0].cells == ("", date(2026, 3, 27), "7", "0.5", "yes")
    assert (table.format, table.sheet) == ("xlsx", "Plan")


def test_read_table_of_a_workbook_takes_the_first_sheet_that_holds_anything():
    content = workbook(("Empty", []), ("Plan", [["a", "b"], ["1", "2"]]), ("Other", [["c"]]))

    table = read_table(content)

    assert (table.sheet, table.sheets) == ("Plan", ("Empty", "Plan", "Other"))


def test_read_table_of_a_workbook_takes_the_named_sheet():
    content = workbook(("One", [["a", "b"], ["1", "2"]]), ("Two", [["a", "b"], ["3", "4"]]))

    assert rows_of(content, sheet="Two") == [("3", "4")]
    with pytest.raises(Refusal, match="One, Two"):
        rows_of(content, sheet="Three")


def test_read_table_of_a_workbook_keeps_row_numbers_of_a_table_further_down():
    content = workbook(("Plan", [[], [], [None, "title", "due"], [], [None, "A", "1"]]))

    table = read_table(content)

    assert table.header == ("Column A", "title", "due")
    assert [(row.number, row.cells) for row in table.rows] == [(5, ("", "A", "1"))]


@pytest.mark.parametrize(("index", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ")])
def test_column_letters_are_those_of_a_spreadsheet(index, letters):
    assert column_letters(index) == letters
