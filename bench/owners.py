"""Many people with a few overdue milestones each, so that there are many letters to send."""

from datetime import date, timedelta

from django.db import connection, transaction

from accounts.models import Organisation, Post, Tenure, User
from accounts.words import Role
from bench.tables import Table, go_on_after, next_id
from commitments.models import Commitment, Milestone, Plan
from commitments.rules.words import CommitmentState, MilestoneState

EACH = 3
AT_ONCE = "DATE '0001-01-01'"


def add_owners(people: int, *, deadline: date) -> None:
    """So many owners of one commitment with three milestones of this deadline.

    Without acts and versions: for copies of a record only.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("SET LOCAL statement_timeout = 0")
        _add(people, deadline)
        cursor.execute(
            "INSERT INTO reminders_watch (milestone_id, look_on)"
            f" SELECT id, {AT_ONCE} FROM commitments_milestone WHERE code LIKE 'BENCH-%'"
        )
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        cursor.execute("ANALYZE")


def _add(people: int, deadline: date) -> None:
    bodies = list(Organisation.objects.order_by("pk").values_list("pk", flat=True))
    plan = Plan.objects.values_list("pk", flat=True)[0]
    first = {m: next_id(m) for m in (Post, User, Tenure, Commitment, Milestone)}
    began = deadline - timedelta(days=200)
    posts = Table(Post, "id", "title", "slug", "organisation_id", "role")
    users = Table(User, "id", "email", "name")
    tenures = Table(Tenure, "id", "post_id", "holder_id", "starts_on")
    promises = Table(
        Commitment, "id", "code", "plan_id", "state", "title", "main_objective_id",
        "lead_organisation_id", "accountable_post_id", "starts_on", "agreed_on", "last_update_on",
    )  # fmt: skip
    steps = Table(
        Milestone, "id", "commitment_id", "number", "code", "title", "state", "first_deadline",
        "deadline", "responsible_post_id",
    )  # fmt: skip
    for n in range(people):
        post, user = first[Post] + n, first[User] + n
        promise, body = first[Commitment] + n, bodies[n % len(bodies)]
        posts.add(post, f"Owner {n}", f"bench-owner-{n}", body, Role.OFFICIAL.value)
        users.add(user, f"owner{n}@example.org", f"Owner {n}")
        tenures.add(first[Tenure] + n, post, user, began)
        promises.add(
            promise, f"BENCH-{n}", plan, CommitmentState.ACTIVE.value, f"Promise number {n}",
            n % 23 + 1, body, post, began, began, deadline,
        )  # fmt: skip
        for number in range(EACH):
            steps.add(
                first[Milestone] + EACH * n + number, promise, number + 1,
                f"BENCH-{n}-M{number + 1:02d}", f"Step {number + 1} of promise number {n}",
                MilestoneState.IN_PROGRESS.value, deadline, deadline, post,
            )  # fmt: skip
    for table in (posts, users, tenures, promises, steps):
        table.flush()
    for model in first:
        go_on_after(model, next_id(model) - 1)
