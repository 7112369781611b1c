"""One row of a table into typed values, with what is wrong in it and how to put it right."""

import re
from collections.abc import Callable
from collections.abc import Mapping as Dict
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from accounts.words import GovernanceLevel
from commitments.cells import unguarded
from commitments.imports import dates
from commitments.imports.columns import Columns, Field, Mapping
from commitments.imports.dates import Doubt, Reading, read_date
from commitments.imports.record_words import LEVELS, NO, PRECISIONS, YES
from commitments.imports.synonyms import Status, read_status
from commitments.imports.tables import Cell, Row
from commitments.imports.words import key
from commitments.rules.words import DatePrecision
from commitments.source_words import How

LONGEST = {Field.TITLE: 200, Field.REF: 100, Field.LEVEL_REASON: 500, Field.SOURCE: 500}
LONGEST |= {Field.REGISTRY: 60, Field.HOLDER: 200, Field.PARENT: 100, Field.COMMITMENT: 200}
OBJECTIVES = range(1, 24)
OUR_CODE = re.compile(r"GCM-\d\d-\d{4,}(-M\d\d+)?")


@dataclass(frozen=True)
class Vocabulary:
    """What names in cells can mean: reference data by `key` of its names."""

    objectives: Dict[str, int] = field(default_factory=dict)
    principles: Dict[str, str] = field(default_factory=dict)
    countries: Dict[str, str] = field(default_factory=dict)
    country_names: Dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Problem:
    """Why a row cannot be imported, and how to put it right."""

    column: str
    value: str
    problem: str
    fix: str

    def as_dict(self) -> dict[str, str]:
        return {
            "column": self.column,
            "value": self.value[:300],
            "problem": self.problem,
            "fix": self.fix,
        }


@dataclass
class Record:
    """A row as we read it. `words` keeps the source's own words beside our reading."""

    number: int | None
    cells: tuple[Cell, ...] = ()
    text: dict[str, str] = field(default_factory=dict)
    # The fields that the row itself fills; the rest of `text` are defaults of the mapping.
    stated: set[str] = field(default_factory=set)
    objectives: list[int] = field(default_factory=list)
    principles: list[str] = field(default_factory=list)
    level: str = ""
    country: str = ""
    starts_on: date | None = None
    deadline: Reading = dates.BLANK
    deadline_words: str = ""
    expected_on: date | None = None
    achieved_on: date | None = None
    status: Status = field(default_factory=Status)
    weight: int | None = None
    is_key: bool | None = None
    words: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def get(self, name: str) -> str:
        return self.text.get(name, "")


def read_record(row: Row, columns: Columns, mapping: Mapping, vocabulary: Vocabulary) -> Record:
    """Read one row. Nothing raises: what cannot be read becomes a problem of the row."""
    return _Reader(row, columns, mapping, vocabulary).read()


