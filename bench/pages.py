"""The pages and the API list: how long they take, beside the bare SQL of the same answer."""

from collections.abc import Callable
from random import Random

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench.people import person, signed_in
from bench.sql import SQL, timed
from bench.targets import Figures
from bench.web import Times, best, measured
from commitments.models import Commitment, Milestone
from commitments.selectors.commitments import DEFAULT_SORT, SORTS
from commitments.selectors.paging import slice_of

# The machine may have other work: each page is asked for in several goes, and the best counts.
GOES = 3
PLACES = 10
SEED = 7


def measure(port: int, rounds: int, figures: Figures) -> None:
    browser = signed_in(port, "coordinator")
    codes = Milestone.objects.order_by("-pk").values_list("code", flat=True)
    others = [place for sort in SORTS if sort != DEFAULT_SORT for place in _deep(sort)]
    addresses = {
        "overdue review": ["/review/overdue"],
        "commitment list": ["/commitments"],
        "commitment list, deep": _deep(DEFAULT_SORT),
        "commitment list, other orders deep": others,
        "API list of 100": ["/api/v1/commitments?limit=100"],
        "milestone page": [f"/m/{code}" for code in codes[: 2 * PLACES]],
        "progress page": ["/progress"],
    }
    found = _in_goes(
        {
            name: lambda asked=asked: measured(browser, asked, rounds)  # type: ignore[misc]
            for name, asked in addresses.items()
        }
    )
    bare = _in_goes({name: lambda sql=sql: timed(sql, rounds) for name, sql in SQL.items()})  # type: ignore[misc]
    for name, took in found.items():
        _note(figures, name, took, len(queries(addresses[name][-1])))
    for name, took in bare.items():
        figures[f"{name} ms"] = took.p50
        page = name.removesuffix(", bare SQL")
        if f"{page}, p50 ms" in figures:
            figures[f"{page} / bare SQL"] = figures[f"{page}, p50 ms"] / took.p50
    deep = figures["commitment list, deep p95 ms"]
    figures["commitment list, deep / page 1"] = deep / figures["commitment list, p95 ms"]


def queries(address: str) -> list[str]:
    """The statements of a page, its session and rights included."""
    client = Client()
    client.force_login(person("coordinator"))
    client.get(address, HTTP_HOST="localhost")
    with CaptureQueriesContext(connection) as captured:
        client.get(address, HTTP_HOST="localhost")
    return [query["sql"] for query in captured]


def _note(figures: Figures, name: str, took: Times, count: int) -> None:
    if name.endswith("deep"):
        figures[f"{name} p95 ms"] = took.p95
        return
    figures[f"{name}, p50 ms"] = took.p50
    figures[f"{name}, p95 ms"] = took.p95
    figures[f"{name}, queries"] = count


def _in_goes(works: dict[str, Callable[[], Times]]) -> dict[str, Times]:
    """The best of several goes. They take turns, so that a busy minute spoils one go of each."""
    found: dict[str, list[Times]] = {name: [] for name in works}
    for _go in range(GOES):
        for name, work in works.items():
            found[name].append(work())
    return {name: best(goes) for name, goes in found.items()}


def _deep(sort: str) -> list[str]:
    """Addresses of pages anywhere in an order of the list."""
    keys = list(Commitment.objects.order_by("pk").values_list("pk", flat=True))
    found = []
    for _place in range(PLACES):
        # Of two commitments in this order, the page after the first.
        pair = Commitment.objects.filter(pk__in=Random(f"{SEED} {_place}").sample(keys, 2))
        cursor = slice_of(pair, SORTS[sort], size=1).next
        found.append(f"/commitments?sort={sort}&cursor={cursor}")
    return found
