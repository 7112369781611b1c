"""Whose calendar counts for a commitment (5.2, C4)."""

from datetime import date

import pytest

from commitments.calendars import organisation_of, owners_calendar
from tests.factories import CommitmentFactory, HolidayFactory, OrganisationFactory

pytestmark = pytest.mark.django_db

FRIDAY = date(2026, 6, 19)


def test_calendar_is_that_of_the_owner_then_of_the_lead():
    lead = OrganisationFactory(working_week=[7, 1, 2, 3, 4])
    owned = CommitmentFactory()
    led = CommitmentFactory(accountable_post=None, lead_organisation=lead)

    assert organisation_of(owned) == owned.accountable_post.organisation_id
    assert organisation_of(led) == lead.pk
    assert owners_calendar(owned).is_working(FRIDAY)
    assert not owners_calendar(led).is_working(FRIDAY)


def test_what_nobody_leads_rests_on_the_holidays_of_the_installation():
    HolidayFactory(on=FRIDAY, organisation=None)
    nobodys = CommitmentFactory(accountable_post=None, lead_organisation=None)

    assert organisation_of(nobodys) is None
    assert owners_calendar(nobodys).add_working_days(date(2026, 6, 18), 2) == date(2026, 6, 23)
