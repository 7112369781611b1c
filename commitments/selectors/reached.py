"""Whether a right reaches a row, asked in the row's own query: lists and pages ask nothing more."""

from typing import Any

from django.db.models import BooleanField, Case, Value, When

from accounts.models import User
from commitments.querysets.reach import reach
from commitments.rights import Right


def reaches(user: User, right: Right, prefix: str = "commitment__") -> Any:
    """An expression for `annotate`: the answer of `permissions.reaches` for each row."""
    reached = reach(user, right, prefix)
    if reached is None:
        return Value(True)
    return Case(When(reached, then=Value(True)), default=Value(False), output_field=BooleanField())
