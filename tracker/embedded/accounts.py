"""Whom the servers run as: PostgreSQL refuses to run as root, so root lends them to a servant."""

import os
import pwd
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Account:
    """An unprivileged account of this machine."""

    uid: int
    gid: int

    def popen_arguments(self) -> dict[str, Any]:
        """What `subprocess` needs to run a program as this account, without root's groups."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def can_run(self, program: Path) -> bool:
        """Whether this account reaches the program: a folder above it may be closed."""
        asked = ["/bin/sh", "-c", 'test -x "$0"', str(program)]
        return subprocess.run(asked, cwd="/", **self.popen_arguments()).returncode == 0


@cache
def servant() -> Account | None:
    """The account for the servers when we are root, otherwise None: they run as we do."""
    if os.geteuid() != 0:
        return None
    nobody = pwd.getpwnam("nobody")
    return Account(nobody.pw_uid, nobody.pw_gid)


def private_folder(folder: Path) -> Path:
    """Make the folder, open to the servers' account only. Refuse one that somebody else made."""
    account = servant()
    owner = account.uid if account else os.geteuid()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if account and folder.lstat().st_uid == 0:
        os.chown(folder, account.uid, account.gid, follow_symlinks=False)
    found = folder.lstat()
    if folder.is_symlink() or found.st_uid != owner:
        raise PermissionError(
            f"{folder} belongs to another account. Start as that account, or remove the folder."
        )
    folder.chmod(0o700)
    return folder
