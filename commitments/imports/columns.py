"""Which column of a spreadsheet holds which of our fields."""

import json
from collections.abc import Mapping as Dict
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from commitments.imports.words import key

PROFILES = Path(__file__).parent / "mappings"


class Field(TextChoices):
    """What a column can hold. The values are the names in mapping files."""

    CODE = "code", _("Code")
    REF = "ref", _("Reference in the source")
    PARENT = "parent", _("Belongs to")
    KIND = "kind", _("Kind of row")
    COMMITMENT = "commitment", _("Commitment")
    TITLE = "title", _("Title")
    WORDING = "wording", _("Agreed wording")
    WHY = "why", _("Why it matters")
    TEST = "test", _("What counts as achieved")
    OBJECTIVES = "objectives", _("Objectives")
    BASIS = "basis", _("Ground for the objectives")
    PRINCIPLES = "principles", _("Principles")
    LEVEL = "level", _("Governance level")
    LEVEL_REASON = "level_reason", _("Why this level")
    HOLDER = "holder", _("Holder")
    HOLDER_KIND = "holder_kind", _("Kind of holder")
    COUNTRY = "country", _("Country")
    LEAD = "lead", _("Lead organisation")
    PARTNERS = "partners", _("Other organisations")
    START = "start", _("Start")
    DEADLINE = "deadline", _("Deadline")
    DEADLINE_WORDS = "deadline_words", _("Deadline in the source's words")
    PRECISION = "precision", _("Precision of the deadline")
    EXPECTED = "expected", _("Expected date")
    ACHIEVED = "achieved", _("Date achieved")
    STATUS = "status", _("Status")
    MEASURE = "measure", _("Measure of success")
    BUDGET = "budget", _("Budget")
    CURRENCY = "currency", _("Currency")
    SOURCE = "source", _("Source document")
    REGISTRY = "registry", _("Registry number")
    WEIGHT = "weight", _("Weight")
    KEY = "key", _("Key milestone")


