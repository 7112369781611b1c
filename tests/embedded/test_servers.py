"""The embedded servers, in the states that real machines leave them in."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import environ
import psutil
import psycopg
import pytest

from tracker.embedded import processes, servers
from tracker.embedded.accounts import private_folder
from tracker.embedded.addresses import (
    embedded_database_url,
    embedded_redis_url,
    redis_socket,
    socket_folder,
)
from tracker.embedded.postgres import FAST_AND_FORGETFUL, Postgres
from tracker.embedded.redis import Redis


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    """A home whose path is long and holds spaces; nothing of it lives on afterwards."""
    home = tmp_path / f"a home {'far away ' * 12}".strip() / "var"
    home.mkdir(parents=True)
    yield home
    for folder in (home / "postgres", home / "redis"):
        processes.end(processes.working_in(folder), signal.SIGKILL)
    servers.remove_sockets(home)


def postgres(home: Path) -> Postgres:
    return Postgres(home, FAST_AND_FORGETFUL)


def ask(home: Path, question: str) -> object:
    """One value from the home's database, by the address that the settings use."""
    address = environ.Env.db_url_config(embedded_database_url(home))
    with psycopg.connect(
        host=address["HOST"], port=address["PORT"], user=address["USER"], dbname=address["NAME"]
    ) as connection:
        row = connection.execute(question).fetchone()
        return row[0] if row else None


def test_addresses_are_short_and_stay_the_same(home: Path) -> None:
    assert len(f"{socket_folder(home)}/.s.PGSQL.5432") < 100
    assert embedded_redis_url(home) == f"unix://{redis_socket(home)}"
    assert socket_folder(home) != socket_folder(home / "other")


def test_servers_answer_at_their_addresses_and_no_other(home: Path) -> None:
    with servers.running(home, FAST_AND_FORGETFUL):
        version = ask(home, "SHOW server_version")
        found = processes.working_in(home / "postgres") + processes.working_in(home / "redis")
        ports = [port for each in found for port in each.net_connections("inet")]
        locale = ask(home, "SELECT datlocale FROM pg_database WHERE datname = current_database()")

    assert str(version).startswith("18.")
    assert locale == "C.UTF-8"
    assert ports == []
    assert processes.working_in(home / "postgres") == []
    assert not socket_folder(home).exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has another account to lend")
def test_root_runs_no_server_and_opens_no_folder(home: Path) -> None:
    home.parent.chmod(0o700)

    with servers.running(home, FAST_AND_FORGETFUL):
        found = processes.working_in(home / "postgres") + processes.working_in(home / "redis")
        owners = {process.uids().real for process in found}

    assert 0 not in owners
    assert home.parent.stat().st_mode & 0o077 == 0
    assert (home / "postgres").stat().st_mode & 0o077 == 0


def test_start_after_the_first_process_was_killed(home: Path) -> None:
    first = servers.start(postgres(home))
    first.kill()
    first.wait()

    second = servers.start(postgres(home))

    assert ask(home, "SELECT 1") == 1
    postgres(home).part().stop(second)


@pytest.mark.parametrize(
    "content",
    ["", "1\n", f"{os.getpid()}\n/somewhere\n"],
    ids=["empty", "of the first process", "of somebody else"],
)
def test_start_beside_a_process_number_that_is_not_ours(home: Path, content: str) -> None:
    postgres(home).part().stop(servers.start(postgres(home)))
    (home / "postgres" / "postmaster.pid").write_text(content)

    process = servers.start(postgres(home))

    assert ask(home, "SELECT 1") == 1
    postgres(home).part().stop(process)


def test_start_ends_a_server_that_nobody_looks_after(home: Path) -> None:
    first = servers.start(postgres(home))

    second = servers.start(postgres(home))

    assert first.wait(timeout=5) == 0
    assert ask(home, "SELECT 1") == 1
    postgres(home).part().stop(second)


def test_a_cluster_that_was_broken_off_half_way_is_made_anew(home: Path) -> None:
    unfinished = private_folder(home / "postgres.new")
    (unfinished / "PG_VERSION").write_text("18")

    process = servers.start(postgres(home))

    assert ask(home, "SELECT 1") == 1
    assert not unfinished.exists()
    postgres(home).part().stop(process)


def test_settings_of_the_caller_do_not_reach_the_servers(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PGPORT", "6543")
    monkeypatch.setenv("PGDATA", "/nowhere")

    with servers.running(home, FAST_AND_FORGETFUL):
        assert ask(home, "SHOW port") == "5432"


def test_a_server_that_cannot_start_says_why(home: Path) -> None:
    with pytest.raises(servers.ServerFailed, match="no_such_setting"):
        servers.start(Postgres(home, {"no_such_setting": "on"}))


def test_redis_keeps_nothing_on_the_disk(home: Path) -> None:
    process = servers.start(Redis(home))

    Redis(home).part().stop(process)

    assert list((home / "redis").iterdir()) == []


def test_a_home_is_used_once_at_a_time(home: Path) -> None:
    with servers.sole_use(home):
        again = f"from tracker.embedded import servers; servers.sole_use({home!r}).__enter__()"
        code = again.replace("PosixPath", "__import__('pathlib').Path")
        other = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)

    assert "already runs" in other.stderr


def test_a_home_that_cannot_be_written_is_refused_with_a_way_out(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")

    with (
        pytest.raises(servers.UnusableHome, match="Choose another TRACKER_HOME"),
        servers.sole_use(tmp_path / "file" / "var"),
    ):
        pass


def test_a_socket_folder_of_somebody_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "folder").symlink_to(tmp_path / "elsewhere")

    with pytest.raises(PermissionError, match="belongs to another account"):
        private_folder(tmp_path / "folder")


def test_a_zombie_is_no_living_process(home: Path) -> None:
    part = processes.Part("short", [sys.executable, "-c", ""], cwd=home)

    process = part.start(home)

    while psutil.Process(process.pid).status() != psutil.STATUS_ZOMBIE:
        pass
    assert processes.marked(home) == []
    process.wait()
