"""Measure one size: `python -m bench.measure SIZE RESULT`, run by `make bench`."""

import json
import os
import re
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import django
import psutil

from tracker.embedded import servers
from tracker.embedded.processes import wait_until

Figures = dict[str, float]
ROUNDS = 60
DEPTH = 60


def main() -> None:
    size, result = int(sys.argv[1]), Path(sys.argv[2])
    home = Path(os.environ["TRACKER_HOME"])
    with servers.running(home):
        django.setup()
        figures: Figures = {}
        _prepare(size, figures)
        with _web(home) as (port, process):
            _measure_pages(port, figures)
            _measure_export(port, process, figures)
            _measure_writing(port, figures)
            figures["web worker MB"] = _memory(process)
    result.write_text(json.dumps(figures), encoding="utf-8")


def _prepare(size: int, figures: Figures) -> None:
    from django.core.management import call_command

    from bench.volume import fill, filled

    call_command("migrate", verbosity=0)
    call_command("load_reference", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    if not filled():
        started = time.perf_counter()
        fill(size)
        figures["fill s"] = time.perf_counter() - started
    started = time.perf_counter()
    call_command("rebuild_figures", verbosity=0)
    figures["rebuild figures s"] = time.perf_counter() - started


@contextmanager
def _web(home: Path) -> Iterator[tuple[int, psutil.Process]]:
    from tracker import parts

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    part = parts.web("127.0.0.1", port)
    process = part.start(home)
    try:
        if not wait_until(lambda: _listens(port), process, 60):
            raise RuntimeError("The web server did not start.")
        yield port, psutil.Process(process.pid)
    finally:
        part.stop(process)


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _memory(process: psutil.Process) -> float:
    """Of the largest process of the web server: its worker."""
    family = [process, *process.children(recursive=True)]
    return max(member.memory_info().rss for member in family) / 1024 / 1024


# --- Pages ---------------------------------------------------------------------------------------


def _measure_pages(port: int, figures: Figures) -> None:
    from bench.people import signed_in
    from bench.sql import SQL, timed
    from bench.web import measure
    from commitments.models import Milestone

    browser = signed_in(port, "coordinator")
    newest = Milestone.objects.order_by("-pk").values_list("code", flat=True)[:20]
    pages = {
        "overdue review": ["/review/overdue"],
        "commitment list, page 1": ["/commitments"],
        "commitment list, deep": _deep(browser, "/commitments"),
        "milestone": [f"/m/{code}" for code in newest],
        "progress": ["/progress"],
        "API list of 100": ["/api/v1/commitments?page_size=100"],
    }
    for name, addresses in pages.items():
        found = measure(browser, addresses, ROUNDS)
        figures[f"{name} p50 ms"] = found.p50
        figures[f"{name} p95 ms"] = found.p95
        figures[f"{name} queries"] = _queries(addresses[-1])
        if name in SQL:
            figures[f"{name}, bare SQL p50 ms"] = timed(SQL[name], ROUNDS).p50


def _deep(browser: Any, address: str) -> list[str]:
    """Addresses of the last pages of a walk by "Next page"."""
    walked = [address]
    for _step in range(DEPTH):
        page = browser.get(walked[-1]).body.decode()
        link = re.search(r'rel="next"[^>]*href="([^"]+)"|href="([^"]+)"[^>]*rel="next"', page)
        if link is None:
            break
        following = (link.group(1) or link.group(2)).replace("&amp;", "&")
        walked.append(following if following.startswith("/") else address + following)
    return walked[-10:]


def _queries(address: str) -> float:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from bench.people import person

    client = Client()
    client.force_login(person("coordinator"))
    client.get(address, HTTP_HOST="localhost")
    with CaptureQueriesContext(connection) as captured:
        client.get(address, HTTP_HOST="localhost")
    return len(captured)


# --- Export --------------------------------------------------------------------------------------


def _measure_export(port: int, process: psutil.Process, figures: Figures) -> None:
    from bench.export import by_http, by_psql

    before = _memory(process)
    asked = by_http(port)
    figures["report CSV, first byte s"] = asked.first_byte
    figures["report CSV rows/s"] = asked.rows / asked.seconds
    figures["report CSV, growth MB"] = _memory(process) - before
    rows, seconds = by_psql()
    figures["psql \\copy rows/s"] = rows / seconds
    figures["report CSV / psql"] = figures["report CSV rows/s"] / figures["psql \\copy rows/s"]


# --- Writing -------------------------------------------------------------------------------------


def _measure_writing(port: int, figures: Figures) -> None:
    from bench.writing import log_progress

    for clients, updates in ((4, 200), (16, 600)):
        found = log_progress(port, clients, updates)
        figures[f"log progress, {clients} clients a second"] = found.a_second
        figures[f"log progress, {clients} clients p95 ms"] = found.times.p95
        figures[f"log progress, {clients} clients lost or doubled"] = found.wrong


if __name__ == "__main__":
    main()
