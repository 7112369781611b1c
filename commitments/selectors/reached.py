"""Whether rights reach a row, asked in the row's own query: lists and pages ask nothing more."""

from collections.abc import Iterable
from typing import Any

from django.db.models import BooleanField, Case, Value, When

from accounts.models import User
from commitments.querysets.reach import reach
from commitments.rights import Right, scopes

# What the people who do the work may do with it.
WORK = (Right.LOG, Right.SUBMIT, Right.ASK_DATE)


def reaches(user: User, right: Right, prefix: str = "commitment__") -> Any:
    """An expression for `annotate`: the answer of `permissions.reaches` for each row."""
    reached = reach(user, right, prefix)
    if reached is None:
        return Value(True)
    return Case(When(reached, then=Value(True)), default=Value(False), output_field=BooleanField())


def columns(user: User, rights: Iterable[Right] = WORK, prefix: str = "commitment__") -> Any:
    """For `annotate`: one column for all rights that reach equally far. See `allowed`."""
    asked: dict[str, Right] = {}
    for right in rights:
        asked.setdefault(_column(user, right), right)
    return {column: reaches(user, right, prefix) for column, right in asked.items()}


def allowed(user: User, row: Any, right: Right) -> bool:
    """What the columns of a row say of a right."""
    return bool(getattr(row, _column(user, right)))


def _column(user: User, right: Right) -> str:
    found = scopes(user.standing, right)
    far = [f"{scope.name}_{'_'.join(sorted(roles))}" for scope, roles in found.items()]
    return "_".join(["may", *sorted(far)]).lower()
