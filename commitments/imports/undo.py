"""Take a whole import back, in one act, as long as nobody built on it (screen 20).

What the import did is read from the versions that its act wrote. What it added goes, what it
changed holds again what it held before; the history keeps both, and no code is given again.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import Exists, Model, OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _

from accounts.models import Organisation, Post, User
from commitments import permissions
from commitments.figures.keeping import forget, refresh
from commitments.models import (
    Commitment,
    CommitmentPartner,
    ImportRun,
    Milestone,
    Plan,
)
from commitments.rights import Right
from commitments.rules.dates import in_text
from commitments.rules.deeds import deed_words
from commitments.services.errors import Refused
from history import clock
from history.acts import act
from history.changes import versions_of
from history.models import Act, Channel
from history.views_as_of import tracked_models

DAYS = 7
BLOCKS_SHOWN = 50
BATCH = 1_000
State = ImportRun.State

# What an import writes, in the order in which it can be removed.
MODELS: tuple[type[Model], ...] = (
    CommitmentPartner, Milestone, Commitment, Plan, Post, Organisation,
)  # fmt: skip


@dataclass(frozen=True)
class Block:
    """Something that was done since, on which the import cannot be taken back."""

    about: str
    deed: str
    by: str = ""
    at: datetime | None = None


def last_day(run: ImportRun) -> date | None:
    """The last day on which an import can be undone; None before it is written."""
    return clock.day_of(run.written_at) + timedelta(days=DAYS) if run.written_at else None


def can_undo(run: ImportRun, *, by: User | None) -> bool:
    """Whether the person may take this import back today, if nothing was built on it."""
    last = last_day(run)
    is_theirs = by is None or (permissions.can_import(by) and run.made_by_id == by.pk)
    return (
        run.state == State.WRITTEN and is_theirs and last is not None and clock.real_today() <= last
    )


def blocks(run: ImportRun) -> list[Block]:
    """What was done since with what the import wrote, newest first."""
    acts: set[int] = set()
    for found in _acts_since(run):
        acts |= set(found)
    newest = Act.objects.filter(pk__in=acts).select_related("person").order_by("-pk")
    told = [
        Block(one.about, deed_words(one.kind), one.person.name if one.person else "", one.at)
        for one in newest[:BLOCKS_SHOWN]
    ]
    return [*told, *_fixed_deadlines(run)]


def undo_run(run: ImportRun, *, by: User | None) -> ImportRun:
    """Take an import back: all of it or nothing. Repeating it changes nothing.

    Refused after seven days, and when anything that it wrote was changed or built upon since.
    """
    if by is not None:
        permissions.require(
            permissions.can_import(by) and run.made_by_id == by.pk,
            _("Only who imported the file can undo it."),
        )
    try:
        with transaction.atomic():
            fresh = ImportRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
            if fresh.state != State.UNDONE:
                _refuse_late(fresh)
                _undo(fresh, by)
            return fresh
    except IntegrityError as error:
        raise _built_upon() from error


def _undo(run: ImportRun, by: User | None) -> None:
    with (
        act(
            "plan.import_undone",
            by=by,
            post=permissions.acting_post(by, Right.IMPORT) if by is not None else None,
            reason=run.file_name,
            about=run.reading["plan_code"],
            channel=Channel.IMPORT,
        ) as deed,
        connection.cursor() as cursor,
    ):
        _lock(run)
        if blocks(run):
            raise _built_upon()
        touched = _touched(run)
        _restore(run)
        added = _added(Commitment, run)
        forget(set(added.values_list("pk", flat=True)))
        ImportRun.objects.filter(plan__in=_added(Plan, run)).update(plan=None)
        for model in MODELS:
            # Nothing that would have to go with them is left, so no row is read for it.
            _added(model, run)._raw_delete(using="default")
        refresh(touched)
        # Who builds on it at this moment is heard before it is done, not after.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        run.state, run.undone_at, run.undone_by_act = State.UNDONE, clock.now(), deed
        run.reason = ""
        run.save(update_fields=["state", "undone_at", "undone_by_act", "reason"])


def _refuse_late(run: ImportRun) -> None:
    if run.state not in (State.WRITTEN, State.UNDOING):
        raise Refused(_("This file is not imported."), fix=_("There is nothing to undo."))
    last = last_day(run)
    if run.state == State.WRITTEN and (last is None or clock.real_today() > last):
        raise Refused(
            _("This import could be undone until %(day)s.")
            % {"day": in_text(last) if last else ""},
            fix=_("Change or close what should not be there."),
        )


def _built_upon() -> Refused:
    return Refused(
        _("Since the import somebody worked with what it brought, so it cannot be undone."),
        fix=_("Undo or close these one by one."),
    )


def _lock(run: ImportRun) -> None:
    """Everything that is removed or restored, in the order of C4."""
    for model in (Commitment, Milestone, Plan, Post, Organisation):
        rows = model._default_manager.filter(pk__in=_versions(model, run).values("pgh_obj_id"))
        for _row in rows.order_by("pk").select_for_update(of=("self",)).values_list("pk"):
            pass


def _touched(run: ImportRun) -> set[int]:
    """The commitments whose figures change, without those that go."""
    milestones = _versions(Milestone, run).values_list("commitment_id", flat=True)
    commitments = _versions(Commitment, run).values_list("pgh_obj_id", flat=True)
    added = set(_added(Commitment, run).values_list("pk", flat=True))
    return {*milestones, *commitments} - added


def _restore(run: ImportRun) -> None:
    """Give what was changed the values that it held before."""
    for model in MODELS:
        pairs = list(_changed(model, run))
        earlier = versions_of(model).objects.in_bulk([before for _row, before in pairs])
        rows = model._default_manager.in_bulk([row for row, _before in pairs])
        _put_back(model, [(rows[row], earlier[before]) for row, before in pairs])


def _put_back(model: type[Model], pairs: list[tuple[Any, Any]]) -> None:
    columns = [
        column
        for column in model._meta.concrete_fields
        if not column.primary_key and column.name != "version"
    ]
    fields: set[str] = set()
    for row, before in pairs:
        for column in columns:
            value = getattr(before, column.attname)
            if getattr(row, column.attname) != value:
                setattr(row, column.attname, value)
                fields.add(column.name)
        if hasattr(row, "version"):
            row.version += 1
            fields.add("version")
    if pairs:
        rows = [row for row, _before in pairs]
        model._default_manager.bulk_update(rows, sorted(fields), batch_size=BATCH)


def _versions(model: type[Model], run: ImportRun) -> QuerySet[Any]:
    """What the import wrote into a table."""
    found: QuerySet[Any] = versions_of(model).objects.filter(act=run.act_id).order_by()
    return found


def _added(model: type[Model], run: ImportRun) -> QuerySet[Any]:
    """The rows that the import added and that are still there."""
    new = _versions(model, run).filter(pgh_label="insert")
    return model._base_manager.filter(pk__in=new.values("pgh_obj_id")).order_by()


def _changed(model: type[Model], run: ImportRun) -> QuerySet[Any]:
    """The rows that the import changed, each with its version from before."""
    versions = versions_of(model).objects
    of_row = versions.filter(pgh_obj=OuterRef("pgh_obj"))
    earlier = of_row.filter(pgh_id__lt=OuterRef("pgh_id")).exclude(act=run.act_id)
    added = _versions(model, run).filter(pgh_label="insert").values("pgh_obj_id")
    return (
        _versions(model, run)
        .filter(pgh_label="update")
        .exclude(pgh_obj__in=added)
        .annotate(before=Subquery(earlier.order_by("-pgh_id").values("pgh_id")[:1]))
        .values_list("pgh_obj_id", "before")
        .distinct()
    )


def _acts_since(run: ImportRun) -> Iterator[QuerySet[Any]]:
    """The acts that changed what the import wrote, and those that built upon what it added."""
    for model in MODELS:
        written = _versions(model, run)
        later = versions_of(model).objects.filter(
            pgh_obj__in=written.values("pgh_obj_id"), pgh_id__gt=run.act_id
        )
        yield later.exclude(act=run.act_id).order_by().values_list("act_id", flat=True)
        yield from _built_on(model, run)


def _built_on(model: type[Model], run: ImportRun) -> Iterator[QuerySet[Any]]:
    added = _added(model, run).values("pk")
    # What is no part of the record, as figures and reminders, is no work of anybody.
    tracked = set(tracked_models())
    for relation in model._meta.get_fields(include_hidden=True):
        other: Any = relation.related_model
        if not relation.auto_created or relation.concrete or other not in tracked:
            continue
        name = relation.field.name  # type: ignore[union-attr]
        own = versions_of(other).objects.filter(
            act=run.act_id, pgh_label="insert", pgh_obj=OuterRef("pk")
        )
        pointing = other._base_manager.filter(~Exists(own), **{f"{name}__in": added})
        versions = versions_of(other).objects.filter(
            pgh_obj__in=pointing.order_by().values("pk"), superseded_at=None
        )
        yield versions.exclude(act=run.act_id).order_by().values_list("act_id", flat=True)


def _fixed_deadlines(run: ImportRun) -> list[Block]:
    """D1: a first deadline that the import set on an agreed milestone stays for ever."""
    before = Subquery(
        versions_of(Milestone)
        .objects.filter(pgh_obj=OuterRef("pgh_obj"), pgh_id__lt=OuterRef("pgh_id"))
        .order_by("-pgh_id")
        .values("first_deadline")[:1]
    )
    set_now = (
        _versions(Milestone, run)
        .filter(pgh_label="update", first_deadline__isnull=False)
        .annotate(first_before=before)
        .filter(first_before=None)
    )
    words = _("Got its first deadline by this import, which never changes (D1)")
    return [Block(code, words) for code in set_now.values_list("code", flat=True)[:BLOCKS_SHOWN]]
