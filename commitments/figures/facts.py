"""The SQL that works out what each commitment adds to the figures of a day.

One statement serves the write path, the rebuild and the live count; tests hold each measure to the
words of `commitments.querysets`. Table names are bare, so that inside `as_of()` it reads the past.
"""

from datetime import date
from typing import Any

from commitments.figures.models import MEASURES
from commitments.rules.bands import OVERDUE_BANDS
from commitments.rules.confidence import RATING_LIFE_DAYS
from commitments.rules.freshness import GRACE_DAYS
from commitments.rules.words import OPEN_STATES, UNCOUNTED_REASONS, Visibility

KEYS = ("objective", "level", "organisation", "shared")
SPREADS = ("slips", "days_overdue")
NO_ORGANISATION = -1
LATELY_DAYS = 30
MET_PERIOD_DAYS = 365
NOT_RATED = 9

# A key milestone, and one that has no expected date to come.
_KINDS = {
    "overdue": "",
    "key_overdue": " AND m.is_key",
    "undated": " AND m.undated",
    "key_undated": " AND m.is_key AND m.undated",
}


def _words(values: Any) -> str:
    return ", ".join(f"'{value}'" for value in values)


def _band_measures() -> dict[str, str]:
    found = {}
    for number, band in enumerate(OVERDUE_BANDS, 1):
        last = "" if band.last is None else f" AND m.late <= {band.last}"
        for kind, condition in _KINDS.items():
            found[f"{kind}_{number}"] = f"m.late >= {band.first}{last}{condition}"
    return found


# Conditions on one milestone `m`; each measure counts the milestones where it holds.
_COUNTS = {
    "counted": "m.is_counted",
    "planned": "m.state = 'planned'",
    "in_progress": "m.state = 'in_progress'",
    "submitted": "m.state = 'submitted'",
    "returned": "m.state = 'returned'",
    "achieved": "m.state = 'achieved'",
    "on_hold": "m.state = 'paused'",
    "not_achieved": "m.state = 'closed' AND m.is_counted",
    "date_requests": "EXISTS (SELECT FROM commitments_daterequest r"
    " WHERE r.milestone_id = m.id AND r.outcome = 'waiting')",
    "review_late": "m.state = 'submitted' AND m.submitted_on <= %(sent_by)s",
    "no_deadline": "m.is_open AND m.deadline IS NULL",
    "achieved_lately": "m.state = 'achieved'"
    f" AND m.achieved_on > %(day)s - {LATELY_DAYS} AND m.achieved_on <= %(day)s",
    "first_due": "m.is_counted AND m.first_passed",
    "first_met": "m.first_passed AND m.state = 'achieved' AND m.achieved_on <= m.first_deadline",
    "agreed_due": "m.is_counted AND m.agreed_passed",
    "agreed_met": "m.agreed_passed AND m.state = 'achieved' AND m.achieved_on <= m.deadline",
    "pauses": "m.state = 'paused' AND m.review_by < %(day)s",
    "too_late": "m.late > c.time_tolerance",
    "key_too_late": "m.late > c.time_tolerance AND m.is_key",
    "late": "m.late IS NOT NULL",
    "key_expected_late": "m.is_key AND m.is_open AND (m.late IS NOT NULL"
    " OR (m.expected_on >= %(day)s AND m.expected_on > m.deadline))",
    **_band_measures(),
}

_COUNTED = ", ".join(f"count(*) FILTER (WHERE {said}) AS {name}" for name, said in _COUNTS.items())
_MILESTONES = f"""
    SELECT {_COUNTED},
        coalesce(sum(m.weight) FILTER (WHERE m.is_counted), 0) AS counted_weight,
        coalesce(sum(m.weight) FILTER (WHERE m.state = 'achieved'), 0) AS achieved_weight,
        max(m.finish) FILTER (WHERE m.is_counted) AS expected_end,
        max(m.deadline) FILTER (WHERE m.is_counted) AS agreed_end,
        coalesce(array_agg(m.finish - m.first_deadline ORDER BY m.finish - m.first_deadline)
            FILTER (WHERE m.is_counted AND m.finish IS NOT NULL AND m.first_deadline IS NOT NULL),
            '{{}}') AS slips,
        coalesce(array_agg(m.late ORDER BY m.late) FILTER (WHERE m.late IS NOT NULL), '{{}}')
            AS days_overdue
    FROM (
        SELECT n.*,
            n.is_open AND coalesce(n.expected_on < %(day)s, true) AS undated,
            CASE WHEN n.is_open AND n.deadline < %(day)s THEN %(day)s - n.deadline END AS late,
            CASE WHEN n.state IN ('achieved', 'submitted') THEN n.achieved_on
                WHEN n.is_open AND n.expected_on >= %(day)s THEN n.expected_on
                WHEN n.is_open AND n.deadline IS NOT NULL THEN greatest(n.deadline, %(day)s)
            END AS finish,
            n.first_deadline >= %(day)s - {MET_PERIOD_DAYS} AND n.first_deadline < %(day)s
                AS first_passed,
            n.deadline >= %(day)s - {MET_PERIOD_DAYS} AND n.deadline < %(day)s AS agreed_passed
        FROM (
            SELECT o.*, o.state IN ({_words(OPEN_STATES)}) AS is_open,
                o.state <> 'draft' AND NOT (o.state = 'closed'
                    AND o.closed_reason IN ({_words(UNCOUNTED_REASONS)})) AS is_counted
            FROM commitments_milestone o
            WHERE o.commitment_id = c.id
        ) n
    ) m
"""