SYNONYMS: dict[Field, tuple[str, ...]] = {
    Field.CODE: ("code", "codigo", "our code", "milestone code", "tracker code"),
    Field.REF: (
        "ref", "reference", "id", "no", "nr", "number", "numero", "num", "identifier",
        "identifiant", "identificador", "referencia", "reference in the source",
        "commitment number",
    ),
    Field.PARENT: (
        "parent", "parent ref", "parent id", "parent reference", "part of", "belongs to",
        "partie de", "rattache a", "pertenece a", "parte de",
    ),
    Field.KIND: (
        "record type", "row type", "kind", "type", "kind of row", "type of row", "level of detail",
        "type de ligne", "tipo", "tipo de registro", "clase",
    ),
    Field.COMMITMENT: (
        "commitment", "commitment title", "commitment code", "engagement", "compromiso",
        "compromisso", "titre de l engagement", "titulo del compromiso",
    ),
    Field.TITLE: (
        "title", "short title", "name", "milestone", "milestone title", "activity", "action",
        "measure", "task", "deliverable", "titre", "intitule", "nom", "jalon", "activite", "mesure",
        "tache", "titulo", "nombre", "hito", "actividad", "medida", "accion", "tarea", "marco",
    ),
    Field.WORDING: (
        "agreed wording", "wording", "full text", "description", "text", "libelle", "texte",
        "texto", "descripcion", "descricao", "texte integral", "texto completo",
    ),
    Field.WHY: ("why", "why it matters", "rationale", "justification", "justificacion", "pourquoi"),
    Field.TEST: (
        "what counts as achieved", "achieved test", "acceptance", "deliverables", "outputs",
        "expected output", "expected result", "livrables", "produits", "resultat attendu",
        "resultats attendus", "entregables", "productos", "resultado esperado",
    ),
    Field.OBJECTIVES: (
        "objectives", "objective", "gcm objective", "gcm objectives", "main objective",
        "objectif", "objectifs", "objectif du pacte", "objetivo", "objetivos", "objetivo gcm",
    ),
    Field.BASIS: ("objectives basis", "basis", "ground for the objectives"),
    Field.PRINCIPLES: (
        "principles", "guiding principles", "principes", "principes directeurs", "principios",
        "principios rectores",
    ),
    Field.LEVEL: (
        "level", "governance level", "niveau", "niveau de gouvernance", "nivel",
        "nivel de gobernanza",
    ),
    Field.LEVEL_REASON: ("why this level", "level reason", "pourquoi ce niveau"),
    Field.HOLDER: ("holder", "owner", "plan owner", "titulaire", "titular"),
    Field.HOLDER_KIND: ("holder type", "kind of holder", "type of holder", "type d acteur"),
    Field.COUNTRY: ("country", "country iso3", "country iso2", "pays", "pais"),
    Field.LEAD: (
        "lead", "lead organisation", "lead organization", "lead institution", "lead agency",
        "lead ministry", "responsible", "responsible organisation", "responsible organization",
        "responsible institution", "responsible body", "ministry", "organisation", "organization",
        "responsable", "institution responsable", "organisme responsable", "ministere",
        "organisation responsable", "chef de file", "institucion responsable",
        "organismo responsable", "entidad responsable", "ministerio", "organizacion",
        "entidade responsavel",
    ),
    Field.PARTNERS: (
        "partners", "partner", "other organisations", "other organizations", "members",
        "supporting institution s", "supporting institutions", "supporting organisations",
        "supporting organizations", "implementing organisations", "implementing partners",
        "partenaires", "autres organisations", "socios", "colaboradores", "parceiros",
        "otras instituciones", "instituciones de apoyo",
    ),
    Field.START: (
        "start", "start date", "starts on", "from", "begin", "debut", "date de debut", "inicio",
        "fecha de inicio", "data de inicio",
    ),
    Field.DEADLINE: (
        "deadline", "due", "due date", "end", "end date", "deadline date", "target date", "until",
        "completion date", "due on", "echeance", "date limite", "date d echeance", "date de fin",
        "delai", "plazo", "fecha limite", "fecha de vencimiento", "fecha de fin",
        "fecha de finalizacion", "prazo", "vencimiento",
    ),
    Field.DEADLINE_WORDS: (
        "deadline text", "timeline", "timeline text", "timeframe", "time frame", "calendrier",
        "calendario", "cronograma", "deadline in the source s words", "periode", "periodo",
    ),
    Field.PRECISION: (
        "precision", "date precision", "deadline precision", "precision of the deadline",
    ),
    Field.EXPECTED: ("expected", "expected date", "forecast", "date prevue", "fecha prevista"),
    Field.ACHIEVED: (
        "achieved on", "date achieved", "completed date", "completed on", "actual date",
        "date de realisation", "fecha de cumplimiento",
    ),
    Field.STATUS: (
        "status", "state", "status text", "progress status", "completion", "statut", "etat",
        "etat d avancement", "avancement", "estado", "situacion", "situacao", "estat",
        "completion progress report",
    ),
    Field.MEASURE: (
        "measure of success", "indicator", "indicators", "indicateur", "indicateurs", "indicador",
        "indicadores",
    ),
    Field.BUDGET: ("budget", "budget amount", "cost", "cout", "presupuesto", "costo"),
    Field.CURRENCY: ("currency", "budget currency", "devise", "moneda"),
    Field.SOURCE: ("source", "source document", "url", "document", "link", "fuente", "lien"),
    Field.REGISTRY: ("registry number", "file number", "numero de dossier", "expediente"),
    Field.WEIGHT: ("weight", "poids", "peso"),
    Field.KEY: ("key", "key milestone", "is key", "jalon cle", "hito clave"),
}  # fmt: skip

_FIELD_OF = {word: name for name, words in SYNONYMS.items() for word in words}
_PARTS: dict[str, Any] = {
    "name": str, "columns": dict, "defaults": dict, "plan": dict, "kinds": dict, "keep": list,
    "recognise": list, "day_first": bool | None,
}  # fmt: skip
_LANGUAGE_TAG = {"en", "eng", "english", "anglais", "ingles"}


class MappingError(ValueError):
    """A mapping that cannot be used; `str()` says what to change."""


@dataclass(frozen=True)
class Mapping:
    """How to read the columns of one kind of file."""

    name: str = ""
    # Field to the name of its column.
    columns: Dict[str, str] = field(default_factory=dict)
    # Where a row leaves a field empty.
    defaults: Dict[str, str] = field(default_factory=dict)
    # What takes in the commitments that no row of the file puts into a plan.
    plan: Dict[str, str] = field(default_factory=dict)
    # Words of the column "kind" that `structure` does not know.
    kinds: Dict[str, str] = field(default_factory=dict)
    # Columns kept word for word in the source's own words.
    keep: tuple[str, ...] = ()
    day_first: bool | None = None
    recognise: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """What a mapping file holds, without what is empty; `mapping_of` reads it again."""
        found = {**asdict(self), "keep": list(self.keep), "recognise": list(self.recognise)}
        return {name: value for name, value in found.items() if value not in ("", None, {}, [])}


