"""Triggers that keep the ledger: what was sent stays as it was sent, whoever writes."""

import pgtrigger

NOTICE_KEY = ("person_id", "commitment_id", "milestone_id", "rung", "counts_from", "cause")
LETTER_KEY = ("person_id", "day", "message_id")


def notice_stays() -> pgtrigger.Trigger:
    """A notice is never removed nor becomes another; in a sent letter it does not change.

    The tick in the inbox is the reader's, and no part of what was sent.
    """
    return _keep(
        "notice_stays",
        NOTICE_KEY,
        "OLD.letter_id IS NOT NULL AND EXISTS (SELECT 1 FROM public.reminders_letter "
        "WHERE id = OLD.letter_id AND state IN ('sent', 'failed')) "
        "AND to_jsonb(NEW) - 'done_at' <> to_jsonb(OLD) - 'done_at'",
    )


def letter_stays() -> pgtrigger.Trigger:
    """A letter is never removed nor becomes another; once it is settled it does not change."""
    return _keep("letter_stays", LETTER_KEY, "OLD.settled_at IS NOT NULL")


def _keep(name: str, key: tuple[str, ...], final: str) -> pgtrigger.Trigger:
    old = ", ".join(f"OLD.{column}" for column in key)
    new = ", ".join(f"NEW.{column}" for column in key)
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=pgtrigger.Update | pgtrigger.Delete,
        func=(
            f"IF TG_OP = 'UPDATE' AND ({old}) IS NOT DISTINCT FROM ({new}) AND NOT ({final}) "
            "THEN RETURN NEW; END IF; "
            "RAISE EXCEPTION 'The ledger of reminders is never changed' "
            "USING ERRCODE = 'insufficient_privilege';"
        ),
    )
