"""Pages by key: every row once, in order, both ways, whatever the sort."""

from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commitments.models import Commitment
from commitments.selectors.commitments import DEFAULT_SORT, SORTS
from commitments.selectors.paging import BadCursor, Sort, choose_sort, slice_of
from tests.commitments.querysets import records

pytestmark = pytest.mark.django_db

WORDS = [*SORTS, *(f"-{name}" for name in SORTS if name != "next_deadline")]


def in_order(sort: Sort) -> list[Any]:
    """All keys as one page gives them."""
    return slice_of(Commitment.objects.all(), sort, size=1000).keys


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    plans=st.lists(records.commitments(), max_size=7),
    word=st.sampled_from(WORDS),
    size=st.integers(1, 4),
)
def test_pages_give_every_row_once_and_lead_back(
    plans: list[dict[str, Any]], word: str, size: int
) -> None:
    sort = choose_sort(word, SORTS, DEFAULT_SORT)
    rows = Commitment.objects.all()

    with records.stored(plans):
        pages = [slice_of(rows, sort, size=size)]
        while pages[-1].next:
            pages.append(slice_of(rows, sort, cursor=pages[-1].next, size=size))

        assert [key for page in pages for key in page.keys] == in_order(sort)
        assert len(in_order(sort)) == len(plans)
        assert pages[0].previous == ""
        for before, page in pairwise(pages):
            assert slice_of(rows, sort, cursor=page.previous, size=size).keys == before.keys


def test_rows_without_a_value_come_last_both_ways() -> None:
    days = [None, records.TODAY, records.TODAY - timedelta(days=9)]
    plans = [{**PLAIN, "last_update_on": day} for day in days]

    with records.stored(plans):
        codes = dict(Commitment.objects.values_list("pk", "code"))
        up = [codes[key] for key in in_order(choose_sort("last_update", SORTS, DEFAULT_SORT))]
        down = [codes[key] for key in in_order(choose_sort("-last_update", SORTS, DEFAULT_SORT))]

    assert up == ["GCM-01-0002", "GCM-01-0001", "GCM-01-0000"]
    assert down == ["GCM-01-0001", "GCM-01-0002", "GCM-01-0000"]


def test_previous_at_the_start_gives_a_whole_first_page() -> None:
    sort = choose_sort("code", SORTS, DEFAULT_SORT)
    rows = Commitment.objects.all()
    with records.stored([PLAIN] * 4):
        second = slice_of(rows, sort, cursor=slice_of(rows, sort, size=1).next, size=1)

        page = slice_of(rows, sort, cursor=second.previous, size=3)

        assert page.keys == in_order(sort)[:3]


@pytest.mark.parametrize("cursor", ["x", "a:b", "\x00", "é" * 300, "WyJjb2RlIiwwLHRydWUsW11d:1"])
def test_cursor_that_is_not_ours_is_refused(cursor: str) -> None:
    with pytest.raises(BadCursor):
        slice_of(Commitment.objects.all(), SORTS["code"], cursor=cursor)


def test_cursor_of_another_sort_is_refused() -> None:
    with records.stored([PLAIN] * 3):
        page = slice_of(Commitment.objects.all(), SORTS["code"], size=1)

        with pytest.raises(BadCursor):
            slice_of(Commitment.objects.all(), SORTS["title"], cursor=page.next)


def test_unknown_sort_is_the_default_and_deadlines_go_upwards_only() -> None:
    assert choose_sort("nonsense", SORTS, DEFAULT_SORT).word == "code"
    assert choose_sort("-next_deadline", SORTS, DEFAULT_SORT).word == "next_deadline"


PLAIN: dict[str, Any] = {"state": "active", "milestones": []}
