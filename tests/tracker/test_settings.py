"""Settings from the environment: safe when unset, loud when a secret is missing."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PRODUCTION = {
    "PRODUCTION": "1",
    "SECRET_KEY": "a-long-text-that-nobody-guesses-0123456789-ABCDEFGHIJ",
    "ALLOWED_HOSTS": "tracker.example.org",
    "DATABASE_URL": "postgresql://tracker:secret@database/tracker",
    "REDIS_URL": "redis://redis/0",
    "EMAIL_URL": "smtp+tls://user:secret@mail.example.org:587",
}


def run(*command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run Python with this environment and nothing else of ours."""
    return subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **environment},
        capture_output=True,
        text=True,
    )


def setting(name: str, **environment: str) -> str:
    """One setting as it comes out of the environment."""
    done = run("-c", f"from tracker import settings; print({'settings.' + name})", **environment)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_production_passes_the_check_of_deployments() -> None:
    done = run("manage.py", "check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)

    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("missing", [name for name in PRODUCTION if name != "PRODUCTION"])
def test_production_does_not_start_without(missing: str) -> None:
    environment = {name: value for name, value in PRODUCTION.items() if name != missing}

    done = run("-c", "import tracker.settings", **environment)

    assert done.returncode == 1
    assert missing in done.stderr.splitlines()[-1]


def test_cookies_of_production_belong_to_one_host() -> None:
    names = setting("SESSION_COOKIE_NAME + settings.CSRF_COOKIE_NAME", **PRODUCTION)

    assert names == "__Host-session__Host-csrf"


def test_production_has_no_demo_and_no_mailbox() -> None:
    assert setting("DEMO, repr(settings.MAILBOX)", **PRODUCTION) == "False ''"


def test_a_proxy_is_believed_only_when_there_is_one() -> None:
    alone = setting("__dict__.get('SECURE_PROXY_SSL_HEADER')", **PRODUCTION)
    behind = setting("SECURE_PROXY_SSL_HEADER", **PRODUCTION, BEHIND_PROXY="1")

    assert alone == "None"
    assert behind == "('HTTP_X_FORWARDED_PROTO', 'https')"


def test_mail_goes_where_the_address_says() -> None:
    found = setting("EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS", **PRODUCTION)

    assert found == "mail.example.org 587 True"


def test_without_an_environment_everything_has_a_value() -> None:
    assert setting("DEMO, settings.PRODUCTION") == "True False"


def test_links_in_letters_lead_to_the_host_that_people_type() -> None:
    host = PRODUCTION["ALLOWED_HOSTS"].split(",")[0]

    assert setting("SITE_URL, settings.MAIL_DOMAIN", **PRODUCTION) == f"https://{host} {host}"
    assert setting("SITE_URL", **PRODUCTION, SITE_URL="https://a.example/") == "https://a.example"
    assert setting("SITE_URL, settings.MAIL_DOMAIN", PORT="8123") == (
        "http://localhost:8123 localhost"
    )
