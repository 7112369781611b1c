"""The container files, as far as they can be held to the code without a container."""

from pathlib import Path

import pytest
import yaml

from tracker.management.commands.start import ALL

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def compose():
    return yaml.safe_load((ROOT / "docker-compose.yml").read_text())


def test_each_part_runs_by_the_command_that_runs_all_of_them(compose):
    commands = {name: compose["services"][name]["command"] for name in ALL}

    assert commands == {name: ["--only", name] for name in ALL}
    assert 'ENTRYPOINT ["python", "manage.py", "start"]' in (ROOT / "Dockerfile").read_text()


def test_compose_refuses_to_start_without_its_secrets(compose):
    environment = compose["services"]["web"]["environment"]

    assert environment["PRODUCTION"] == "1"
    assert "${SECRET_KEY:?" in environment["SECRET_KEY"]
    assert "${DATABASE_PASSWORD:?" in environment["DATABASE_URL"]
    assert "${ALLOWED_HOSTS:?" in environment["ALLOWED_HOSTS"]


def test_image_runs_as_an_ordinary_user_and_is_checked():
    lines = (ROOT / "Dockerfile").read_text().splitlines()

    assert "USER tracker" in lines
    assert any(line.startswith("HEALTHCHECK ") for line in lines)


def test_image_takes_in_the_code_and_nothing_else():
    taken = [
        line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line[0] == "!"
    ]

    assert [name for name in taken if not (ROOT / name).exists()] == []
    assert not {"tests", ".git", "var", ".env"} & set(taken)


# What the image or the file itself decides.
DECIDED = {"PRODUCTION", "DATABASE_URL", "REDIS_URL", "TRACKER_HOME", "MEDIA_ROOT", "HOST", "DEMO"}


def test_compose_passes_on_each_setting_of_the_operators_guide(compose):
    table = (ROOT / "docs" / "operators.md").read_text().split("## Settings")[1].split("\n## ")[0]
    names = {
        name.strip(" `")
        for line in table.splitlines()
        if line.startswith("| `")
        for name in line.split("|")[1].split(",")
    }
    passed = compose["services"]["web"]["environment"]

    assert names - DECIDED - {"PORT"} == set(passed) - DECIDED
    assert [name for name in names - DECIDED if name not in str(compose)] == []
