"""Working calendars that rules ask for by name."""

from accounts.models import Holiday, Organisation
from accounts.models.organisation import monday_to_friday
from accounts.working_days import WorkingCalendar


def coordinating_calendar() -> WorkingCalendar:
    """The calendar of the coordinating body, by which reviews are due (D11). Two queries.

    Monday to Friday with the installation's holidays where no organisation coordinates.
    """
    body = Organisation.objects.filter(is_coordinating_body=True).first()
    holidays = Holiday.objects.days_of(body.pk if body else None)
    week = body.working_week if body else monday_to_friday()
    return WorkingCalendar(frozenset(week), holidays)
