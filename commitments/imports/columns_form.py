"""Match columns: which column holds what, and where the file leaves it open, how to read it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Organisation
from accounts.words import GovernanceLevel
from commitments.imports.choices import Choices
from commitments.imports.columns import Field, Mapping, match_columns
from commitments.imports.dates import read_date
from commitments.imports.decode import ENCODINGS
from commitments.imports.plan import chosen, matched
from commitments.imports.tables import column_letters
from commitments.models import ImportRun
from commitments.reference.models import Objective
from commitments.rules.dates import in_text

LEFT_OUT = ""
KEPT = "keep"
_GROUPS = (
    (gettext_lazy("What it is"), (
        Field.TITLE, Field.WORDING, Field.WHY, Field.TEST, Field.MEASURE, Field.KIND, Field.KEY,
        Field.WEIGHT,
    )),
    (gettext_lazy("Where it belongs"), (
        Field.CODE, Field.REF, Field.PARENT, Field.COMMITMENT, Field.OBJECTIVES, Field.BASIS,
        Field.PRINCIPLES, Field.LEVEL, Field.LEVEL_REASON,
    )),
    (gettext_lazy("Who"), (
        Field.LEAD, Field.PARTNERS, Field.HOLDER, Field.HOLDER_KIND, Field.COUNTRY,
    )),
    (gettext_lazy("When, and how it stands"), (
        Field.START, Field.DEADLINE, Field.DEADLINE_WORDS, Field.PRECISION, Field.EXPECTED,
        Field.ACHIEVED, Field.STATUS,
    )),
    (gettext_lazy("Sources and money"), (
        Field.SOURCE, Field.REGISTRY, Field.BUDGET, Field.CURRENCY,
    )),
)  # fmt: skip
_DATES = frozenset(
    {Field.START, Field.DEADLINE, Field.DEADLINE_WORDS, Field.EXPECTED, Field.ACHIEVED}
)
_DAY_FIRST = {"day": True, "month": False}
# What may stand for rows that leave it empty.
_DEFAULTS = (Field.OBJECTIVES, Field.LEVEL, Field.LEAD)


@dataclass(frozen=True)
class ColumnLine:
    """A column of the file as the page shows it."""

    name: str
    letters: str
    samples: list[str]
    field: forms.BoundField


class ColumnsForm(forms.Form):
    """One choice for each column of a run that was read; filled with what was found out."""

    def __init__(self, data: Any = None, *, run: ImportRun) -> None:
        super().__init__(data)
        self.run, self.reading = run, run.reading
        self.header: list[str] = self.reading["header"]
        self.found = matched(run)
        holds = _holds(tuple(self.header), self.found)
        for place, name in enumerate(self.header):
            self.fields[f"column_{place}"] = forms.ChoiceField(
                label=name,
                required=False,
                choices=_options,
                initial=holds.get(place, LEFT_OUT),
            )
        self._add_readings()
        self._add_defaults()

    def _add_readings(self) -> None:
        if len(self.reading["sheets"]) > 1:
            self.fields["sheet"] = forms.ChoiceField(
                label=gettext_lazy("Sheet"),
                choices=[(name, name) for name in self.reading["sheets"]],
                initial=self.reading["sheet"],
            )
        if self.reading["format"] == "csv":
            named = ENCODINGS | {self.reading["encoding"]: _encoding_name(self.reading["encoding"])}
            guessed = _("This is a guess: look at the accents in the samples.")
            otherwise = _("Choose another one when accents in the samples are wrong.")
            self.fields["encoding"] = forms.ChoiceField(
                label=gettext_lazy("Characters"),
                help_text=guessed if self.reading["encoding_guessed"] else otherwise,
                choices=list(named.items()),
                initial=self.reading["encoding"],
            )
        if self.reading["date_orders"]:
            self.fields["dates"] = self._dates_field()

    def _dates_field(self) -> forms.ChoiceField:
        order = next(iter(self.reading["date_orders"].values()))
        says = self.found.day_first if self.found.day_first is not None else order["day_first"]
        hint = ""
        if order["proof"]:
            hint = _("Row %(row)s has %(value)s, which can be read in one way only.") % {
                "row": order["proof_row"],
                "value": order["proof"],
            }
        return forms.ChoiceField(
            label=_("What day is %(example)s in row %(row)s?")
            % {"example": order["example"], "row": order["row"]},
            help_text=hint,
            required=False,
            choices=[
                (word, _option(order["example"], day_first))
                for word, day_first in _DAY_FIRST.items()
            ],
            initial={True: "day", False: "month"}.get(says) if says is not None else None,
            widget=forms.RadioSelect,
        )

    def _add_defaults(self) -> None:
        objectives = [(str(one.number), str(one)) for one in Objective.objects.all()]
        names = Organisation.objects.values_list("name", flat=True)
        empty = ("", _("Each row has to say it"))
        for name, options, first in (
            (Field.OBJECTIVES, objectives, empty),
            (Field.LEVEL, GovernanceLevel.choices, ("", _("National"))),
            (Field.LEAD, [(name, name) for name in names], ("", _("Nobody yet"))),
        ):
            self.fields[f"default_{name.value}"] = forms.ChoiceField(
                label=name.label,
                required=False,
                choices=[first, *options],
                initial=self.found.defaults.get(name, ""),
            )

    def lines(self) -> Iterator[ColumnLine]:
        """The columns in the order of the file."""
        from_file = zip(self.header, self.reading["samples"], strict=True)
        for place, (name, samples) in enumerate(from_file):
            yield ColumnLine(name, column_letters(place), samples, self[f"column_{place}"])

    def defaults(self) -> list[forms.BoundField]:
        """What stands where a row leaves it empty."""
        return [self[f"default_{name.value}"] for name in _DEFAULTS]

    def readings(self) -> list[forms.BoundField]:
        """How the file is to be read, where it leaves that open."""
        return [self[name] for name in ("sheet", "encoding", "dates") if name in self.fields]

    @property
    def left_out(self) -> list[str]:
        """The columns that nothing is read from."""
        return [line.name for line in self.lines() if not line.field.value()]

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if self.asks_to_read_again:
            return given
        holders: dict[str, str] = {}
        for place, name in enumerate(self.header):
            held = str(given.get(f"column_{place}") or LEFT_OUT)
            if held in (LEFT_OUT, KEPT):
                continue
            if held in holders:
                self.add_error(
                    f"column_{place}",
                    _("“%(column)s” holds that already. Choose something else for one of the two.")
                    % {"column": holders[held]},
                )
            holders.setdefault(held, name)
        if Field.TITLE not in holders and not {Field.COMMITMENT} & set(holders):
            self.add_error(
                None,
                _("No column holds titles. Choose “Title” for the one that says what a row is."),
            )
        self._ask_for_the_order_of_dates(given)
        return given

    def _ask_for_the_order_of_dates(self, given: dict[str, Any]) -> None:
        asked = any(given.get(f"column_{at}") in _DATES for at in self.reading["date_orders"])
        if asked and not given.get("dates") and "dates" not in self.errors:
            self.add_error("dates", _("Say which of the two days is meant."))

    @property
    def asks_to_read_again(self) -> bool:
        """Whether another sheet or encoding was chosen, whose columns are to be seen first."""
        given = getattr(self, "cleaned_data", {})
        return any(
            name in self.fields and given.get(name, self.reading[name]) != self.reading[name]
            for name in ("sheet", "encoding")
        )

    @property
    def choices(self) -> Choices:
        """What is chosen for the run from now on, for a valid form."""
        given, before = self.cleaned_data, chosen(self.run)
        readings = {
            name: given[name]
            for name in ("sheet", "encoding")
            if name in self.fields and given[name] != self.reading[name]
        }
        if self.asks_to_read_again:
            return replace(before, **readings, mapping={}, day_first=None)
        order = _DAY_FIRST.get(given.get("dates", ""))
        return replace(before, day_first=order, mapping=self._mapping(given).as_json())

    def _mapping(self, given: dict[str, Any]) -> Mapping:
        columns = {given[f"column_{at}"]: name for at, name in enumerate(self.header)}
        kept = [name for at, name in enumerate(self.header) if given[f"column_{at}"] == KEPT]
        defaults = {name.value: given[f"default_{name.value}"] for name in _DEFAULTS}
        return replace(
            self.found,
            columns={held: name for held, name in columns.items() if held not in (LEFT_OUT, KEPT)},
            keep=tuple(kept),
            defaults={
                name: value
                for name, value in ({**self.found.defaults, **defaults}).items()
                if value
            },
            recognise=(),
        )


def _options() -> list[Any]:
    grouped = [
        (str(group), [(name.value, str(name.label)) for name in names]) for group, names in _GROUPS
    ]
    return [
        (LEFT_OUT, _("Nothing: left out")),
        (KEPT, _("Kept word for word")),
        *grouped,
    ]


def _holds(header: tuple[str, ...], mapping: Mapping) -> dict[int, str]:
    """What each column holds by a mapping, by its place."""
    columns = match_columns(header, mapping)
    kept = dict.fromkeys(columns.keep.values(), KEPT)
    return kept | {place: str(name) for name, place in columns.index.items()}


def _option(example: str, day_first: bool) -> str:
    reading = read_date(example, day_first=day_first)
    day = in_text(reading.on) if reading.on else example
    return f"{day}: {_('day first') if day_first else _('month first')}"


def _encoding_name(name: str) -> str:
    return str(ENCODINGS.get(name, name.upper()))
