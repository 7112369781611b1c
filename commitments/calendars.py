"""Working calendars that rules ask for by name."""

from datetime import date
from typing import Any, Protocol

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Subquery
from django.utils.functional import SimpleLazyObject

from accounts.models import Holiday, Organisation
from accounts.models.organisation import monday_to_friday
from accounts.working_days import WorkingCalendar
from commitments.models import Commitment


def coordinating_calendar() -> WorkingCalendar:
    """The calendar of the coordinating body, by which reviews are due (D11). One query.

    Monday to Friday with the installation's holidays where no organisation coordinates.
    """
    own = Holiday.objects.filter(organisation=OuterRef("pk")).order_by().values("on")
    common = Holiday.objects.filter(organisation=None).order_by()
    body = (
        Organisation.objects.filter(is_coordinating_body=True)
        .values_list("working_week", ArraySubquery(own), ArraySubquery(common.values("on")))
        .first()
    )
    if body is None:
        return WorkingCalendar(holidays=frozenset(common.values_list("on", flat=True)))
    week, own_days, common_days = body
    return WorkingCalendar(frozenset(week), frozenset(own_days or common_days))


def organisation_of(commitment: Commitment) -> int | None:
    """The body whose calendar counts and whose focal point is told: the owner's, else the lead."""
    post = commitment.accountable_post
    return post.organisation_id if post else commitment.lead_organisation_id


def owners_calendar(commitment: Commitment) -> WorkingCalendar:
    """The calendar of that body; the installation's where there is none (5.2)."""
    post = commitment.accountable_post
    return calendar_of_body(post.organisation if post else commitment.lead_organisation)


def calendar_of_body(body: Organisation | None) -> WorkingCalendar:
    """A body's own calendar; Monday to Friday with the installation's holidays of none (C4)."""
    if body is not None:
        return body.calendar()
    return WorkingCalendar(holidays=Holiday.objects.days_of(None))


def lazy_calendar() -> WorkingCalendar:
    """The same, read only if a rule asks it: most pages show nothing that waits for review."""
    return SimpleLazyObject(coordinating_calendar)  # type: ignore[return-value]


class WithCalendar(Protocol):
    """A row annotated with `calendar_columns`."""

    coordinating_week: list[int] | None
    coordinating_days: list[date]
    common_days: list[date]


def calendar_columns() -> dict[str, Any]:
    """The same calendar as columns of a row that is read anyway; see `calendar_of`."""
    body = Organisation.objects.filter(is_coordinating_body=True).order_by()
    holidays = Holiday.objects.order_by()
    own = holidays.filter(organisation__is_coordinating_body=True)
    return {
        "coordinating_week": Subquery(body.values("working_week")[:1]),
        "coordinating_days": ArraySubquery(own.values("on")),
        "common_days": ArraySubquery(holidays.filter(organisation=None).values("on")),
    }


def calendar_of(row: WithCalendar) -> WorkingCalendar:
    """The calendar that came with a row."""
    week = row.coordinating_week or monday_to_friday()
    return WorkingCalendar(frozenset(week), frozenset(row.coordinating_days or row.common_days))
