"""Which organisation a name in a cell means: one of the record, or one the import adds."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from accounts.words import GovernanceLevel, OrganisationCategory
from commitments.imports.columns import Field
from commitments.imports.organisations import (
    Body,
    initials,
    is_description,
    read_bodies,
)
from commitments.imports.records import Record
from commitments.imports.words import key, plain

_UN = {
    "fao", "iaea", "ifad", "ilo", "imf", "iom", "itc", "itu", "ocha", "ohchr", "unaids", "undp",
    "undrr", "unep", "unesco", "unfpa", "unhcr", "unicef", "unido", "unitar", "unodc", "unops",
    "unrwa", "unu", "un-habitat", "un-women", "wfp", "who", "wipo", "wmo",
}  # fmt: skip
_KINDS = {
    "un entity": OrganisationCategory.UN_ENTITY,
    "state": OrganisationCategory.OTHER_STATE,
    "ministry": OrganisationCategory.MINISTRY,
    "agency": OrganisationCategory.AGENCY,
    "civil society": OrganisationCategory.CIVIL_SOCIETY,
    "private sector": OrganisationCategory.PRIVATE_SECTOR,
    "academia": OrganisationCategory.ACADEMIA,
    "local authorities": OrganisationCategory.LOCAL_GOVERNMENT,
    "subnational": OrganisationCategory.LOCAL_GOVERNMENT,
    "igo": OrganisationCategory.INTERNATIONAL_ORGANISATION,
}
_BY_NAME = (
    (r"united nations|un network|un system|un entity|un women", OrganisationCategory.UN_ENTITY),
    (r"ministr|minister|department|departement|departamento", OrganisationCategory.MINISTRY),
    (r"municipal|city of|county|ville de|ayuntamiento", OrganisationCategory.LOCAL_GOVERNMENT),
    (r"universit|universid|research institute", OrganisationCategory.ACADEMIA),
    (r"parliament|parlement|parlamento", OrganisationCategory.PARLIAMENT),
    (r"trade union|workers|syndicat|sindicato", OrganisationCategory.TRADE_UNION),
    (r"employers|chamber of|private sector|compan", OrganisationCategory.PRIVATE_SECTOR),
    (r"agenc|authority|office|police|secretar|commission|council|directorate|service|statistic",
     OrganisationCategory.AGENCY),
    (r"alliance|coalition|red cross|civil society|ngo|foundation",
     OrganisationCategory.CIVIL_SOCIETY),
)  # fmt: skip


@dataclass(frozen=True)
class NewBody:
    """An organisation that the import adds."""

    name: str
    short_name: str
    category: str
    level: str
    country: str = ""


@dataclass(frozen=True)
class KnownBody:
    """An organisation of the record, by what a file can call it."""

    name: str
    short_name: str = ""
    country: str = ""


class Bodies:
    """The organisations that a file names: those of the record, and those it brings."""

    def __init__(
        self,
        known: Iterable[KnownBody],
        countries: Mapping[str, str] | None = None,
        country_names: Mapping[str, str] | None = None,
    ) -> None:
        self.countries, self.country_names = countries or {}, country_names or {}
        self.new: dict[str, NewBody] = {}
        self._known: dict[str, KnownBody] = {}
        for body in known:
            self._known.setdefault(plain(body.short_name), body)
        self._known |= {plain(body.name): body for body in known}
        self._aliases: dict[str, str] = {}
        # Names of countries stand alone as well: "Chile and Mexico" are two holders.
        self._alone = {*self._known, *self.countries}

    def learn(self, records: Iterable[Record]) -> None:
        """Learn which letters stand for which name: "ILO" for a holder with these initials."""
        used: set[str] = set()
        holders: dict[str, str] = {}
        for record in records:
            if holder := record.get(Field.HOLDER):
                holders.setdefault(plain(initials(holder)), holder)
            for body in self._read(f"{record.get(Field.LEAD)};{record.get(Field.PARTNERS)}"):
                used.add(plain(body.name))
                if body.short_name:
                    self._aliases[plain(body.short_name)] = body.name
        for letters in used & set(holders):
            self._aliases.setdefault(letters, holders[letters])

    def named(self, cell: str, country: str = "") -> list[Body]:
        """The bodies of a cell by the names under which they are kept.

        A body of another country that has the same name is not the one of the record.
        """
        named: dict[str, Body] = {}
        for body in self._read(cell):
            name = self._kept_name(body.name, country)
            named.setdefault(plain(name), replace(body, name=name))
        return list(named.values())

    def is_known(self, name: str) -> bool:
        """Whether the record has the organisation already."""
        return plain(name) in self._known

    def take(self, body: Body, record: Record, *, kind: str = "") -> str:
        """The name to keep for a body, noting it down when the import adds it.

        Empty for words that describe bodies without naming one.
        """
        kept = plain(body.name)
        if kept in self._known:
            return self._known[kept].name
        if is_description(body.name):
            return ""
        if kept not in self.new:
            self.new[kept] = self._new(body, record, kind)
        return self.new[kept].name

    def _new(self, body: Body, record: Record, kind: str) -> NewBody:
        kept = plain(body.name)
        letters = [letters for letters, full in self._aliases.items() if plain(full) == kept]
        short = body.short_name or "".join(letters[:1]).upper() or body.name
        if kept in self.countries:
            category, country = str(OrganisationCategory.OTHER_STATE), self.countries[kept]
        else:
            category, country = category_of(body.name, kind, short), record.country
        level = record.level or GovernanceLevel.NATIONAL
        if category == OrganisationCategory.UN_ENTITY or level == GovernanceLevel.INTERNATIONAL:
            level, country = GovernanceLevel.INTERNATIONAL, ""
        return NewBody(body.name[:200], _short(short), category, level, country)

    def _kept_name(self, name: str, country: str) -> str:
        full = self._aliases.get(plain(name), name)
        for candidate in (name, full):
            if (held := self._known.get(plain(candidate))) and _same_country(held, country):
                return held.name
        if plain(full) not in self._known:
            return full
        elsewhere = f"{full} ({self.country_names.get(country, country)})"
        held = self._known.get(plain(elsewhere))
        return held.name if held else elsewhere

    def _read(self, cell: str) -> list[Body]:
        return read_bodies(cell, known=self._alone)


def _same_country(held: KnownBody, country: str) -> bool:
    return not (held.country and country) or held.country == country


def category_of(name: str, kind: str = "", short_name: str = "") -> str:
    """The category that a stated kind or the name itself suggests."""
    if stated := _KINDS.get(key(kind)):
        return stated
    words = plain(name)
    if not _UN.isdisjoint((words.replace(" ", "-"), plain(short_name))):
        return OrganisationCategory.UN_ENTITY
    for pattern, category in _BY_NAME:
        if re.search(rf"\b(?:{pattern})", words):
            return category
    return OrganisationCategory.OTHER


def _short(name: str) -> str:
    """At most 60 characters, cut between words."""
    if len(name) <= 60:
        return name
    return name[:60].rsplit(" ", 1)[0]
