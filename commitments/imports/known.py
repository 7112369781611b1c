"""What the record holds already of what a file names, read in a constant number of queries."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from accounts.models import Organisation, Post
from accounts.words import Role
from commitments.imports.bodies import KnownBody
from commitments.imports.records import Vocabulary
from commitments.imports.words import key
from commitments.models import Commitment, CommitmentPartner, Milestone, Plan
from commitments.reference.models import Country, Objective, Principle
from history import clock

_PLAN = ("id", "code", "title", "starts_on", "ends_on", "source", "source_ref", "owner__name")
_COMMITMENT = (
    "id", "code", "version", "plan_id", "state", "title", "wording", "why", "source_document",
    "registry_number", "main_objective_id", "other_objectives", "principles", "level",
    "level_reason", "lead_organisation_id", "lead_organisation__name", "starts_on", "ends_on",
    "source_ref", "source_words",
)  # fmt: skip
_MILESTONE = (
    "id", "code", "version", "commitment_id", "state", "title", "achieved_test", "is_key",
    "weight", "first_deadline", "deadline", "deadline_precision", "expected_on", "source_ref",
    "source_words", "indicators_text",
)  # fmt: skip

Held = dict[str, Any]


@dataclass
class Known:
    """Rows of the record as dictionaries, by the ways a file can name them."""

    plans: dict[str, Held] = field(default_factory=dict)
    commitments: dict[str, Held] = field(default_factory=dict)
    by_ref: dict[tuple[int, str], Held] = field(default_factory=dict)
    milestones: dict[str, Held] = field(default_factory=dict)
    milestone_by_ref: dict[tuple[int, str], Held] = field(default_factory=dict)
    by_id: dict[int, Held] = field(default_factory=dict)
    milestone_by_id: dict[int, Held] = field(default_factory=dict)
    partners: dict[int, list[tuple[str, str]]] = field(default_factory=dict)
    # References in a plan that stand for what others lead: only that they are taken is known.
    taken: set[tuple[int, str]] = field(default_factory=set)

    def commitment_refs(self) -> dict[str, str]:
        """References and titles, in lower case, to codes."""
        titles = {held["title"].casefold(): code for code, held in self.commitments.items()}
        return titles | {ref: held["code"] for (_plan, ref), held in self.by_ref.items()}


def vocabulary() -> Vocabulary:
    """What names of objectives, principles and countries mean."""
    objectives: dict[str, int] = {}
    for objective in Objective.objects.all():
        for name in (
            objective.title, objective.alternative_title, objective.short_title, objective.label,
        ):  # fmt: skip
            if name:
                objectives[key(name)] = objective.number
    principles = {}
    for principle in Principle.objects.all():
        for name in (principle.letter, principle.code, principle.name, principle.label):
            principles[key(name)] = principle.letter
    countries, names = _countries()
    return Vocabulary(objectives, principles, countries, names)


def known_bodies() -> list[KnownBody]:
    """The organisations of the record."""
    rows = Organisation.objects.values_list("name", "short_name", "country")
    return [KnownBody(*row) for row in rows]


def bodies_with_focal_point() -> set[str]:
    """The names of organisations that have a focal-point post, vacant or not."""
    today = clock.real_today()
    posts = Post.objects.open_on(today).filter(role=Role.FOCAL_POINT)
    return set(posts.values_list("organisation__name", flat=True))


def read_known(
    *,
    plans: Collection[str],
    refs: Collection[str],
    codes: Collection[str],
    own: Collection[str] | None = None,
) -> Known:
    """The plans by code; their commitments by reference or title; and what the codes name.

    With `own`, only of commitments that these organisations lead: what others lead is as unknown
    as what is not there (A1).
    """
    known = Known()
    known.plans = {row["code"]: row for row in Plan.objects.filter(code__in=plans).values(*_PLAN)}
    plan_ids = [row["id"] for row in known.plans.values()]
    of_codes = {code[:11] for code in codes}
    named = Commitment.objects.filter(plan__in=plan_ids, source_ref__in=refs)
    titled = Commitment.objects.filter(plan__in=plan_ids, title__in=refs)
    coded = Commitment.objects.filter(code__in=of_codes)
    for row in (named | titled | coded).order_by("pk").values(*_COMMITMENT):
        if own is not None and row["lead_organisation__name"] not in own:
            known.taken.add((row["plan_id"], row["source_ref"].casefold()))
            continue
        known.commitments[row["code"]] = known.by_id[row["id"]] = row
        if row["source_ref"] and row["plan_id"] in plan_ids:
            known.by_ref[row["plan_id"], row["source_ref"].casefold()] = row
    ids = list(known.by_id)
    for row in Milestone.objects.filter(commitment__in=ids).order_by("pk").values(*_MILESTONE):
        known.milestones[row["code"]] = known.milestone_by_id[row["id"]] = row
        known.milestone_by_ref[row["commitment_id"], row["source_ref"].casefold()] = row
    partners = CommitmentPartner.objects.filter(commitment__in=ids)
    for commitment_id, name, role in partners.values_list(
        "commitment_id", "organisation__name", "role"
    ):
        known.partners.setdefault(commitment_id, []).append((name, role))
    return known


def _countries() -> tuple[dict[str, str], dict[str, str]]:
    """Codes and names in three languages to the two letters, and these to the name."""
    found: dict[str, str] = {}
    names: dict[str, str] = {}
    for country in Country.objects.all():
        names[country.iso2] = country.name
        for name in (country.iso2, country.iso3, country.name, country.name_en, country.name_fr,
                     country.name_es):  # fmt: skip
            if name:
                found.setdefault(key(name), country.iso2)
    return found, names
