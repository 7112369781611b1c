"""The locks: complete, with hashes, and without the address of an index."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())


def names(lines: list[str]) -> set[str]:
    """The package names of requirements, as packagers compare them."""
    found = (re.match(r"[A-Za-z0-9._-]+", line) for line in lines)
    return {re.sub(r"[._-]+", "-", name[0]).lower() for name in found if name}


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_lock_names_no_index(lock):
    assert re.findall(r"https?://|index-url|find-links", lock.read_text()) == []


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_lock_has_a_hash_for_each_package(lock):
    packages = re.split(r"\n(?=[A-Za-z0-9])", lock.read_text())

    assert [text.split("\n")[0] for text in packages if "--hash=sha256:" not in text] == []


@pytest.mark.parametrize(
    ("lock", "groups"), [("production", []), ("run", ["embedded"]), ("test", ["embedded", "test"])]
)
def test_lock_holds_what_the_project_asks_for(lock, groups):
    asked = list(PROJECT["project"]["dependencies"])
    for group in groups:
        asked += PROJECT["dependency-groups"][group]

    locked = names((ROOT / "requirements" / f"{lock}.txt").read_text().splitlines())
    assert names(asked) - locked == set()
