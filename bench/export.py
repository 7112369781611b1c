"""The progress report of all milestones: by the tracker over HTTP, and by the server's own COPY."""

import http.client
import re
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from django.conf import settings
from django.db import connection
from psycopg import ClientCursor

from bench.memory import Family
from bench.people import signed_in
from bench.targets import Figures
from commitments.models import Commitment
from history import clock
from history.as_of import as_of
from reports.kinds import progress
from tracker.embedded.binaries import postgres_program

# The machine may have other work: the best go counts.
GOES = 2
WARM_UP = 6


@dataclass
class Asked:
    """An export: rows, seconds until the first byte, and in all."""

    rows: int
    first_byte: float
    seconds: float


def measure(port: int, family: Family, figures: Figures) -> None:
    # The first report of a worker loads what it needs; which worker answers is chance.
    for _go in range(WARM_UP):
        by_http(port, query="main_objective=1")
    before = family.sizes()
    family.forget_peaks()
    asked = [by_http(port) for _go in range(GOES)]
    grown = [peak - before[pid] for pid, peak in family.peaks().items() if pid in before]
    plain = [by_psql() for _go in range(GOES)]
    ours = max(one.rows / one.seconds for one in asked)
    theirs = max(rows / seconds for rows, seconds in plain)
    figures["report CSV, rows"] = asked[0].rows
    figures["report CSV, rows a second"] = ours
    figures["report CSV, psql \\copy rows a second"] = theirs
    figures["report CSV / psql \\copy"] = ours / theirs
    figures["report CSV, first byte s"] = min(one.first_byte for one in asked)
    figures["report CSV, growth MB"] = max(grown)
    if {one.rows for one in asked} != {rows for rows, _seconds in plain}:
        raise RuntimeError("The report and psql do not give the same number of rows.")


def by_http(port: int, query: str = "") -> Asked:
    """Issue the report as at today by the page's form."""
    browser = signed_in(port, "auditor")
    page = browser.get("/reports")
    form_token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.body.decode())
    assert form_token, "the page of reports has no form"
    form = {"format": "csv-plain", "query": query, "csrfmiddlewaretoken": form_token.group(1)}
    body = urlencode(form)
    asking = http.client.HTTPConnection("127.0.0.1", port, timeout=600)
    started = time.perf_counter()
    asking.request(
        "POST",
        "/reports/progress",
        body=body,
        headers={
            "Content-Type": "application/x-www-form-urlencoded",
            "Cookie": browser.cookie,
        },
    )
    response = asking.getresponse()
    first = response.read(1)
    first_byte = time.perf_counter() - started
    rows = first.count(b"\n")
    while piece := response.read(1 << 16):
        rows += piece.count(b"\n")
    if response.status != 200:
        raise RuntimeError(f"The export answered {response.status}")
    return Asked(rows - 1, first_byte, time.perf_counter() - started)


def by_psql() -> tuple[int, float]:
    """The same rows by `psql` in one COPY; returns rows and seconds, its start included."""
    with as_of(clock.real_today()) as moment:
        chosen = progress.columns(clock.today())
        everything = Commitment.objects.values("pk")
        sql, params = progress.rows(everything, chosen).query.sql_with_params()  # type: ignore[arg-type]
        with ClientCursor(connection.connection) as cursor:
            query = cursor.mogrify(sql, params)
    commands = (
        f"SET search_path = as_of, public; SET tracker.as_of = '{moment.isoformat()}';"
        f"COPY ({query}) TO STDOUT (FORMAT csv)"
    )
    psql = Path(postgres_program("psql"))
    target = settings.DATABASES["default"]
    started = time.perf_counter()
    with subprocess.Popen(
        [psql, "--quiet", "--no-psqlrc", "-h", target["HOST"], "-p", str(target["PORT"] or 5432),
         "-U", target["USER"], "-d", target["NAME"], "-c", commands],
        stdout=subprocess.PIPE,
    ) as process:  # fmt: skip
        assert process.stdout
        rows = sum(piece.count(b"\n") for piece in iter(lambda: process.stdout.read(1 << 16), b""))  # type: ignore[union-attr]
    return rows, time.perf_counter() - started
