"""What has to be in place before the parts start: tables, reference and demo data, static files."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from io import StringIO
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor

from commitments.demo.load import has_room

Say = Callable[[str], object]

_LOCK = 0x67636D  # one number for all starts: two web containers do not migrate at once


def prepare(*, demo: bool, say: Say) -> None:
    """Bring the database and the static files up to date, and say what takes a while."""
    with unhurried(), _one_at_a_time():
        if migrations_are_missing():
            say("Preparing the tables …")
            call_command("migrate", interactive=False, verbosity=0)
        call_command("load_reference", verbosity=0, stdout=StringIO())
        if demo and has_room():
            say("Loading the demo, which takes about a minute …")
            call_command("load_demo", verbosity=0, stdout=StringIO())
    collect_static_files(say)


def wait_until_prepared(limit: float = 300) -> None:
    """For the parts that do not prepare: wait for the one that does."""
    deadline = time.monotonic() + limit
    while True:
        try:
            with unhurried():
                if not migrations_are_missing():
                    return
        except OperationalError:
            if time.monotonic() > deadline:
                raise
        time.sleep(1)


def migrations_are_missing() -> bool:
    """Whether the database lacks a migration of this version."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


@contextmanager
def unhurried() -> Iterator[None]:
    """One plain connection without the limits of pages; none is left when the parts start."""
    kept = connection.settings_dict["OPTIONS"]
    connection.close()
    connection.settings_dict["OPTIONS"] = {
        name: value for name, value in kept.items() if name not in ("pool", "options")
    }
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["OPTIONS"] = kept


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])


def collect_static_files(say: Say = print) -> None:
    """Collect and compress the static files, if one changed since the last time."""
    stamp = Path(settings.STATIC_ROOT) / ".collected"
    found = _fingerprint()
    if not stamp.exists() or stamp.read_text() != found:
        say("Compressing style sheets and scripts …")
        call_command("collectstatic", interactive=False, clear=True, verbosity=0)
        stamp.write_text(found)


def _fingerprint() -> str:
    digest = sha256()
    for finder in get_finders():
        for path, storage in finder.list(["CVS", ".*", "*~"]):
            digest.update(f"{path} {storage.size(path)} {storage.get_modified_time(path)}".encode())
    return digest.hexdigest()
