"""The same answers as the pages', as bare SQL on the same server and from the rows themselves."""

import time

from django.db import connection

from bench.web import Times, times

_OVERDUE = "m.state IN ('planned', 'in_progress', 'returned') AND m.deadline < current_date"
_HOLDER = """(SELECT u.name FROM accounts_tenure t JOIN accounts_user u ON u.id = t.holder_id
        WHERE t.post_id = {} AND t.starts_on <= current_date
        AND coalesce(t.ends_on >= current_date, true) LIMIT 1)"""
_LIST = f"""
    SELECT c.code, c.title, c.level, c.state, c.last_update_on, c.owner_rating, o.short_name,
        p.title, {_HOLDER.format("p.id")}, m.*
    FROM (SELECT * FROM commitments_commitment ORDER BY code LIMIT {{}}) c
    LEFT JOIN accounts_organisation o ON o.id = c.lead_organisation_id
    LEFT JOIN accounts_post p ON p.id = c.accountable_post_id
    CROSS JOIN LATERAL (
        SELECT count(*), count(*) FILTER (WHERE m.state = 'achieved'), min(m.deadline) FILTER (
            WHERE m.state IN ('planned', 'in_progress', 'returned')), max(m.deadline)
        FROM commitments_milestone m WHERE m.commitment_id = c.id
    ) m ORDER BY c.code
"""
_COUNT = "SELECT count(*) FROM commitments_commitment"

# Each the statements of one answer.
SQL = {
    "overdue review, bare SQL": [
        f"""
        SELECT m.code, m.title, m.deadline, m.first_deadline, m.expected_on, c.code, c.title,
            o.short_name, p.title, {_HOLDER.format("p.id")}, u.happened
        FROM (
            SELECT * FROM commitments_milestone m WHERE {_OVERDUE} ORDER BY deadline, id LIMIT 50
        ) m
        JOIN commitments_commitment c ON c.id = m.commitment_id
        LEFT JOIN accounts_organisation o ON o.id = c.lead_organisation_id
        LEFT JOIN accounts_post p ON p.id = c.accountable_post_id
        LEFT JOIN LATERAL (
            SELECT happened FROM commitments_update WHERE commitment_id = c.id
            ORDER BY id DESC LIMIT 1
        ) u ON true
        ORDER BY m.deadline, m.id
        """,
        f"""
        SELECT width_bucket(current_date - m.deadline, ARRAY[1, 8, 31, 91, 181]), count(*)
        FROM commitments_milestone m WHERE {_OVERDUE} GROUP BY 1
        """,
        f"""
        SELECT o.short_name, count(*) FROM commitments_milestone m
        JOIN commitments_commitment c ON c.id = m.commitment_id
        LEFT JOIN accounts_organisation o ON o.id = c.lead_organisation_id
        WHERE {_OVERDUE} GROUP BY 1
        """,
    ],
    "commitment list, bare SQL": [_LIST.format(25), _COUNT],
    "commitment list, bare SQL with OFFSET half way": [
        _LIST.format("25 OFFSET (SELECT count(*) / 2 FROM commitments_commitment)"),
        _COUNT,
    ],
    "API list of 100, bare SQL": [_LIST.format(100)],
    "milestone page, bare SQL": [
        f"""
        SELECT m.*, c.*, o.*, p.*, {_HOLDER.format("p.id")}
        FROM commitments_milestone m
        JOIN commitments_commitment c ON c.id = m.commitment_id
        LEFT JOIN accounts_organisation o ON o.id = c.lead_organisation_id
        LEFT JOIN accounts_post p ON p.id = m.responsible_post_id
        WHERE m.id = (SELECT max(id) FROM commitments_milestone)
        """,
        """
        SELECT * FROM commitments_update WHERE commitment_id = (
            SELECT commitment_id FROM commitments_milestone ORDER BY id DESC LIMIT 1
        ) ORDER BY id DESC LIMIT 1
        """,
    ],
    "progress page, bare SQL": [
        f"""
        SELECT c.main_objective_id, c.level, count(DISTINCT c.id), count(*),
            count(*) FILTER (WHERE m.state = 'achieved'), count(*) FILTER (WHERE {_OVERDUE}),
            percentile_cont(0.5) WITHIN GROUP (
                ORDER BY coalesce(m.achieved_on, m.expected_on, m.deadline) - m.first_deadline)
        FROM commitments_milestone m JOIN commitments_commitment c ON c.id = m.commitment_id
        GROUP BY 1, 2
        """,
        f"""
        SELECT c.lead_organisation_id, count(DISTINCT c.id), max(c.last_update_on),
            count(*) FILTER (WHERE {_OVERDUE})
        FROM commitments_milestone m JOIN commitments_commitment c ON c.id = m.commitment_id
        GROUP BY 1
        """,
    ],
}  # fmt: skip
LONGEST = 5.0


def timed(statements: list[str], rounds: int) -> Times:
    """How long the server takes for them, with all rows fetched. Slow ones have fewer rounds."""
    seconds: list[float] = []
    while len(seconds) < rounds and (len(seconds) < 3 or sum(seconds) < LONGEST):
        started = time.perf_counter()
        with connection.cursor() as cursor:
            for sql in statements:
                cursor.execute(sql)
                cursor.fetchall()
        seconds.append(time.perf_counter() - started)
    return times(seconds)
