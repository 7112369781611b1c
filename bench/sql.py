"""The same work as a page's, as bare SQL on the same server."""

import time

from django.db import connection

from bench.web import Times, times

SQL = {
    "overdue review": """
        SELECT m.id, m.code, m.title, m.deadline, c.code, c.title, o.name, p.title,
               (SELECT count(*) FROM commitments_milestone
                WHERE state IN ('planned', 'in_progress', 'returned') AND deadline < current_date)
        FROM commitments_milestone m
        JOIN commitments_commitment c ON c.id = m.commitment_id
        LEFT JOIN accounts_organisation o ON o.id = c.lead_organisation_id
        LEFT JOIN accounts_post p ON p.id = m.responsible_post_id
        WHERE m.state IN ('planned', 'in_progress', 'returned') AND m.deadline < current_date
        ORDER BY m.deadline, m.id LIMIT 50
    """,
    "commitment list, page 1": """
        SELECT c.*, (SELECT count(*) FROM commitments_commitment)
        FROM commitments_commitment c ORDER BY c.code LIMIT 25
    """,
    "milestone": "SELECT * FROM commitments_milestone ORDER BY id DESC LIMIT 1",
    "progress": """
        SELECT c.main_objective_id, c.level, count(*), count(*) FILTER (WHERE m.state = 'achieved')
        FROM commitments_milestone m JOIN commitments_commitment c ON c.id = m.commitment_id
        GROUP BY 1, 2
    """,
}


def timed(sql: str, rounds: int) -> Times:
    """How long the server takes for it, with all rows fetched."""
    seconds = []
    for _round in range(rounds):
        started = time.perf_counter()
        with connection.cursor() as cursor:
            cursor.execute(sql)
            cursor.fetchall()
        seconds.append(time.perf_counter() - started)
    return times(seconds)
