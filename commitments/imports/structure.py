"""Rows into a plan: which row is a plan, a commitment, a milestone, an indicator."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from commitments.imports.columns import Columns, Field
from commitments.imports.records import Problem, Record
from commitments.imports.words import key
from commitments.models import ImportRow

Kind = ImportRow.Kind

# Words for rows that are plans or indicators whatever they belong to.
_PLANS = {"plan", "action plan", "plan d action", "plan de accion", "implementation plan"}
_INDICATORS = {"indicator", "indicateur", "indicador", "measure of success"}
_SHARED = (Field.LEAD, Field.HOLDER, Field.HOLDER_KIND, Field.SOURCE)
_MILESTONES = {"milestone", "jalon", "hito", "marco", "etape"}


@dataclass
class Node:
    """A record in its place. `record` has no number where no row names it."""

    record: Record
    kind: Kind
    ref: str
    parent: "Node | None" = None
    # A parent that is in the record already, by its code.
    parent_code: str = ""
    children: list["Node"] = field(default_factory=list)

    def descendants(self) -> Iterable["Node"]:
        for child in self.children:
            yield child
            yield from child.descendants()


def build(
    records: list[Record],
    columns: Columns,
    *,
    kinds: Mapping[str, str],
    known_refs: Mapping[str, str],
    known_codes: Collection[str],
) -> list[Node]:
    """Put each record in its place, parents before children.

    What a row is follows from what it belongs to: nothing or a plan makes it a commitment, a
    commitment makes it a milestone, a milestone makes it an indicator. `known_refs` maps the
    references of commitments in the record to their codes. Problems go to the records.
    """
    builder = _Builder(columns, kinds, known_refs, known_codes)
    return builder.build(records)


class _Builder:
    def __init__(
        self,
        columns: Columns,
        kinds: Mapping[str, str],
        known_refs: Mapping[str, str],
        known_codes: Collection[str],
    ) -> None:
        self.columns, self.known_refs, self.known_codes = columns, known_refs, known_codes
        self.kinds = {key(word): kind for word, kind in kinds.items()}
        self.nodes: list[Node] = []
        self.by_ref: dict[str, Node] = {}

    def build(self, records: list[Record]) -> list[Node]:
        for record in records:
            self._place(record)
        for node in list(self.nodes):
            self._join(node)
        for node in self.nodes:
            node.kind = self._kind(node)
        ordered: list[Node] = []
        for node in self.nodes:
            if node.parent is None:
                ordered += [node, *node.descendants()]
        return ordered

    def _place(self, record: Record) -> None:
        ref = record.get(Field.REF) or _made_ref(record)
        node = Node(record, Kind.COMMITMENT, ref)
        self.nodes.append(node)
        if not record.get(Field.TITLE):
            self._problem(
                record, Field.TITLE, _("The row has no title."), _("Say in a few words what it is.")
            )
        first = self.by_ref.setdefault(ref.casefold(), node)
        if first is not node and ref:
            self._problem(
                record,
                Field.REF if record.get(Field.REF) else Field.TITLE,
                _("Row %(row)s has the same reference.") % {"row": first.record.number},
                _("Give each row its own reference, or remove the double."),
            )

    def _join(self, node: Node) -> None:
        record = node.record
        if asked := record.get(Field.PARENT):
            node.parent = self.by_ref.get(asked.casefold())
            if node.parent is None:
                node.parent_code = self._known(asked)
            if node.parent is None and not node.parent_code:
                self._problem(
                    record,
                    Field.PARENT,
                    _("No row of the file and nothing in the plan has this reference."),
                    _("Correct it, or add the row that it belongs to."),
                )
        elif "-M" in (code := record.get(Field.CODE)):
            above = code.partition("-M")[0]
            node.parent = self.by_ref.get(above.casefold())
            node.parent_code = "" if node.parent else self._known(above)
        elif named := record.get(Field.COMMITMENT):
            self._join_by_name(node, named)
        if node.parent is not None and _is_circle(node):
            node.parent = None
            self._problem(
                record,
                Field.PARENT,
                _("The row belongs to itself, directly or through others."),
                _("Correct what it belongs to."),
            )
        if node.parent is not None:
            node.parent.children.append(node)

    def _join_by_name(self, node: Node, named: str) -> None:
        """One table with a column for the commitment: each name is one commitment."""
        node.parent_code = self._known(named)
        if node.parent_code:
            return
        ref = named if named.casefold() in self.by_ref else key(named)[:100]
        parent = self.by_ref.get(ref.casefold())
        if parent is None or parent is node:
            parent = self._commitment_named(node.record, named, ref)
        node.parent = parent

    def _commitment_named(self, first: Record, named: str, ref: str) -> Node:
        made = Record(
            None,
            text={
                **{name.value: first.get(name) for name in _SHARED if first.get(name)},
                Field.TITLE.value: named[:200],
            },
            objectives=list(first.objectives),
            principles=list(first.principles),
            level=first.level,
            country=first.country,
        )
        node = Node(made, Kind.COMMITMENT, ref)
        self.by_ref[ref.casefold()] = node
        self.nodes.append(node)
        return node

    def _known(self, asked: str) -> str:
        """The code of a commitment in the record, asked for by code or reference."""
        if asked.upper() in self.known_codes:
            return asked.upper()
        return self.known_refs.get(asked.casefold(), "")

    def _kind(self, node: Node) -> Kind:
        word = key(node.record.get(Field.KIND))
        stated = self.kinds.get(word, "")
        if stated == Kind.PLAN or word in _PLANS:
            return Kind.PLAN
        depth = 0
        above = node.parent
        while above is not None:
            stated_above = key(above.record.get(Field.KIND))
            if stated_above in _PLANS or self.kinds.get(stated_above) == Kind.PLAN:
                break
            depth += 1
            above = above.parent
        else:
            depth += any(n.parent_code for n in _upwards(node))
        if depth == 0 and word in _MILESTONES | _INDICATORS:
            self._problem(
                node.record,
                Field.PARENT,
                _("The row does not say which commitment it belongs to."),
                _("Write the reference of its commitment."),
            )
        if depth > 2:
            self._problem(
                node.record,
                Field.PARENT,
                _("The row stands more than three steps below its commitment."),
                _("Let it belong to the milestone."),
            )
        return (Kind.COMMITMENT, Kind.MILESTONE, Kind.INDICATOR)[min(depth, 2)]

    def _problem(self, record: Record, name: Field, problem: str, fix: str) -> None:
        column = self.columns.name(name)
        record.problems.append(Problem(column, record.get(name), problem, fix))


def most_frequent(values: Iterable[str]) -> str:
    """The value that occurs most often, the first of equals; "" without any."""
    counted = Counter(value for value in values if value)
    return counted.most_common(1)[0][0] if counted else ""


def _made_ref(record: Record) -> str:
    """A reference for rows of a table that has none, so that they are known again."""
    if code := record.get(Field.CODE):
        return code
    under = record.get(Field.COMMITMENT) or record.get(Field.PARENT)
    return key(f"{under} {record.get(Field.TITLE)}")[:100]


def _upwards(node: Node) -> Iterable[Node]:
    above: Node | None = node
    while above is not None:
        yield above
        above = above.parent


def _is_circle(node: Node) -> bool:
    seen = {id(node)}
    above = node.parent
    while above is not None:
        if id(above) in seen:
            return True
        seen.add(id(above))
        above = above.parent
    return False
