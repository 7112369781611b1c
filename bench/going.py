"""Days that are lived through, and work that several processes do at once."""

import socket
import time
from collections.abc import Callable
from datetime import date, datetime, timedelta
from multiprocessing import get_context
from typing import Any

from django.db import connection, connections

from history import clock


def next_working_day(day: date) -> date:
    """The first weekday after a day."""
    day += timedelta(days=1)
    while day.isoweekday() > 5:
        day += timedelta(days=1)
    return day


def morning(day: date) -> datetime:
    """Ten o'clock, when letters leave."""
    return datetime(day.year, day.month, day.day, 10, tzinfo=clock.zone())


def timed(work: Callable[[], Any]) -> float:
    """The seconds it takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def let_go() -> None:
    """Close this process's connections to the database, those that wait in a pool too."""
    for one in connections.all():
        one.close()
        one.close_pool()  # type: ignore[attr-defined]


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def in_processes(work: Callable[[int], Any], count: int) -> float:
    """Run it in processes of their own, all at once; the seconds that the last one took."""
    let_go()
    context = get_context("fork")
    ready = context.Barrier(count + 1)

    def run(number: int) -> None:
        connection.ensure_connection()
        ready.wait()
        work(number)

    processes = [context.Process(target=run, args=(number,)) for number in range(count)]
    for process in processes:
        process.start()
    ready.wait()
    took = timed(lambda: [process.join() for process in processes])
    if any(process.exitcode for process in processes):
        raise RuntimeError("A worker failed.")
    return took