# H4: what the checks allow at best. H1, H2: what owner and coordinator say, while it counts.
_LIMIT = """
    CASE WHEN m.key_too_late > 0 OR m.too_late >= 3
            OR m.expected_end > m.agreed_end + 3 * c.time_tolerance THEN 1
        WHEN m.late > 0 OR m.key_expected_late > 0 OR c.open_escalations > 0 THEN 2 END
"""
_RANK = "CASE c.{}_rating WHEN 'off_track' THEN 1 WHEN 'at_risk' THEN 2 WHEN 'on_track' THEN 3 END"
_OWNER = (
    f"CASE WHEN c.owner_rating = 'on_track' AND s.days > c.update_interval + {GRACE_DAYS}"
    f" THEN NULL ELSE {_RANK.format('owner')} END"
)
_COORDINATOR = (
    f"CASE WHEN c.coordinator_rated_on >= %(day)s - {RATING_LIFE_DAYS}"
    f" THEN {_RANK.format('coordinator')} END"
)
_HEADLINE = f"coalesce(least({_OWNER}, {_COORDINATOR}, {_LIMIT}), {NOT_RATED})"

_ACTIVE = "c.state = 'active'"
_HELD = "c.state = 'paused'"
# Conditions on a commitment `c` with its milestones' sums `m`, silence `s` and headline `h`.
_IS = {
    "drafts": "c.state = 'draft'",
    "proposed": "c.state = 'proposed'",
    "active": _ACTIVE,
    "completed": "c.state = 'completed'",
    "closed_early": "c.state = 'closed_early'",
    "paused": _HELD,
    "on_track": f"{_ACTIVE} AND h.headline = 3",
    "at_risk": f"{_ACTIVE} AND h.headline = 2",
    "off_track": f"{_ACTIVE} AND h.headline = 1",
    "not_rated": f"{_ACTIVE} AND h.headline = {NOT_RATED}",
    "up_to_date": f"{_ACTIVE} AND s.days <= c.update_interval",
    "update_due": f"{_ACTIVE} AND s.days > c.update_interval"
    f" AND s.days <= c.update_interval + {GRACE_DAYS}",
    "no_update": f"{_ACTIVE} AND s.days > c.update_interval + {GRACE_DAYS}",
    "no_owner": "c.state IN ('proposed', 'active', 'paused') AND NOT EXISTS ("
    "SELECT FROM accounts_tenure t WHERE t.post_id = c.accountable_post_id"
    " AND t.starts_on <= %(day)s AND coalesce(t.ends_on >= %(day)s, true))",
}
_SUMS = {
    # A paused commitment is looked at as a whole, an active one milestone by milestone.
    "pauses_to_check": f"CASE WHEN {_HELD} THEN (c.review_by < %(day)s)::int"
    f" WHEN {_ACTIVE} THEN m.pauses ELSE 0 END",
    "escalations": f"CASE WHEN {_ACTIVE} THEN c.open_escalations ELSE 0 END",
    **{
        f"held_{name}": f"CASE WHEN {_HELD} THEN m.{name} ELSE 0 END"
        for name in ("counted", "achieved", "counted_weight", "achieved_weight")
    },
}


def _measure(name: str) -> str:
    if name in _IS:
        return f"coalesce({_IS[name]}, false)::int AS {name}"
    return f"({_SUMS.get(name, f'm.{name}')})::int AS {name}"


_FACTS = f"""
    SELECT c.id AS commitment_id, c.main_objective_id AS objective, c.level,
        coalesce(c.lead_organisation_id, {NO_ORGANISATION}) AS organisation,
        c.visibility IN ({_words((Visibility.INTERNAL, Visibility.PUBLIC))})
            AND c.state <> 'draft' AS shared,
        c.last_update_on, m.slips, m.days_overdue,
        {", ".join(map(_measure, MEASURES))}
    FROM commitments_commitment c
    CROSS JOIN LATERAL ({_MILESTONES}) m
    CROSS JOIN LATERAL (SELECT %(day)s - coalesce(c.last_update_on, c.agreed_on) AS days) s
    CROSS JOIN LATERAL (SELECT {_HEADLINE} AS headline) h
"""


def facts(where: str) -> str:
    """One row a commitment that meets a condition on `c`, with every measure.

    Takes the parameters `day` and `sent_by` (`late_review_sent_by`).
    """
    return f"{_FACTS} WHERE {where}"


def parameters(day: date, late_review_sent_by: date) -> dict[str, Any]:
    """The parameters of `facts`."""
    return {"day": day, "sent_by": late_review_sent_by}
