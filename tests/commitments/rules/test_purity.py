"""Rules are pure: facts and a day in, an answer out."""

import ast
from pathlib import Path

import pytest

import accounts.working_days
import commitments.reminders.rules
import commitments.rules

RULES = [
    path
    for package in (commitments.rules, commitments.reminders.rules)
    for path in sorted(Path(package.__path__[0]).glob("*.py"))
]
ALLOWED = (
    "accounts.working_days",
    "calendar",
    "collections",
    "commitments.reminders.rules",
    "commitments.rules",
    "dataclasses",
    "datetime",
    "django.db.models.enums",
    "django.utils",
    "enum",
    "functools",
    "itertools",
    "math",
    "statistics",
    "typing",
    "zoneinfo",
)


def imported(source):
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module


@pytest.mark.parametrize(
    "path",
    [*RULES, Path(accounts.working_days.__file__)],
    ids=lambda path: f"{path.parent.parent.name} {path.stem}",
)
def test_rules_import_no_model_database_or_clock(path):
    strangers = {name for name in imported(path.read_text()) if not name.startswith(ALLOWED)}

    assert strangers == set()


@pytest.mark.parametrize("path", RULES, ids=lambda path: f"{path.parent.parent.name} {path.stem}")
def test_rules_ask_no_clock(path):
    assert "today()" not in path.read_text()
    assert "now()" not in path.read_text()
