"""A backup is a folder: one file of the database, and the uploaded files as they are."""

import os
import shutil
import subprocess
from pathlib import Path

from django.conf import settings
from django.db import connection

from tracker import environment
from tracker.embedded.binaries import MissingServer, postgres_program

DUMP, MEDIA = "database.dump", "media"


class Refused(Exception):
    """Says why nothing was done."""


def backup(folder: Path) -> None:
    """Write a backup, whole or not at all. The tracker may run meanwhile.

    The database is taken first: each file that it names is then there to be copied.
    """
    if folder.exists():
        raise Refused(f"{folder} is there already. Name a new folder.")
    unfinished = folder.with_name(f"{folder.name}.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(parents=True, mode=0o700)
    _run("pg_dump", "--format=custom", f"--file={unfinished / DUMP}")
    if Path(settings.MEDIA_ROOT).exists():
        shutil.copytree(settings.MEDIA_ROOT, unfinished / MEDIA)
    unfinished.rename(folder)


def restore(folder: Path) -> None:
    """Bring a backup into an empty database, whole or not at all."""
    if not (folder / DUMP).exists():
        raise Refused(f"{folder} holds no {DUMP}.")
    if connection.introspection.table_names():
        raise Refused("The database is not empty. A backup is brought into an empty one only.")
    connection.close()
    if (folder / MEDIA).exists():
        shutil.copytree(folder / MEDIA, settings.MEDIA_ROOT, dirs_exist_ok=True)
    options = ("--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error")
    name = connection.settings_dict["NAME"]
    _run("pg_restore", *options, f"--dbname={name}", str(folder / DUMP))


def _run(program: str, *arguments: str) -> None:
    done = subprocess.run(
        [_find(program), *arguments], env=_address(), capture_output=True, text=True
    )
    if done.returncode:
        raise Refused(f"{program}: {done.stderr.strip()}")


def _find(program: str) -> str:
    """The embedded server's own program, or the machine's, which knows its server's version."""
    own = shutil.which(program) if environment.text("DATABASE_URL") else None
    try:
        return own or str(postgres_program(program))
    except MissingServer as problem:
        raise Refused(
            f"{program} is missing. Install postgresql-client, as new as your server."
        ) from problem


def _address() -> dict[str, str]:
    """The database, in the variables that PostgreSQL's programs read: no password in a list."""
    database = connection.settings_dict
    named = {
        "PGHOST": database["HOST"],
        "PGPORT": str(database["PORT"]),
        "PGUSER": database["USER"],
        "PGPASSWORD": database["PASSWORD"],
        "PGDATABASE": database["NAME"],
        "PGSSLMODE": database["OPTIONS"].get("sslmode", ""),
    }
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return kept | {name: value for name, value in named.items() if value}
