"""Write a checked import: all of it or nothing, in one act."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, TypeVar

from django.db import IntegrityError, connection, transaction
from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from commitments import permissions
from commitments.figures.keeping import refresh
from commitments.imports.match import policy_of
from commitments.imports.plan import BATCH, policy_words
from commitments.imports.write_bodies import add_bodies
from commitments.models import (
    CodeSeries,
    Commitment,
    CommitmentPartner,
    ImportRow,
    ImportRun,
    Milestone,
    Plan,
)
from commitments.rights import Right
from commitments.rules.words import CommitmentState, MilestoneState
from commitments.services.errors import Refused
from history import clock
from history.acts import act
from history.models import Channel

Kind = ImportRow.Kind
Verdict = ImportRow.Verdict
M = TypeVar("M", bound=Model)
R = TypeVar("R", Commitment, Milestone, Plan)

_DATES = {
    "starts_on", "ends_on", "closed_on", "review_by", "deadline", "first_deadline", "expected_on",
    "achieved_on",
}  # fmt: skip


def write_run(run: ImportRun, *, by: User | None) -> ImportRun:
    """Write what was shown. Repeating it changes nothing: what is written stays written.

    Refused when a row has a problem, when somebody changed what a row was compared with, or when
    the person may no longer bring in what was checked; then nothing is written.
    """
    if by is not None:
        permissions.require(
            permissions.can_import(by) and run.made_by_id == by.pk,
            _("Only who checked the file can import it."),
        )
    try:
        with transaction.atomic():
            fresh = ImportRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
            if fresh.written_at is None:
                _refuse_unfit(fresh, by)
                _write(fresh, by)
            return fresh
    except IntegrityError as error:
        raise _out_of_date() from error


def _write(run: ImportRun, by: User | None) -> None:
    with act(
        "plan.imported",
        by=by,
        post=permissions.acting_post(by, Right.IMPORT) if by is not None else None,
        reason=run.file_name,
        about=run.reading["plan_code"],
        channel=Channel.IMPORT,
    ) as deed:
        _Writing(run).write()
        run.state = ImportRun.State.WRITTEN
        run.written_at = clock.now()
        run.act = deed
        run.reason, run.content = "", None
        run.save(update_fields=["state", "written_at", "act", "plan", "reason", "content"])


def _refuse_unfit(run: ImportRun, by: User | None) -> None:
    if run.state not in (ImportRun.State.CHECKED, ImportRun.State.WRITING):
        raise Refused(_("The file is not checked yet."), fix=_("Wait until it is read."))
    if run.counts.get(Verdict.PROBLEM):
        raise Refused(
            _("The file has rows with problems, so nothing of it is imported."),
            fix=_("Put them right in the file and choose it again."),
        )
    if not run.rows.filter(verdict__in=[Verdict.NEW, Verdict.CHANGED]).exists():
        raise Refused(
            _("Everything in this file is in the record already."),
            fix=_("There is nothing to import."),
        )
    if policy_words(policy_of(by)) != run.reading["policy"]:
        raise Refused(
            _("What you may import has changed since you checked the file."),
            fix=_("Choose the file again."),
        )


def _out_of_date() -> Refused:
    return Refused(
        _("Somebody changed the record after you checked the file, so nothing was imported."),
        fix=_("Choose the file again to see what it means now."),
    )


class _Writing:
    """One import being written. Locks are taken in the order of C4, rows by their id."""

    def __init__(self, run: ImportRun) -> None:
        self.run, self.today = run, clock.real_today()
        rows = run.rows.exclude(kind=Kind.INDICATOR)
        self.new = _by_kind(rows.filter(verdict=Verdict.NEW))
        self.changed = _by_kind(rows.filter(verdict=Verdict.CHANGED))

    def write(self) -> None:
        self.answering = add_bodies(self.run.reading["bodies"], self.run.reading["posts"])
        self._plans()
        held = self._lock_commitments()
        self._change_commitments(held)
        self._add_commitments()
        self._change_milestones()
        self._add_milestones(held)
        for rows in self.new.values():
            ImportRow.objects.bulk_update(rows, ["object_id"], batch_size=BATCH)
        refresh(self._touched(held))

    def _touched(self, held: dict[int, Commitment]) -> set[int]:
        """The commitments whose figures may be others now."""
        changed = [row.object_id or 0 for row in self.changed[Kind.MILESTONE]]
        above = Milestone.objects.filter(pk__in=changed).values_list("commitment", flat=True)
        added = {commitment.pk for commitment in self.commitments.values()}
        return {*held, *added, *above}

    def _plans(self) -> None:
        new = [
            (row, Plan(**_fields(row.wanted, "owner"), owner_id=self._body(row.wanted, "owner")))
            for row in self.new[Kind.PLAN]
        ]
        _create(Plan, new)
        held = _lock(Plan, self.changed[Kind.PLAN])
        _update(
            Plan, ((held[row.object_id or 0], self._plan(row)) for row in self.changed[Kind.PLAN])
        )
        codes = {row.wanted["plan"] for row in self.new[Kind.COMMITMENT]}
        self.plans = dict(Plan.objects.filter(code__in=codes).values_list("code", "pk"))
        if self.run.plan_id is None:
            # The one that came with the file and that no row of the file names.
            self.run.plan = next((plan for row, plan in new if row.number is None), None)

    def _plan(self, row: ImportRow) -> dict[str, Any]:
        changes = _fields(row.wanted, "owner")
        if "owner" in row.wanted:
            changes["owner_id"] = self._body(row.wanted, "owner")
        return changes

    def _lock_commitments(self) -> dict[int, Commitment]:
        """What changes and what gets new milestones, at the version it was compared at (C1)."""
        ids = [row.object_id for row in self.changed[Kind.COMMITMENT] if row.object_id]
        ids += [row.wanted.get("commitment_id", 0) for row in self.new[Kind.MILESTONE]]
        held = _locked(Commitment.objects.filter(pk__in=ids))
        _refuse_changed(held, self.changed[Kind.COMMITMENT])
        return held

    def _change_commitments(self, held: dict[int, Commitment]) -> None:
        rows = self.changed[Kind.COMMITMENT]
        _update(
            Commitment, ((held[row.object_id or 0], self._commitment(row.wanted)) for row in rows)
        )
        self._add_partners([(row.wanted, row.object_id or 0) for row in rows])

    def _add_commitments(self) -> None:
        rows = self.new[Kind.COMMITMENT]
        prefixes = [f"GCM-{row.wanted['main_objective']:02d}" for row in rows]
        numbers = _numbers(prefixes)
        made = []
        for row, prefix in zip(rows, prefixes, strict=True):
            state = row.wanted["state"]
            made.append(
                (
                    row,
                    Commitment(
                        code=f"{prefix}-{next(numbers[prefix]):04d}",
                        plan_id=self.plans[row.wanted["plan"]],
                        agreed_on=None if state == CommitmentState.DRAFT else self.today,
                        **self._commitment(row.wanted),
                    ),
                )
            )
        _create(Commitment, made)
        self.commitments = {row.ref: commitment for row, commitment in made}
        self._add_partners([(row.wanted, commitment.pk) for row, commitment in made])

    def _commitment(self, wanted: dict[str, Any]) -> dict[str, Any]:
        values = _fields(wanted, "plan", "lead", "partners", "main_objective")
        if "main_objective" in wanted:
            values["main_objective_id"] = wanted["main_objective"]
        if "lead" in wanted:
            values["lead_organisation_id"] = self._body(wanted, "lead")
            values["accountable_post_id"] = self.answering.post(wanted["lead"])
        return values

    def _add_partners(self, wanted: list[tuple[dict[str, Any], int]]) -> None:
        CommitmentPartner.objects.bulk_create(
            [
                CommitmentPartner(
                    commitment_id=pk, organisation_id=self.answering.bodies[name], role=role
                )
                for values, pk in wanted
                for name, role in values.get("partners", ())
            ],
            batch_size=BATCH,
        )

    def _change_milestones(self) -> None:
        rows = self.changed[Kind.MILESTONE]
        held = _lock(Milestone, rows)
        _refuse_changed(held, rows)
        _update(Milestone, ((held[row.object_id or 0], _fields(row.wanted)) for row in rows))

    def _add_milestones(self, held: dict[int, Commitment]) -> None:
        rows = self.new[Kind.MILESTONE]
        above = [self._above(row, held) for row in rows]
        numbers = _numbers([commitment.code for commitment in above])
        made = []
        for row, commitment in zip(rows, above, strict=True):
            number = next(numbers[commitment.code])
            made.append((row, self._milestone(row.wanted, commitment, number)))
        _create(Milestone, made)

    def _above(self, row: ImportRow, held: dict[int, Commitment]) -> Commitment:
        if commitment_id := row.wanted.get("commitment_id"):
            return held[commitment_id]
        return self.commitments[row.wanted["commitment_ref"]]

    def _milestone(self, wanted: dict[str, Any], commitment: Commitment, number: int) -> Milestone:
        values = _fields(wanted, "responsible", "commitment_id", "commitment_ref")
        values = {name: value for name, value in values.items() if value is not None}
        post = self.answering.post(wanted["responsible"]) or commitment.accountable_post_id
        if wanted["state"] != MilestoneState.DRAFT:
            # D1: fixed now, for ever.
            values["first_deadline"] = values.get("deadline")
        return Milestone(
            commitment=commitment,
            number=number,
            code=f"{commitment.code}-M{number:02d}",
            responsible_post_id=post,
            **values,
        )

    def _body(self, wanted: dict[str, Any], name: str) -> int | None:
        return self.answering.bodies[wanted[name]] if wanted.get(name) else None


def _by_kind(rows: Iterable[ImportRow]) -> dict[str, list[ImportRow]]:
    found: dict[str, list[ImportRow]] = {str(kind): [] for kind in Kind}
    for row in rows:
        found[row.kind].append(row)
    return found


def _fields(wanted: dict[str, Any], *without: str) -> dict[str, Any]:
    """The wanted values as the model takes them."""
    return {
        name: date.fromisoformat(value) if name in _DATES and value else value
        for name, value in wanted.items()
        if name not in without
    }


def _create(model: type[M], made: list[tuple[ImportRow, M]]) -> None:
    model._default_manager.bulk_create((item for _row, item in made), batch_size=BATCH)
    for row, item in made:
        row.object_id = item.pk


def _lock(model: type[R], rows: list[ImportRow]) -> dict[int, R]:
    return _locked(model._default_manager.filter(pk__in=[row.object_id for row in rows]))


def _locked(rows: QuerySet[R]) -> dict[int, R]:
    ordered = rows.order_by("pk").select_for_update(of=("self",), no_key=True)
    return {row.pk: row for row in ordered}


def _refuse_changed(held: dict[int, Any], rows: list[ImportRow]) -> None:
    for row in rows:
        if row.object_id not in held or held[row.object_id].version != row.version:
            raise _out_of_date()


def _update(model: type[R], changes: Iterable[tuple[R, dict[str, Any]]]) -> None:
    """Set the fields of each row; rows that carry a version count it up."""
    changed, fields = [], set()
    for item, values in changes:
        for name, value in values.items():
            setattr(item, name, value)
        if hasattr(item, "version"):
            item.version += 1
            fields.add("version")
        fields |= {model._meta.get_field(name.removesuffix("_id")).name for name in values}
        changed.append(item)
    if changed:
        model._default_manager.bulk_update(changed, sorted(fields), batch_size=BATCH)


def _numbers(prefixes: list[str]) -> dict[str, Iterator[int]]:
    """Reserve a number for each prefix in the list, in one statement; none is ever given again."""
    counts = sorted(Counter(prefixes).items())
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {CodeSeries._meta.db_table} AS s (prefix, last) "
            "SELECT * FROM unnest(%s::text[], %s::int[]) "
            "ON CONFLICT (prefix) DO UPDATE SET last = s.last + EXCLUDED.last "
            "RETURNING prefix, last",
            [[prefix for prefix, _count in counts], [count for _prefix, count in counts]],
        )
        last = dict(cursor.fetchall())
    return {prefix: iter(range(last[prefix] - n + 1, last[prefix] + 1)) for prefix, n in counts}
