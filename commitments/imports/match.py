"""Each row against the record: new, changed, same, or a problem. Writes nothing."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts.models import Organisation, User
from accounts.words import Role
from commitments.imports import known as record
from commitments.imports.bodies import Bodies, NewBody
from commitments.imports.columns import Columns, Field, Mapping, match_columns
from commitments.imports.match_commitments import match_commitment
from commitments.imports.match_milestones import match_indicator, match_milestone
from commitments.imports.matching import Matching, Policy, Row
from commitments.imports.records import OUR_CODE, Problem, Record, read_record
from commitments.imports.structure import Kind, Node, build
from commitments.imports.tables import Table
from commitments.models import ImportRow, Plan
from commitments.rights import Right, Scope, scopes

Verdict = ImportRow.Verdict


@dataclass
class Checked:
    """What a file means for the record, row by row."""

    rows: list[Row]
    plan_code: str
    plan_title: str
    plan_id: int | None
    columns: Columns
    mapping: Mapping
    bodies: list[NewBody] = field(default_factory=list)
    # The organisations that get a vacant focal-point post.
    posts: list[str] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, int]:
        """Rows of the file by verdict."""
        found = Counter(row.verdict for row in self.rows if row.number is not None)
        return {str(verdict): found[verdict] for verdict in Verdict}

    @property
    def is_good(self) -> bool:
        """Whether all of it can be written."""
        return not any(row.verdict == Verdict.PROBLEM for row in self.rows)


def policy_of(user: User | None) -> Policy:
    """What a person may bring in (Right.IMPORT); None is the system itself, which may all."""
    if user is None:
        return Policy()
    found = scopes(user.standing, Right.IMPORT)
    if Scope.ALL in found:
        return Policy(may_achieve=user.standing.has(Role.ADMINISTRATOR))
    own = user.standing.organisations_as(found.get(Scope.OWN_ORGANISATION, []))
    names = Organisation.objects.filter(pk__in=own).values_list("name", flat=True)
    return Policy(organisations=frozenset(names), agrees=False, may_achieve=False)


def check(table: Table, mapping: Mapping, *, policy: Policy, plan: Plan | None = None) -> Checked:
    """Compare a table with the record. `plan` takes in what the file puts into no plan."""
    columns = match_columns(table.header, mapping)
    words = record.vocabulary()
    records = [read_record(row, columns, mapping, words) for row in table.rows]
    if Field.TITLE not in columns.index:
        _blame_the_header(records, columns)
    collection = _collection(mapping, plan)
    known = record.read_known(
        plans=_plan_codes(records, collection["code"]),
        refs={r.get(name) for r in records for name in (Field.REF, Field.PARENT, Field.COMMITMENT)}
        | {r.get(Field.TITLE) for r in records if not r.get(Field.REF)},
        codes={
            r.get(name).upper()
            for r in records
            for name in (Field.CODE, Field.PARENT, Field.COMMITMENT)
            if OUR_CODE.fullmatch(r.get(name).upper())
        },
        own=policy.organisations,
    )
    bodies = Bodies(record.known_bodies(), words.countries, words.country_names)
    bodies.learn(records)
    matching = Matching(columns, policy, known, bodies, collection)
    nodes = build(
        records,
        columns,
        kinds=mapping.kinds,
        known_refs=known.commitment_refs(),
        known_codes=known.commitments.keys(),
    )
    rows = _match_all(nodes, matching)
    return Checked(
        rows=rows,
        plan_code=collection["code"],
        plan_title=collection["title"],
        plan_id=plan.pk if plan else known.plans.get(collection["code"], {}).get("id"),
        columns=columns,
        mapping=mapping,
        bodies=list(bodies.new.values()),
        posts=_posts_needed(rows),
    )


def _match_all(nodes: list[Node], matching: Matching) -> list[Row]:
    rows: list[Row] = []
    for node in nodes:
        match node.kind:
            case Kind.PLAN:
                row = _match_plan(node, matching)
            case Kind.COMMITMENT:
                row = match_commitment(node, matching)
            case Kind.MILESTONE:
                row = match_milestone(node, matching)
            case _:
                row = match_indicator(node, matching)
        matching.rows[id(node)] = row
        rows.append(row)
    _refuse_doubles(rows)
    if any(row.wanted.get("plan") == matching.collection["code"] for row in rows):
        rows = [*_collection_row(matching), *rows]
    return rows


def _collection(mapping: Mapping, plan: Plan | None) -> dict[str, Any]:
    if plan is not None:
        return {"code": plan.code, "title": plan.title}
    title = mapping.plan.get("title") or str(_("Imported commitments"))
    code = slugify(mapping.plan.get("code") or title)[:40] or "import"
    return {**mapping.plan, "title": title[:200], "code": code}


def _collection_row(matching: Matching) -> list[Row]:
    wanted = matching.collection
    if wanted["code"] in matching.known.plans:
        return []
    return [Row(None, Kind.PLAN, wanted["code"], title=wanted["title"], wanted=dict(wanted))]


def _plan_codes(records: list[Record], collection: str) -> set[str]:
    """All codes that rows of the file could have as plans."""
    return {collection, *(plan_code(collection, r.get(Field.REF)) for r in records)}


def plan_code(collection: str, ref: str) -> str:
    """The code of a plan that a row names: that of the whole import and its reference."""
    return slugify(f"{collection}-{ref}")[:40].strip("-")


def _match_plan(node: Node, matching: Matching) -> Row:
    source = node.record
    named = source.get(Field.LEAD) or source.get(Field.HOLDER)
    leads = matching.bodies.named(named, source.country)
    owner = matching.bodies.take(leads[0], source) if leads else ""
    row = matching.row_of(node)
    row.wanted = matching.plain(
        {
            "code": plan_code(matching.collection["code"], node.ref),
            "title": source.get(Field.TITLE),
            "owner": owner,
            "starts_on": source.starts_on,
            "ends_on": source.deadline.on,
            "source": source.get(Field.SOURCE),
            "source_ref": node.ref,
        }
    )
    matching.check_own(row, owner, source)
    if held := matching.known.plans.get(row.wanted["code"]):
        row.object_id = held["id"]
        matching.compare(row, {**held, "owner": held["owner__name"] or ""}, PLAN_FIELDS, source)
    return matching.settled(row)


PLAN_FIELDS = {
    "title": Field.TITLE,
    "owner": Field.LEAD,
    "starts_on": Field.START,
    "ends_on": Field.DEADLINE,
    "source": Field.SOURCE,
}


def _blame_the_header(records: list[Record], columns: Columns) -> None:
    for source in records[:1]:
        source.problems.insert(
            0,
            Problem(
                "",
                ", ".join(columns.header)[:300],
                _("No column of the file holds titles."),
                _("Name one column “Title”, or import with a mapping."),
            ),
        )


def _refuse_doubles(rows: list[Row]) -> None:
    """Two rows must not change the same thing."""
    first: dict[tuple[str, int], Row] = {}
    for row in rows:
        if row.object_id is None or row.kind == Kind.INDICATOR:
            continue
        other = first.setdefault((row.kind, row.object_id), row)
        if other is not row:
            row.problems.append(
                Problem(
                    "",
                    row.ref,
                    _("Row %(row)s stands for the same thing.") % {"row": other.number},
                    _("Keep one of the two."),
                )
            )
            row.verdict = Verdict.PROBLEM


def _posts_needed(rows: list[Row]) -> list[str]:
    """Organisations that become answerable and have nobody to answer: a vacant post each."""
    have = record.bodies_with_focal_point()
    asked = (row.wanted.get(name) for row in rows for name in ("lead", "responsible"))
    return list(dict.fromkeys(name for name in asked if name and name not in have))
