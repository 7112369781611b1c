"""Triggers that keep D1, whoever writes: no form, import, script or shell walks round them."""

import pgtrigger

from commitments.rules.words import DateOutcome

APPROVED = (DateOutcome.APPROVED, DateOutcome.APPROVED_OTHER)


def first_deadline_stays() -> pgtrigger.Trigger:
    """D1: a first deadline that is set never changes again."""
    return pgtrigger.Trigger(
        name="first_deadline_stays",
        when=pgtrigger.Before,
        operation=pgtrigger.UpdateOf("first_deadline"),
        condition=pgtrigger.Q(old__first_deadline__isnull=False)
        & pgtrigger.Q(old__first_deadline__df=pgtrigger.F("new__first_deadline")),
        func="RAISE EXCEPTION 'The first deadline of % never changes (D1)', OLD.code "
        "USING ERRCODE = 'check_violation';",
    )


def deadline_moves_by_decision() -> pgtrigger.Trigger:
    """D1: once agreed, a deadline moves only to a day that a decided request names."""
    outcomes = ", ".join(f"'{outcome.value}'" for outcome in APPROVED)
    return pgtrigger.Trigger(
        name="deadline_moves_by_decision",
        when=pgtrigger.Before,
        operation=pgtrigger.UpdateOf("deadline"),
        condition=pgtrigger.Q(old__first_deadline__isnull=False)
        & pgtrigger.Q(old__deadline__df=pgtrigger.F("new__deadline")),
        func="IF EXISTS (SELECT 1 FROM public.commitments_daterequest "
        "WHERE milestone_id = NEW.id AND decided_deadline = NEW.deadline "
        f"AND outcome IN ({outcomes})) THEN RETURN NEW; END IF; "
        "RAISE EXCEPTION 'The deadline of % moves only by a decided request (D1)', OLD.code "
        "USING ERRCODE = 'check_violation';",
    )
