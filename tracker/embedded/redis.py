"""The embedded Redis of one home: queue and cache, nothing that has to outlive it."""

import signal
from pathlib import Path

import redis

from tracker.embedded import processes
from tracker.embedded.accounts import private_folder, servant
from tracker.embedded.addresses import redis_socket, socket_folder
from tracker.embedded.binaries import redis_program
from tracker.embedded.processes import Part


class Redis:
    """One server behind a socket, without a port and without files. The caller holds the lock."""

    name = "redis"

    def __init__(self, home: Path) -> None:
        self.home = home
        self.data = home / "redis"
        self.log = home / "log" / "redis.log"

    def part(self) -> Part:
        """How to start it."""
        options = {
            "port": "0",
            "unixsocket": str(redis_socket(self.home)),
            "unixsocketperm": "700",
            # S1: the database is the only truth. The queue may be lost, so it is not written.
            "save": "",
            "appendonly": "no",
            "daemonize": "no",
        }
        words = [word for key, value in options.items() for word in (f"--{key}", value)]
        return Part(
            self.name,
            [str(redis_program()), *words],
            cwd=self.data,
            account=servant(),
            log=self.log,
        )

    def prepare(self) -> None:
        """End what an earlier start left."""
        private_folder(socket_folder(self.home))
        private_folder(self.data)
        self.log.parent.mkdir(parents=True, exist_ok=True)
        processes.end(processes.working_in(self.data), signal.SIGTERM)
        redis_socket(self.home).unlink(missing_ok=True)

    def ready(self) -> bool:
        """Whether it answers."""
        client = redis.Redis(unix_socket_path=str(redis_socket(self.home)), socket_timeout=2)
        try:
            return bool(client.ping())
        except redis.RedisError:
            return False
        finally:
            client.close()
