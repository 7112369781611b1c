from typing import TYPE_CHECKING, Self

from django.db import models

from accounts.models import User
from commitments.rights import Right, Scope, scopes

if TYPE_CHECKING:
    from reports.models import Edition  # noqa: F401


class EditionQuerySet(models.QuerySet["Edition"]):
    def visible_to(self, user: User) -> Self:
        """All of them to who sees the whole record; else what the person issued (A1)."""
        if Scope.ALL in scopes(user.standing, Right.SEE):
            return self
        return self.filter(made_by=user)
