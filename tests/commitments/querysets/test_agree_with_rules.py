"""Each word of the querysets answers as the pure rule of the same name (random rows and days)."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.working_days import WorkingCalendar
from commitments.models import Commitment, Milestone
from commitments.rules import timing
from commitments.rules.confidence import assess
from commitments.rules.facts import MilestoneFacts
from commitments.rules.freshness import silence
from commitments.rules.labels import timing_label
from commitments.rules.words import CommitmentState, Confidence, Freshness, TimingWord
from commitments.selectors.headline import confidence_facts, digests
from tests.commitments.querysets import records

pytestmark = pytest.mark.django_db

CALENDAR = WorkingCalendar(frozenset({1, 2, 3, 4, 5}), frozenset({date(2026, 6, 19)}))
NAMES = {1: Confidence.OFF_TRACK, 2: Confidence.AT_RISK, 3: Confidence.ON_TRACK, 9: None}

on_random_records = given(
    plans=st.lists(records.commitments(), min_size=1, max_size=6), on=records.days()
)
# The database fixture holds for all examples; each example leaves nothing behind.
many = settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])

Wanted = Callable[[MilestoneFacts], Any]


def _rows_where(wanted: Wanted) -> list[str]:
    rows = Milestone.objects.order_by("code")
    return [row.code for row in rows if wanted(MilestoneFacts.of(row))]


def _codes(rows: Any) -> list[str]:
    return list(rows.order_by("code").values_list("code", flat=True))


@many
@on_random_records
def test_milestone_words_answer_as_the_rules(plans: list[dict[str, Any]], on: date) -> None:
    rows = Milestone.objects

    with records.stored(plans):
        assert _codes(rows.overdue(on=on)) == _rows_where(lambda m: timing.is_overdue(m, on=on))
        assert _codes(rows.due_today(on=on)) == _rows_where(lambda m: timing.is_due_today(m, on=on))
        assert _codes(rows.due_within(14, on=on)) == _rows_where(
            lambda m: timing.is_due_soon(m, on=on)
        )
        assert _codes(rows.expected_passed(on=on)) == _rows_where(
            lambda m: timing.expected_date_passed(m, on=on)
        )
        assert _codes(rows.expected_late(on=on)) == _rows_where(
            lambda m: timing.days_expected_late(m, on=on) > 0
        )
        assert _codes(rows.counted()) == _rows_where(lambda m: m.is_counted)
        assert _codes(rows.no_deadline()) == _rows_where(lambda m: m.is_open and not m.deadline)


@many
@on_random_records
def test_effective_finish_answers_as_the_rule(plans: list[dict[str, Any]], on: date) -> None:
    with records.stored(plans):
        for row in Milestone.objects.with_effective_finish(on=on):
            facts = MilestoneFacts.of(row)
            assert row.effective_finish == timing.effective_finish(facts, on=on)


@many
@on_random_records
def test_timing_answers_as_the_label(plans: list[dict[str, Any]], on: date) -> None:
    sent_by = timing.late_review_sent_by(on=on, calendar=CALENDAR)

    with records.stored(plans):
        rows = Milestone.objects.with_timing(on=on, late_review_sent_by=sent_by)
        said = {row.code: row.timing for row in rows}
        label = {
            row.code: timing_label(MilestoneFacts.of(row), on=on, calendar=CALENDAR).code
            for row in rows
        }
        assert said == label
        for word in TimingWord:
            found = Milestone.objects.timed([word], on=on, late_review_sent_by=sent_by)
            assert _codes(found) == sorted(code for code in label if label[code] == word)


@many
@on_random_records
def test_next_milestone_answers_as_the_digest(plans: list[dict[str, Any]], on: date) -> None:
    with records.stored(plans):
        found = dict(
            Milestone.objects.next_of_their_commitment().values_list("commitment", "deadline")
        )
        digest = digests(Commitment.objects.all(), on=on)
        assert found == {pk: one.next_deadline for pk, one in digest.items() if one.next_deadline}


@many
@on_random_records
def test_freshness_words_answer_as_the_rule(plans: list[dict[str, Any]], on: date) -> None:
    rows = Commitment.objects

    with records.stored(plans):
        words: dict[Freshness, list[str]] = {word: [] for word in Freshness}
        for row in rows.filter(state=CommitmentState.ACTIVE).order_by("code"):
            silent = silence(
                last_update_on=row.last_update_on,
                agreed_on=row.agreed_on,
                interval=row.update_interval,
                on=on,
            )
            if silent:
                words[silent.word].append(row.code)

        assert _codes(rows.no_update(on=on)) == words[Freshness.NO_UPDATE]
        assert _codes(rows.update_due(on=on)) == words[Freshness.UPDATE_DUE]
        assert _codes(rows.up_to_date(on=on)) == words[Freshness.UP_TO_DATE]


@settings(many, max_examples=80)
@given(
    plans=st.lists(records.commitments(), min_size=1, max_size=6),
    on=records.days(),
    levels=st.sets(st.sampled_from([*Confidence, None]), min_size=1),
)
def test_headline_answers_as_the_rule(
    plans: list[dict[str, Any]], on: date, levels: set[Confidence | None]
) -> None:
    with records.stored(plans):
        expected = {}
        for row in Commitment.objects.prefetch_related("milestones"):
            facts = tuple(MilestoneFacts.of(one) for one in row.milestones.all())
            found = assess(confidence_facts(row, facts), on=on)
            expected[row.code] = found and (found.headline or "not rated")

        said = {
            row.code: None if row.headline_rank is None else NAMES[row.headline_rank] or "not rated"
            for row in Commitment.objects.with_headline(on=on)
        }

        assert said == expected
        wanted = {level or "not rated" for level in levels}
        assert _codes(Commitment.objects.headline(*levels, on=on)) == sorted(
            code for code in expected if expected[code] in wanted
        )
