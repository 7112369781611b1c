"""Triggers that keep the record: no write outside an act, no change of what was recorded."""

import pgtrigger


def _refuse(name: str, operation: pgtrigger.Operation, words: str) -> pgtrigger.Trigger:
    return pgtrigger.Trigger(
        name=name,
        level=pgtrigger.Statement,
        when=pgtrigger.Before,
        operation=operation,
        func=f"RAISE EXCEPTION '{words}' USING ERRCODE = 'insufficient_privilege';",
    )


def append_only() -> pgtrigger.Trigger:
    """Refuse any update or delete."""
    return _refuse(
        "append_only", pgtrigger.Update | pgtrigger.Delete, "The record is never changed"
    )


def no_truncate() -> pgtrigger.Trigger:
    """Refuse TRUNCATE, which row triggers do not see."""
    return _refuse("no_truncate", pgtrigger.Truncate, "The record is never emptied")


def only_inside_an_act(operation: pgtrigger.Operation) -> pgtrigger.Trigger:
    """Refuse writes in a transaction that has not begun an act of its own."""
    return pgtrigger.Trigger(
        name="only_inside_an_act",
        level=pgtrigger.Statement,
        when=pgtrigger.Before,
        operation=operation,
        func=(
            "IF NOT EXISTS (SELECT FROM public.history_act WHERE "
            "id = nullif(current_setting('tracker.act', true), '')::bigint "
            "AND recorded_at = transaction_timestamp()) THEN "
            "RAISE EXCEPTION 'Write outside an act on %', TG_TABLE_NAME "
            "USING ERRCODE = 'insufficient_privilege'; "
            "END IF; RETURN NULL;"
        ),
    )


def supersede_previous() -> pgtrigger.Trigger:
    """End the version that held until now, when the next version of the same row arrives.

    Versions are dated by the start of their transaction. Where the one that began first writes
    last, its version begins with the one that it follows, so that the row is there once at any
    moment.
    """
    return pgtrigger.Trigger(
        name="supersede_previous",
        level=pgtrigger.Row,
        when=pgtrigger.Before,
        operation=pgtrigger.Insert,
        declare=[("ended", "timestamptz")],
        func=pgtrigger.Func(
            "UPDATE {meta.db_table} SET superseded_at = greatest(NEW.pgh_created_at, "
            "pgh_created_at) WHERE pgh_obj_id = NEW.pgh_obj_id AND superseded_at IS NULL "
            "RETURNING superseded_at INTO ended; "
            "NEW.pgh_created_at = coalesce(ended, NEW.pgh_created_at); RETURN NEW;"
        ),
    )


def keep_versions() -> pgtrigger.Trigger:
    """Refuse every change of a version, but for `superseded_at` set once by `supersede_previous`.

    A depth above one means that a trigger, not a statement of ours or of anybody, writes.
    """
    return pgtrigger.Trigger(
        name="keep_versions",
        level=pgtrigger.Row,
        when=pgtrigger.Before,
        operation=pgtrigger.Update | pgtrigger.Delete,
        func=(
            "IF TG_OP = 'UPDATE' AND pg_trigger_depth() > 1 AND OLD.superseded_at IS NULL "
            "AND to_jsonb(NEW) - 'superseded_at' = to_jsonb(OLD) - 'superseded_at' "
            "THEN RETURN NEW; END IF; "
            "RAISE EXCEPTION 'The record is never changed' "
            "USING ERRCODE = 'insufficient_privilege';"
        ),
    )
