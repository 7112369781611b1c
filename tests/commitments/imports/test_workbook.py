"""Workbooks that attack or fail: each is refused with a sentence, and in time."""

import time
import zipfile
from io import BytesIO

import openpyxl
import pytest

from commitments.imports import workbook
from commitments.imports.refusal import Refusal
from commitments.imports.tables import read_table


def plain_workbook():
    book = openpyxl.Workbook()
    book.active.append(["title", "date"])
    book.active.append(["A", "2026"])
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def workbook_of(sheets):
    """A workbook with these sheets, each a list of rows."""
    book, content = openpyxl.Workbook(), BytesIO()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(content)
    return content.getvalue()


def with_part(name, content, compression=zipfile.ZIP_DEFLATED):
    """The plain workbook with one part replaced or added."""
    file = BytesIO()
    with zipfile.ZipFile(BytesIO(plain_workbook())) as old, zipfile.ZipFile(file, "w") as new:
        for entry in old.infolist():
            if entry.filename != name:
                new.writestr(entry, old.read(entry))
        new.writestr(name, content, compression)
    return file.getvalue()


def test_workbook_that_is_honest_is_read():
    assert read_table(plain_workbook()).rows[0].cells == ("A", "2026")


def test_workbook_with_entities_is_refused_in_time():
    levels = "".join(
        f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' if n else '<!ENTITY l0 "ha">' for n in range(10)
    )
    bomb = f'<?xml version="1.0"?><!DOCTYPE sst [{levels}]><sst><si><t>&l9;</t></si></sst>'
    started = time.monotonic()

    with pytest.raises(Refusal, match="document definitions"):
        read_table(with_part("xl/sharedStrings.xml", bomb))

    assert time.monotonic() - started < 5


def test_workbook_with_entities_in_another_encoding_is_refused():
    bomb = '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE x [<!ENTITY a "b">]><x/>'

    with pytest.raises(Refusal, match="document definitions"):
        read_table(with_part("xl/sharedStrings.xml", bomb.encode("utf-16")))


def test_workbook_that_unpacks_too_big_is_refused(monkeypatch):
    monkeypatch.setattr(workbook, "LARGEST_UNPACKED_MB", 5)

    with pytest.raises(Refusal, match="unpacks to more than 5 MB"):
        read_table(with_part("xl/media/zeros.bin", b"\0" * 20_000_000))


def test_workbook_that_lies_about_its_size_is_refused(monkeypatch):
    monkeypatch.setattr(workbook, "LARGEST_UNPACKED_MB", 5)
    content = bytearray(with_part("xl/media/zeros.bin", b"\0" * 20_000_000))
    at = content.rfind(b"PK\x01\x02")
    content[at + 24 : at + 28] = (10).to_bytes(4, "little")

    with pytest.raises(Refusal, match="unpacks to more"):
        read_table(bytes(content))


def test_workbook_with_a_cell_far_away_is_refused_in_time():
    sheet = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        '<row r="1"><c r="A1" t="inlineStr"><is><t>title</t></is></c></row>'
        '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>'
    )
    started = time.monotonic()

    with pytest.raises(Refusal, match=r"far away|damaged|columns|rows"):
        read_table(with_part("xl/worksheets/sheet1.xml", sheet))

    assert time.monotonic() - started < 20


@pytest.mark.parametrize("cut", [50, 400, 2000])
def test_workbook_that_is_cut_off_is_refused(cut):
    with pytest.raises(Refusal, match="damaged"):
        read_table(plain_workbook()[:-cut])


def test_workbook_with_damaged_bytes_is_refused():
    content = bytearray(plain_workbook())
    middle = len(content) // 3
    content[middle : middle + 200] = b"\xff" * 200

    with pytest.raises(Refusal):
        read_table(bytes(content))


def test_workbook_with_broken_xml_is_refused():
    with pytest.raises(Refusal, match="damaged"):
        read_table(with_part("xl/workbook.xml", "<workbook><sheets><sheet"))


def test_workbook_with_a_password_or_of_old_kind_is_refused():
    with pytest.raises(Refusal, match="password"):
        read_table(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2000)


def test_packed_file_that_is_no_workbook_is_refused():
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as packed:
        packed.writestr("word/document.xml", "<w/>")

    with pytest.raises(Refusal, match="not a table"):
        read_table(file.getvalue())


def test_workbook_that_takes_too_long_is_refused(monkeypatch):
    monkeypatch.setattr(workbook, "SECONDS", 0.01)

    with pytest.raises(Refusal, match=r"0\.01 seconds"):
        read_table(plain_workbook())
