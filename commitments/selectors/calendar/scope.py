"""What a calendar shows: the layers, the rows that its filters leave, and whose holidays."""

from collections.abc import Iterable
from functools import cached_property
from typing import Any

from django.db.models import Q, QuerySet
from django.http import QueryDict

from accounts.models import Holiday, Organisation, User
from accounts.working_days import WorkingCalendar
from commitments.calendars import calendar_of_body, lazy_calendar
from commitments.filters import CommitmentFilter
from commitments.forms.calendar import HolidaysForm
from commitments.models import Commitment, Escalation, Milestone
from commitments.selectors.calendar.layers import Layer

# A layer of this name shows nothing, so that the last one can be put away too.
NONE = "none"


class CalendarScope:
    """Made from a query string, as the list of commitments is; one person's rights are its edge."""

    def __init__(self, user: User, query: QueryDict) -> None:
        self.user = user
        self.layers = _layers(query.getlist("layer"))
        self.filter = CommitmentFilter(
            query, queryset=Commitment.objects.visible_to(user), user=user
        )
        self.holidays_form = HolidaysForm(query)

    @cached_property
    def commitments(self) -> QuerySet[Commitment]:
        """The commitments that the filters leave."""
        found: QuerySet[Commitment] = self.filter.qs
        return found.order_by()

    @cached_property
    def milestones(self) -> Any:
        """Their milestones; "Mine" are also those that one of the person's posts answers for."""
        rows = Milestone.objects.visible_to(self.user).order_by()
        chosen = [one.name for one in self.filter.chosen()]
        if "mine" in chosen:
            rows = rows.mine(self.user.standing.post_ids)
        if others := [name for name in chosen if name != "mine"]:
            rows = rows.filter(commitment__in=self._without_mine(others).values("pk"))
        return rows

    @cached_property
    def escalations(self) -> QuerySet[Escalation]:
        """What is escalated of these."""
        rows = Escalation.objects.visible_to(self.user).order_by()
        if not self.filter.chosen():
            return rows
        of_whole = Q(milestone=None, commitment__in=self.commitments.values("pk"))
        return rows.filter(of_whole | Q(milestone__in=self.milestones.values("pk")))

    @cached_property
    def reviews(self) -> WorkingCalendar:
        """By which reviews and answers are due (D11)."""
        return lazy_calendar()

    @cached_property
    def holidays_of(self) -> Organisation | None:
        """The body asked for, else the person's own; None has the installation's holidays."""
        if self.holidays_form.is_valid() and (asked := self.holidays_form.cleaned_data["holidays"]):
            found: Organisation = asked
            return found
        post = self.user.standing.first
        return Organisation.objects.filter(pk=post.organisation_id).first() if post else None

    @cached_property
    def working(self) -> WorkingCalendar:
        """The working days of that body."""
        return calendar_of_body(self.holidays_of)

    @cached_property
    def holidays(self) -> QuerySet[Holiday]:
        """The body's own, or the installation's where it has none (C4)."""
        body = self.holidays_of
        own = Holiday.objects.filter(organisation=body) if body else Holiday.objects.none()
        return own if body and own.exists() else Holiday.objects.filter(organisation=None)

    def _without_mine(self, names: Iterable[str]) -> QuerySet[Commitment]:
        data = QueryDict(mutable=True)
        for name in names:
            data.setlist(name, self.filter.data.getlist(name))
        visible = Commitment.objects.visible_to(self.user)
        found: QuerySet[Commitment] = CommitmentFilter(data, queryset=visible, user=self.user).qs
        return found.order_by()


def _layers(asked: list[str]) -> list[Layer]:
    """Those asked for, in their order; all of them where none is."""
    known = [layer for layer in Layer if layer in asked]
    return known if known or NONE in asked else list(Layer)
