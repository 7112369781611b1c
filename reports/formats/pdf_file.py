"""PDF: the sections on paper, tagged (PDF/UA-1), in the vendored fonts only."""

import io
import json
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commitments.rules import dates
from history import clock
from reports.columns import Column, Type
from reports.drawing import Drawn, Part, number, parts

PAPER = Path(__file__).parent.parent / "paper"
# Above this a list belongs in a spreadsheet; the paper says how many it leaves out.
ROWS_A_TABLE = 2_000
PIECE_BYTES = 64 * 1024
UPRIGHT_COLUMNS = 8
LONGEST_CELL = 400


def write(issue: Any) -> Iterator[bytes]:
    """The finished file in pieces. The same report made again is the same to the byte."""
    # Loaded by who makes paper: a web worker that never does need not hold it.
    import typst

    drawn = list(parts(issue.sections, most=ROWS_A_TABLE))
    found = typst.compile(
        str(PAPER / "report.typ"),
        root=str(PAPER),
        font_paths=[str(PAPER / "fonts")],
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(_data(issue, drawn), ensure_ascii=False)},
        format="pdf",
        pdf_standards=["ua-1"],
    )
    paper: bytes = found[0] if isinstance(found, list) else found
    for start in range(0, len(paper), PIECE_BYTES):
        yield paper[start : start + PIECE_BYTES]


def _data(issue: Any, drawn: Sequence[Part]) -> dict[str, Any]:
    about = issue.about()
    made = issue.made_at.astimezone(clock.zone())
    as_at = dates.in_text(issue.scope.as_of)
    language = translation.get_language() or settings.LANGUAGE_CODE
    sections = [_section(part, issue) for part in drawn]
    foot = _("As at %(day)s, %(number)s") % {"day": as_at, "number": issue.number}
    return {
        "number": issue.number,
        "title": str(issue.kind.title),
        "filter": issue.filter_words,
        "organisation": issue.organisation,
        "paper": "a4",
        "lang": language.partition("-")[0],
        "rtl": translation.get_language_bidi(),
        "made": [made.year, made.month, made.day, made.hour, made.minute, made.second],
        "facts": [
            [_("As at"), as_at],
            *(
                [[_("Compared with"), dates.in_text(issue.compared_with)]]
                if issue.compared_with
                else []
            ),
            [_("Covers"), issue.view],
            [_("Commitments"), number(about["commitments"])],
            [_("Issued by"), f"{issue.issuer}, {issue.organisation}"],
            [_("Made at"), _moment(made)],
        ],
        "code": _code(issue.number, about["data_sha256"]),
        "code_words": _("Code that opens the check of this report"),
        "foot": foot,
        "page_words": [_("page"), _("of")],
        "landscape": any(table["landscape"] for one in sections for table in one["tables"]),
        "sections": sections,
        **_proof(about),
    }


def _proof(about: dict[str, Any]) -> dict[str, Any]:
    seal = "–"
    if about["newest_seal"]:
        seal = f"{number(about['newest_seal'])}: {about['newest_seal_sha256']}"
    return {
        "proof_title": _("How to check this report"),
        "proof": [
            [_("Address"), settings.SITE_URL + reverse("verify")],
            [_("Report number"), about["number"]],
            [_("Check code"), about["data_sha256"][:12]],
            [_("Fingerprint of the data"), about["data_sha256"]],
            [_("Newest seal of the record"), seal],
            [_("Rows of data"), number(about.get("rows", 0))],
        ],
        "proof_notes": [
            _("A match shows that the data are unchanged since issue, not that they are true."),
            _(
                "Overdue: open on a day after the deadline. Days are calendar days. Confidence is "
                "the worse of what people say and what the checks allow."
            ),
        ],
    }


def _section(part: Part, issue: Any) -> dict[str, Any]:
    heads = [_("Figure"), _("Now")]
    figures = [[label, now] for label, now, _then, _change in part.figures]
    if part.compares and issue.compared_with:
        heads = [_("Figure"), _("Now"), dates.in_table(issue.compared_with), _("Change")]
        figures = [list(row) for row in part.figures]
    return {
        "title": part.title,
        "words": list(part.words),
        "compares": len(heads) > 2,
        "heads": heads,
        "figures": figures,
        "chart": str(part.chart),
        "chart_title": part.chart_title,
        "tables": [_table(table) for table in part.tables],
        "notes": part.notes,
    }


def _table(table: Drawn) -> dict[str, Any]:
    left_out = ""
    if table.left_out:
        words = ngettext(
            "%(n)s more row is in the spreadsheet and in the CSV files of this report.",
            "%(n)s more rows are in the spreadsheet and in the CSV files of this report.",
            table.left_out,
        )
        left_out = words % {"n": number(table.left_out)}
    places = _kept(table)
    cells = [place for place in places if not table.columns[place].prose]
    prose = [place for place in places if table.columns[place].prose]
    return {
        "title": table.title,
        "order": _("Sorted: %(order)s") % {"order": table.order} if table.order else "",
        "none": _("None"),
        "columns": _columns([table.columns[place] for place in cells]),
        "landscape": len(cells) > UPRIGHT_COLUMNS,
        "rows": [[_short(row[place]) for place in cells] for row in table.rows],
        # Under each row, sentence by sentence, with what it is.
        "prose": [
            [[str(table.columns[place].label), _short(row[place])] for place in prose if row[place]]
            for row in table.rows
        ],
        "left_out": left_out,
    }


def _columns(columns: Sequence[Column]) -> list[dict[str, Any]]:
    """Texts share what the others leave; the first of them is the title, and gets twice as much."""
    texts = [column for column in columns if column.type is Type.TEXT]
    return [
        {
            "label": str(column.label),
            "number": column.is_number,
            "share": 0 if column not in texts else 2 if column is texts[0] else 1,
        }
        for column in columns
    ]


def _kept(table: Drawn) -> list[int]:
    """Columns that say something: paper is narrow, and an empty column says nothing."""
    places = range(len(table.columns))
    return [place for place in places if any(row[place] for row in table.rows)] or list(places)


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_CELL else text[: LONGEST_CELL - 1].rstrip() + "…"


def _moment(made: datetime) -> str:
    day: date = made.date()
    return f"{dates.in_text(day)}, {made:%H:%M} ({clock.zone().key})"


def _code(number: str, data_sha256: str) -> str:
    import segno

    asked = urlencode({"number": number, "fingerprint": data_sha256})
    drawn = io.BytesIO()
    code = segno.make(f"{settings.SITE_URL}{reverse('verify')}?{asked}", error="m")
    code.save(drawn, kind="svg", xmldecl=False, svgns=True, border=0)
    return drawn.getvalue().decode()
