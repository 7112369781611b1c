"""The embedded PostgreSQL of one home."""

import os
import shutil
import signal
import subprocess
from pathlib import Path

import psutil
import psycopg

from tracker.embedded import processes
from tracker.embedded.accounts import private_folder, servant
from tracker.embedded.addresses import DATABASE_NAME, DATABASE_USER, PORT, socket_folder
from tracker.embedded.binaries import postgres_program
from tracker.embedded.processes import Part

# For a throw-away cluster: what it holds need not survive a crash of the machine.
FAST_AND_FORGETFUL = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class Postgres:
    """One cluster beside its socket. The caller holds the home's lock."""

    name = "postgres"

    def __init__(self, home: Path, settings: dict[str, str] | None = None) -> None:
        self.home = home
        self.data = home / "postgres"
        self.log = home / "log" / "postgres.log"
        self.settings = settings or {}

    def part(self) -> Part:
        """How to start it: no network port, one socket that only this account reaches."""
        settings = {
            "listen_addresses": "",
            "port": str(PORT),
            "unix_socket_directories": str(socket_folder(self.home)),
            "timezone": "UTC",
            "jit": "off",
            **self.settings,
        }
        options = [word for key, value in settings.items() for word in ("-c", f"{key}={value}")]
        return Part(
            self.name,
            [str(postgres_program("postgres")), "-D", self._own_name(self.data), *options],
            cwd=self.data,
            environment=_plain_environment(),
            account=servant(),
            log=self.log,
            stop_signal=signal.SIGINT,  # "fast": does not wait for clients
            grace=30,
        )

    def prepare(self) -> None:
        """End what an earlier start left, and make the cluster if there is none."""
        socket = private_folder(socket_folder(self.home))
        self.log.parent.mkdir(parents=True, exist_ok=True)
        self._end_left_over()
        # Nothing lives here any more, so a process number in this file is somebody else's.
        (self.data / "postmaster.pid").unlink(missing_ok=True)
        for stale in socket.glob(".s.PGSQL.*"):
            stale.unlink(missing_ok=True)
        if not self.data.exists():
            self._make_cluster()

    def ready(self) -> bool:
        """Whether it answers; makes the tracker's database at the first time."""
        try:
            with self._connect() as connection:
                asked = "SELECT 1 FROM pg_database WHERE datname = %s"
                if connection.execute(asked, [DATABASE_NAME]).fetchone() is None:
                    connection.execute(f"CREATE DATABASE {DATABASE_NAME}")
        except psycopg.OperationalError:
            return False
        return True

    def _connect(self) -> psycopg.Connection:
        return psycopg.connect(
            host=str(socket_folder(self.home)),
            port=PORT,
            user=DATABASE_USER,
            dbname="postgres",
            connect_timeout=2,
            autocommit=True,
        )

    def _make_cluster(self) -> None:
        """Under another name first: a cluster that was broken off half way is never used."""
        for broken_off in self.home.glob("postgres.new*"):
            shutil.rmtree(broken_off)
        unfinished = private_folder(self.home / "postgres.new")
        account = servant()
        made = subprocess.run(
            [
                str(postgres_program("initdb")),
                f"--pgdata={self._own_name(unfinished)}",
                f"--username={DATABASE_USER}",
                "--auth=trust",  # the socket's folder is closed to everybody else
                "--encoding=UTF8",
                "--locale=C",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
            ],
            cwd=unfinished,
            env=_plain_environment(),
            capture_output=True,
            text=True,
            **(account.popen_arguments() if account else {}),
        )
        if made.returncode:
            raise RuntimeError(f"PostgreSQL could not make its files:\n{made.stderr.strip()}")
        unfinished.rename(self.data)

    @staticmethod
    def _own_name(folder: Path) -> str:
        """The folder as the server names it, from inside.

        As root's servant it may not walk down the real path. This name leads to the folder that
        it was started in, with no folder above it opened to anybody.
        """
        return "/proc/self/cwd" if servant() and Path("/proc/self/cwd").exists() else str(folder)

    def _end_left_over(self) -> None:
        found = processes.working_in(self.data) + processes.working_in(self.home / "postgres.new")
        masters = [process for process in found if _is_master(process)]
        processes.end(masters, signal.SIGINT, grace=20)
        processes.end([each for each in found if each.is_running()], signal.SIGQUIT, grace=3)


def _is_master(process: psutil.Process) -> bool:
    """The first process keeps its command line; the others show a title there."""
    try:
        return bool(process.cmdline()[:1] == [process.exe()])
    except psutil.Error:
        return False


def _plain_environment() -> dict[str, str]:
    """Without PGDATA, PGPORT and the like of the caller, which would be obeyed."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return kept | {"LC_ALL": "C"}