@dataclass(frozen=True)
class Columns:
    """Which column of a table holds which field, and what is left out."""

    index: Dict[str, int]
    header: tuple[str, ...]
    ignored: tuple[str, ...]
    keep: Dict[str, int]
    # "Status (2)" looked like a field that another column holds already.
    doubled: tuple[str, ...] = ()

    def name(self, field: str) -> str:
        """The name that the file gives the column, or ours where it has none."""
        if field in self.index:
            return self.header[self.index[field]]
        return str(Field(field).label)


def find_mapping(header: tuple[str, ...]) -> Mapping:
    """The profile that recognises the header, or the plain mapping by names of columns."""
    known = {key(name) for name in header}
    for path in sorted(PROFILES.glob("*.json")):
        profile = read_mapping(path.read_text(encoding="utf-8"))
        if profile.recognise and known.issuperset(map(key, profile.recognise)):
            return profile
    return Mapping()


def read_mapping(text: str) -> Mapping:
    """A mapping from JSON; raises MappingError with what is wrong in it."""
    try:
        given: Any = json.loads(text)
    except ValueError as error:
        raise MappingError(_("The mapping is no JSON: %(error)s") % {"error": error}) from None
    return mapping_of(given)


def mapping_of(given: Any) -> Mapping:
    """A mapping from what a mapping file holds; raises MappingError with what is wrong in it."""
    allowed = {item.name for item in fields(Mapping)}
    if not isinstance(given, dict) or set(given) - allowed:
        raise MappingError(
            _("A mapping is a JSON object with some of: %(names)s.")
            % {"names": ", ".join(sorted(allowed))}
        )
    for part, wanted in _PARTS.items():
        if part in given and not isinstance(given[part], wanted):
            raise MappingError(
                _("“%(part)s” in the mapping is not of the right form: see docs/import.md.")
                % {"part": part}
            )
    for part in ("columns", "defaults"):
        for name in given.get(part, {}):
            if name not in Field.values:
                raise MappingError(
                    _("“%(name)s” is no field. The fields are: %(fields)s.")
                    % {"name": name, "fields": ", ".join(Field.values)}
                )
    lists = {part: tuple(map(str, given.get(part, ()))) for part in ("keep", "recognise")}
    texts = {
        part: {name: str(value) for name, value in given.get(part, {}).items()}
        for part in ("columns", "defaults", "plan", "kinds")
    }
    return Mapping(**{**given, **lists, **texts})


def match_columns(header: tuple[str, ...], mapping: Mapping) -> Columns:
    """Find the fields: as the mapping says; where it names no column, by their names."""
    index: dict[str, int] = {}
    for name, column in mapping.columns.items():
        if (place := _place(column, header)) is None:
            raise MappingError(
                _("The mapping names a column “%(column)s”. The file has: %(header)s.")
                % {"column": column, "header": ", ".join(header)}
            )
        index[name] = place
    found = {name: _place(name, header) for name in mapping.keep}
    keep = {name: place for name, place in found.items() if place is not None}
    doubled: list[str] = []
    if not mapping.columns:
        doubled = _by_name(header, index)
    used = {*index.values(), *keep.values()}
    ignored = tuple(name for i, name in enumerate(header) if i not in used)
    return Columns(index, header, ignored, keep, tuple(doubled))


def _place(column: str, header: tuple[str, ...]) -> int | None:
    """Where a column stands: by its very name, else by the same words."""
    if column in header:
        return header.index(column)
    return next((at for at, name in enumerate(header) if key(name) == key(column)), None)


def _by_name(header: tuple[str, ...], index: dict[str, int]) -> list[str]:
    doubled = []
    for position, name in enumerate(header):
        found = _field_of(name)
        if found is None:
            continue
        if found in index:
            doubled.append(name)
        else:
            index[found] = position
    # "Commitment" beside "Milestone" is the parent; alone it is the title.
    if Field.COMMITMENT in index and Field.TITLE not in index:
        index[Field.TITLE] = index.pop(Field.COMMITMENT)
    return doubled


def _field_of(column: str) -> Field | None:
    words = key(column).split()
    if len(words) > 1 and words[-1] in _LANGUAGE_TAG:
        words = words[:-1]
    return _FIELD_OF.get(" ".join(words))


def with_choices(mapping: Mapping, **choices: Any) -> Mapping:
    """The mapping with what a person chose for it, where they chose."""
    return replace(mapping, **{name: value for name, value in choices.items() if value is not None})
