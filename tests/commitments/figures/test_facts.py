"""What SQL counts is what the rules say, for random records and days."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from commitments.figures.models import FigureDay
from commitments.figures.reading import Part, Reader
from history import clock
from tests.commitments.figures.recount import Recount
from tests.commitments.querysets import records

pytestmark = pytest.mark.django_db


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(plans=st.lists(records.commitments(), max_size=5), on=records.days())
def test_live_figures_are_what_the_rules_say(
    coordinator: User, plans: list[dict[str, Any]], on: date
) -> None:
    with records.stored(plans), clock.stand_at(clock.end_of_day(on) - timedelta(hours=1)):
        reader = Reader(coordinator)

        assert reader.is_live
        assert reader.by((), Part()) == Recount(coordinator).by((), Part())
        for name in ("slips", "days_overdue"):
            spreads = reader.spread(name, Part())
            found = {key: days for key, days in spreads.items() if days}
            assert found == Recount(coordinator).spread(name, Part(), ())


def test_live_figures_of_nothing_are_empty(coordinator: User) -> None:
    assert not FigureDay.objects.exists()

    assert Reader(coordinator).total(Part()) == {}
    assert Reader(coordinator).by(("level",), Part()) == {}
