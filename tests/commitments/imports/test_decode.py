import codecs

import pytest

from commitments.imports.decode import decode
from commitments.imports.refusal import Refusal

WORDS = "Écho – café; Škoda"


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (WORDS.encode(), "utf-8"),
        (codecs.BOM_UTF8 + WORDS.encode(), "utf-8"),
        (WORDS.encode("utf-16"), "utf-16"),
        (codecs.BOM_UTF16_BE + WORDS.encode("utf-16-be"), "utf-16"),
        (WORDS.encode("cp1252"), "cp1252"),
    ],
)
def test_decode_reads_the_encodings_that_spreadsheets_write(content, encoding):
    decoded = decode(content)

    assert (decoded.text, decoded.encoding) == (WORDS, encoding)


def test_decode_says_when_it_guessed():
    assert decode("é".encode("cp1252")).guessed
    assert not decode("é".encode()).guessed


def test_decode_takes_the_chosen_encoding():
    assert decode("Приём".encode("cp1251"), encoding="cp1251").text == "Приём"


def test_decode_keeps_arabic():
    assert decode("قيد التنفيذ".encode()).text == "قيد التنفيذ"


@pytest.mark.parametrize("content", [b"", b" \r\n", codecs.BOM_UTF8, codecs.BOM_UTF16_LE])
def test_decode_refuses_an_empty_file(content):
    with pytest.raises(Refusal, match="empty"):
        decode(content)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"%PDF-1.7\n1 0 obj", "a PDF document"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + b"\0" * 50, "a picture"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF" + b"\0" * 50, "a picture"),
        (b"PK\x03\x04" + b"\0" * 50, "a packed file"),
        (b"\x1f\x8b\x08" + b"\0" * 50, "a packed or binary file"),
        (b"<!DOCTYPE html><html>", "a web page"),
        (b"{\\rtf1 hello", "a text document"),
        (b"\x7fELF" + b"\0" * 50, "a program"),
    ],
)
def test_decode_refuses_what_is_no_table_and_says_what_it_is(content, kind):
    with pytest.raises(Refusal, match=kind):
        decode(content)


def test_decode_refuses_nul_bytes():
    with pytest.raises(Refusal, match="no text"):
        decode(b"title,date\nA\0B,2026\n")


def test_decode_refuses_control_characters_but_forgives_one():
    with pytest.raises(Refusal, match="no text"):
        decode(b"\x01\x02\x03\x04,\x05\x06\n" * 20)
    assert decode(b"title,date\n" * 100 + b"\x1a").text.endswith("date\n")


def test_decode_refuses_a_wrong_choice_in_words():
    with pytest.raises(Refusal, match="UTF-8"):
        decode("é".encode("cp1252"), encoding="utf-8")
