"""The bench at a size that takes no time. How long things took is looked at nowhere here."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bench.targets import ROWS, Figures, broken, table
from tests.faults.running import OURS, ROOT
from tracker.embedded import servers
from tracker.embedded.postgres import FAST_AND_FORGETFUL

Run = Callable[..., subprocess.CompletedProcess[str]]
SIZE = "20"


@pytest.fixture(scope="module")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("bench")


@pytest.fixture(scope="module")
def run(homes: Path) -> Run:
    def program(*words: str) -> subprocess.CompletedProcess[str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
        return subprocess.run(
            [sys.executable, *words],
            cwd=ROOT,
            env={
                **kept,
                "TRACKER_HOME": str(homes / SIZE),
                "WEB_WORKERS": "1",
                "BENCH_OWNERS": "30",
            },
            capture_output=True,
            text=True,
        )

    return program


@pytest.fixture(scope="module")
def report(run: Run, homes: Path) -> Iterator[subprocess.CompletedProcess[str]]:
    return run("-m", "bench", "--sizes", SIZE, "--rounds", "2", "--homes", str(homes))


def test_bench_prints_every_figure_and_finds_nothing_wrong(
    report: subprocess.CompletedProcess[str],
) -> None:
    assert report.returncode == 0, report.stderr
    printed = [line.split(" | ")[0][2:] for line in report.stdout.splitlines() if " | " in line]
    assert printed == ["figure", *(row.name for row in ROWS)]


def test_record_of_the_bench_is_whole(
    report: subprocess.CompletedProcess[str], run: Run, homes: Path
) -> None:
    assert report.returncode == 0, report.stderr

    with servers.running(homes / SIZE, FAST_AND_FORGETFUL):
        run("manage.py", "seal_history")
        verified = run("manage.py", "verify_history")

    assert "The record is whole" in verified.stdout


def test_table_marks_what_misses_its_limit() -> None:
    slow: dict[int, Figures] = {
        1_000: {"overdue review, p50 ms": 20, "overdue review, p95 ms": 30},
        10_000: {"overdue review, p50 ms": 40, "overdue review, p95 ms": 60},
    }

    assert table(slow).splitlines()[2:] == [
        "| overdue review, p50 ms | ≤ 35 | 20 | 40 ✗ | 2.00 |",
        "| overdue review, p95 ms | growth ≤ 1.5 | 30 | 60 | 2.00 ✗ |",
    ]


def test_lost_update_is_a_fault_and_a_slow_page_is_none() -> None:
    exact = {row.name: 0.0 for row in ROWS if row.exact}
    found = {1_000: {**exact, "overdue review, p50 ms": 900, "log progress, lost or doubled": 1}}

    assert broken(found) == ["At 1,000: log progress, lost or doubled is 1, to be ≤ 0."]
