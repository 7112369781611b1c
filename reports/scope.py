"""What a report is asked to cover: who asks, with which filter, as at which day."""

from dataclasses import dataclass
from datetime import date, datetime

from django.http import QueryDict
from django.utils.translation import gettext as _

from accounts.models import User
from commitments.filters import CommitmentFilter
from commitments.models import Commitment
from commitments.querysets.commitment import CommitmentQuerySet
from commitments.rights import Right, scopes
from commitments.rights import Scope as ScopeOfRight
from commitments.services.errors import Problems
from history import clock


@dataclass(frozen=True)
class Scope:
    """A question that has the same answer for ever: a filter, a day, and the person's rights."""

    user: User
    query: str
    as_of: date
    # A moment of the day, to ask once more what was asked while the day was not over.
    at: datetime | None = None

    def commitments(self) -> CommitmentQuerySet:
        """The commitments in scope that the person may see. Call inside `as_of()`."""
        found: CommitmentQuerySet = self._filter().qs
        return found

    def filter_words(self) -> str:
        """The filter in words; "All commitments" without one. Call inside `as_of()`."""
        return self._filter().describe() or _("All commitments")

    def view(self) -> str:
        """Whose view it is, in words: the whole record, or what the person may see."""
        if ScopeOfRight.ALL in scopes(self.user.standing, Right.SEE):
            return _("The whole record")
        posts = ", ".join(post.title for post in self.user.standing.posts)
        if not posts:
            return _("What %(name)s may see") % {"name": self.user.name}
        return _("What %(name)s may see as %(posts)s") % {"name": self.user.name, "posts": posts}

    def check(self) -> None:
        """Raise Problems when the day or the filter is wrong."""
        if self.as_of > clock.real_today():
            raise Problems({"as_of": _("'As at' must be today or a day before today.")})
        for field, errors in self._filter().errors.items():
            raise Problems({field: errors[0]})

    def _filter(self) -> CommitmentFilter:
        # The rights are those of today, loaded before the record goes back in time.
        visible = Commitment.objects.visible_to(self.user)
        return CommitmentFilter(QueryDict(self.query), queryset=visible, user=self.user)
