"""Writers, the clock and readers at the same time: no figure is lost or doubled."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from commitments.figures import keeping
from commitments.figures.models import CommitmentFigure
from commitments.figures.reading import Part, Reader
from commitments.models import Milestone
from history import clock
from tests.commitments.figures.compared import assert_figures_hold
from tests.commitments.figures.country import Country
from tests.commitments.services import deeds


@pytest.mark.django_db(transaction=True)
def test_writers_and_the_clock_at_once_keep_the_figures_true() -> None:
    country = Country()
    keeping.rebuild()
    # Yesterday's figures, so that a new day begins while people write.
    tomorrow = clock.now() + timedelta(days=1)

    def write(pk: int) -> None:
        milestone = Milestone.objects.select_related("commitment__lead_organisation").get(pk=pk)
        owner = country.owner(milestone.commitment)
        deeds.submit(milestone, owner)
        deeds.withdraw(Milestone.objects.get(pk=pk), owner)
        deeds.start(Milestone.objects.select_related("commitment").get(pk=pk), owner)

    def roll(_number: int) -> None:
        keeping.roll()

    def apart(work: tuple[Any, int]) -> None:
        try:
            with clock.stand_at(tomorrow):
                work[0](work[1])
        finally:
            connection.close()

    works = [(write, pk) for pk in Milestone.objects.values_list("pk", flat=True)]
    for at in range(0, len(works), 4):
        works.insert(at, (roll, 0))
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(apart, works))

    with clock.stand_at(tomorrow):
        keeping.roll()
        assert Reader(country.coordinator).total(Part())["in_progress"] == 24
        assert_figures_hold(country.coordinator)
    assert set(CommitmentFigure.objects.values_list("day", flat=True)) == {clock.day_of(tomorrow)}