class _Reader:
    def __init__(
        self, row: Row, columns: Columns, mapping: Mapping, vocabulary: Vocabulary
    ) -> None:
        self.columns, self.mapping, self.vocabulary = columns, mapping, vocabulary
        self.cells = row.cells
        self.record = Record(row.number, row.cells)
        if row.is_torn:
            self._problem_of_row(
                _("A cell of this row seems to hold several rows."),
                _("Look for a lost quotation mark in this row or the one before."),
            )
        if row.surplus:
            self._problem_of_row(
                _("The row has more cells than the header."),
                _("Put text with the separator in it into quotation marks, or name the column."),
                value=" | ".join(map(str, row.surplus)),
            )

    def read(self) -> Record:
        record = self.record
        for name in Field:
            if value := self._text(name):
                record.text[name] = value
                record.stated.add(name)
            elif default := self.mapping.defaults.get(name):
                record.text[name] = default
        self._own_code()
        for name, longest in LONGEST.items():
            if len(record.get(name)) > longest:
                self._problem(
                    name,
                    _("Longer than %(limit)s characters.") % {"limit": longest},
                    _("Shorten it; the full text belongs into the agreed wording."),
                )
        record.objectives = self._objectives()
        record.principles = self._principles()
        record.level = self._level()
        record.country = self._country()
        record.status = read_status(record.get(Field.STATUS))
        self._dates()
        record.weight = self._weight()
        record.is_key = self._yes_or_no(Field.KEY)
        self._keep_words()
        return record

    def _cell(self, name: str) -> Cell:
        index = self.columns.index.get(name)
        return "" if index is None else self.cells[index]

    def _text(self, name: str) -> str:
        cell = self._cell(name)
        return cell.isoformat() if isinstance(cell, date) else unguarded(cell.strip())

    def _own_code(self) -> None:
        """A column "Code" that holds no codes of ours holds the source's references."""
        record = self.record
        code = record.get(Field.CODE).upper()
        if code and not OUR_CODE.fullmatch(code):
            record.text.setdefault(Field.REF, record.text.pop(Field.CODE))
        elif code:
            record.text[Field.CODE] = code

    def _problem(self, name: str, problem: str, fix: str) -> None:
        value = self.record.get(name)
        self.record.problems.append(Problem(self.columns.name(name), value, problem, fix))

    def _problem_of_row(self, problem: str, fix: str, value: str = "") -> None:
        self.record.problems.append(Problem("", value, problem, fix))

    def _objectives(self) -> list[int]:
        text = self.record.get(Field.OBJECTIVES)
        if key(text) in {"all", "tous", "todos", "all objectives"}:
            return list(OBJECTIVES)
        found: list[int] = []
        pieces = re.split(r"[;\n]|,(?=\s*\D*\d)", text) if text else []
        for piece in filter(None, (p.strip() for p in pieces)):
            numbers = self._objective(piece)
            if not numbers:
                self._problem(
                    Field.OBJECTIVES,
                    _("“%(piece)s” names no objective of the Compact.") % {"piece": piece[:80]},
                    _("Write the numbers, 1 to 23, the main objective first: 7; 10."),
                )
            found += [number for number in numbers if number not in found]
        return found

    def _objective(self, piece: str) -> list[int]:
        words = key(piece)
        if named := self.vocabulary.objectives.get(words):
            return [named]
        numbered = re.match(r"(?:gcm |objective |objectif |objetivo |obj )?0?(\d\d?)\b", words)
        if span := re.fullmatch(r"\s*(\d\d?)\s*[-\u2013]\s*(\d\d?)\s*", piece):
            numbers = list(range(int(span[1]), int(span[2]) + 1))
        else:
            numbers = [int(numbered[1])] if numbered else []
        return numbers if all(number in OBJECTIVES for number in numbers) else []

    def _principles(self) -> list[str]:
        text, found = self.record.get(Field.PRINCIPLES), []
        for piece in filter(None, map(str.strip, re.split(r"[;,\n]", text))):
            letter = self.vocabulary.principles.get(key(piece))
            if letter is None:
                self._problem(
                    Field.PRINCIPLES,
                    _("“%(piece)s” is no guiding principle.") % {"piece": piece[:80]},
                    _("Write the letters of paragraph 15: f; h."),
                )
            elif letter not in found:
                found.append(letter)
        return found

    def _level(self) -> str:
        text = self.record.get(Field.LEVEL)
        level = LEVELS.get(key(text), "")
        if text and not level:
            names = ", ".join(GovernanceLevel.values)
            self._problem(
                Field.LEVEL,
                _("This is no governance level."),
                _("Write one of: %(names)s.") % {"names": names},
            )
        return level

    def _country(self) -> str:
        """The country where the cell names exactly one; several stay in the source's words."""
        names = re.split(r"[;,/]", self.record.get(Field.COUNTRY))
        found = {self.vocabulary.countries.get(key(name), "") for name in names if name.strip()}
        return found.pop() if len(found) == 1 else ""

    def _dates(self) -> None:
        record = self.record
        record.starts_on = self._day(Field.START, _first_day)
        record.expected_on = self._day(Field.EXPECTED)
        record.achieved_on = self._day(Field.ACHIEVED)
        self._deadline()
        if record.starts_on and record.deadline.on and record.deadline.on < record.starts_on:
            self._problem(
                Field.DEADLINE,
                _("The end is before the start, %(start)s.") % {"start": record.starts_on},
                _("Correct one of the two dates."),
            )

    def _day(
        self, name: Field, day_of: Callable[[Reading], date | None] = lambda one: one.on
    ) -> date | None:
        """A day whose words are not kept beside it: words that name none are told, not dropped."""
        reading = self._read(name)
        day = day_of(reading)
        if day is None and not reading.doubt and reading.how is not How.BLANK:
            self.record.notes.append(
                _("%(field)s: “%(words)s” names no day and is left out.")
                % {"field": name.label, "words": self.record.get(name)[:80]}
            )
        return day

    def _read(self, name: str) -> Reading:
        cell = self._cell(name)
        reading = read_date(cell, day_first=self.mapping.day_first)
        if reading.doubt is Doubt.AMBIGUOUS:
            self._problem(
                name,
                str(reading.doubt.label),
                _("Choose day first or month first, or write 2026-04-03."),
            )
        elif reading.doubt is Doubt.IMPOSSIBLE:
            self._problem(name, str(reading.doubt.label), _("Correct the date."))
        elif reading.doubt is Doubt.NUMBER:
            self._problem(
                name,
                str(reading.doubt.label),
                _("Format the cells of the column as dates, or write 2026-04-03."),
            )
        return reading

    def _deadline(self) -> None:
        """A date column of the source stands over our reading of its words."""
        record = self.record
        has_column = Field.DEADLINE in self.columns.index
        has_words = Field.DEADLINE_WORDS in self.columns.index
        of_words = read_date(record.get(Field.DEADLINE_WORDS), day_first=self.mapping.day_first)
        record.deadline_words = record.get(Field.DEADLINE_WORDS)
        if not has_column:
            record.deadline = self._read(Field.DEADLINE_WORDS) if has_words else dates.BLANK
            return
        column = self._read(Field.DEADLINE)
        if not has_words and column.how is not How.DAY:
            record.deadline_words = record.get(Field.DEADLINE)
        if has_words:
            precision = _precision(record.get(Field.PRECISION), column, of_words)
            how = How.COLUMN if column.on else of_words.how
            if column.on is None and of_words.on:
                how = How.FREE_TEXT
            column = Reading(column.on, precision, how, column.doubt)
        record.deadline = column

    def _weight(self) -> int | None:
        text = self.record.get(Field.WEIGHT)
        if text and text not in {"1", "2", "3", "4", "5"}:
            self._problem(Field.WEIGHT, _("A weight is 1 to 5."), _("Write 1, 2, 3, 4 or 5."))
            return None
        return int(text) if text else None

    def _yes_or_no(self, name: str) -> bool | None:
        text = key(self.record.get(name))
        if not text or text in NO:
            return False if text else None
        if text not in YES:
            self._problem(name, _("Neither yes nor no."), _("Write yes or no."))
        return text in YES

    def _keep_words(self) -> None:
        record = self.record
        budget = f"{record.get(Field.BUDGET)} {record.get(Field.CURRENCY)}".strip()
        stated = (
            Field.KIND, Field.HOLDER, Field.COUNTRY, Field.LEAD, Field.PARTNERS, Field.STATUS,
            Field.MEASURE,
        )  # fmt: skip
        kept = {name.value: record.get(name) for name in stated if name in record.stated} | {
            "objectives_basis": record.get(Field.BASIS),
            "deadline": record.deadline_words,
            "deadline_how": str(record.deadline.how.value) if record.deadline_words else "",
            "budget": budget if record.get(Field.BUDGET) else "",
        }
        for name, index in self.columns.keep.items():
            kept[name] = str(self.cells[index])
        record.words = {name: value for name, value in kept.items() if value}


def _first_day(reading: Reading) -> date | None:
    """A start that names a month or a year is its first day."""
    if reading.on is None:
        return None
    match reading.precision:
        case DatePrecision.DAY:
            return reading.on
        case DatePrecision.MONTH:
            return reading.on.replace(day=1)
        case DatePrecision.QUARTER:
            return date(reading.on.year, reading.on.month - 2, 1)
    return date(reading.on.year, 1, 1) if reading.precision is DatePrecision.YEAR else None


def _precision(words: str, column: Reading, of_words: Reading) -> DatePrecision:
    known = PRECISIONS.get(key(words))
    if known is not None and (
        column.on or known in (DatePrecision.OPEN_ENDED, DatePrecision.UNKNOWN)
    ):
        return known
    if of_words.on == column.on:
        return of_words.precision
    return column.precision
