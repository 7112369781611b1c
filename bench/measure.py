"""Measure one size: `python -m bench.measure SIZE ROUNDS RESULT`, run by `make bench`."""

import json
import logging
import os
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import django

from bench.going import free_port
from bench.memory import Family
from bench.targets import Figures
from tracker.embedded import servers
from tracker.embedded.processes import wait_until

# Updates for each round of a page, and goes, of which the best counts.
LOGGED_BY_4, LOGGED_BY_16 = 5, 10
WRITING_GOES = 3


def main() -> None:
    size, rounds, result = int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3])
    home = Path(os.environ["TRACKER_HOME"])
    with servers.running(home):
        django.setup()
        # Requests that the measuring process answers itself, to count their queries.
        logging.disable(logging.INFO)
        figures: Figures = {"load of the machine before": os.getloadavg()[0]}
        _prepare(size, figures)
        with _web(home) as (port, family):
            _measure(port, family, rounds, figures)
        _remind(home, figures)
        figures["load of the machine after"] = os.getloadavg()[0]
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
        figures["filled in s"] = time.perf_counter() - started
    started = time.perf_counter()
    call_command("rebuild_figures", verbosity=0)
    figures["day figures, rebuilt in s"] = time.perf_counter() - started


def _measure(port: int, family: Family, rounds: int, figures: Figures) -> None:
    from bench import dayfigures, export, pages, writing

    pages.measure(port, rounds, figures)
    export.measure(port, family, figures)
    for _go in range(WRITING_GOES):
        writing.measure(port, 4, LOGGED_BY_4 * rounds, figures)
        writing.measure(port, 16, LOGGED_BY_16 * rounds, figures)
    figures["web worker, MB at the end"] = family.largest
    figures["web worker, MB at most"] = family.peak
    # After writing, so that what the write path keeps is compared as well.
    dayfigures.measure(figures)
    writing.measure_bare(16, LOGGED_BY_16 * rounds, figures)


def _remind(home: Path, figures: Figures) -> None:
    from bench import reminders

    reminders.measure(home, figures)


@contextmanager
def _web(home: Path) -> Iterator[tuple[int, Family]]:
    """The web server as the product starts it, with its log in the home."""
    from tracker import parts

    port = free_port()
    part = replace(parts.web("127.0.0.1", port), log=home / "log" / "web.log")
    process = part.start(home)
    try:
        if not wait_until(lambda: _listens(port), process, 60):
            raise RuntimeError("The web server did not start.")
        yield port, Family(process.pid)
    finally:
        part.stop(process)


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


if __name__ == "__main__":
    main()
