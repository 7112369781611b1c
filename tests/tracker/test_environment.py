"""What the environment says is read, or refused with the name of the setting."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from tracker import environment


@pytest.mark.parametrize(
    ("word", "value"),
    [("1", True), ("Yes", True), ("0", False), ("off", False), ("", True), (" ", True)],
)
def test_flag_is_yes_no_or_unset(monkeypatch: pytest.MonkeyPatch, word: str, value: bool) -> None:
    monkeypatch.setenv("SSL_REDIRECT", word)

    assert environment.flag("SSL_REDIRECT", default=True) is value


def test_flag_that_means_neither_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PRODUCTION", "perhaps")

    with pytest.raises(ImproperlyConfigured, match="PRODUCTION is neither 1 nor 0"):
        environment.flag("PRODUCTION", default=False)


@pytest.mark.parametrize("word", ["x", "0", "-1", "1.5", "65536", "²", "9" * 5000])
def test_number_outside_its_limits_is_refused(monkeypatch: pytest.MonkeyPatch, word: str) -> None:
    monkeypatch.setenv("PORT", word)

    with pytest.raises(ImproperlyConfigured, match="PORT is not a whole number from 1 to 65535"):
        environment.number("PORT", 8000, most=65535)


def test_number_that_is_empty_is_unset(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "")

    assert environment.number("PORT", 8000) == 8000


def test_words_are_parted_by_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALLOWED_HOSTS", "a.example.org, b.example.org,")

    assert environment.words("ALLOWED_HOSTS", ["*"]) == ["a.example.org", "b.example.org"]


def test_text_that_begins_with_a_dollar_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """A generated secret may hold any sign."""
    monkeypatch.setenv("SECRET_KEY", "$ecret")

    assert environment.text("SECRET_KEY") == "$ecret"


@pytest.mark.parametrize("name", ["Europe/Nowhere", "Europe", "../etc/passwd", "/etc/localtime"])
def test_time_zone_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv("REPORTING_TIME_ZONE", name)

    with pytest.raises(ImproperlyConfigured, match="REPORTING_TIME_ZONE names no time zone"):
        environment.time_zone("REPORTING_TIME_ZONE", "UTC")


def test_level_of_logs_is_one_of_five(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOG_LEVEL", "debug")
    assert environment.level("LOG_LEVEL") == "DEBUG"

    monkeypatch.setenv("LOG_LEVEL", "loud")
    with pytest.raises(ImproperlyConfigured, match="LOG_LEVEL is none of DEBUG"):
        environment.level("LOG_LEVEL")


def test_signs_in_a_password_come_through_an_address() -> None:
    database = environment.database("postgresql://a:p%40%2F%23@host:5433/name?sslmode=require")

    assert (database["PASSWORD"], database["HOST"], database["PORT"]) == ("p@/#", "host", 5433)
    assert database["OPTIONS"] == {"sslmode": "require"}


@pytest.mark.parametrize(
    ("read", "address"),
    [
        (environment.database, "mysql://user:hidden@host/name"),
        (environment.database, "postgresql://user:hidden@host"),
        (environment.database, "user:hidden@host"),
        (environment.redis, "http://user:hidden@host"),
        (environment.redis, "host:6379"),
        (environment.mail, "imap://user:hidden@host"),
        (environment.mail, "mail.example.org"),
    ],
)
def test_address_of_something_else_is_refused_without_being_repeated(read, address: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="Write it like") as refused:
        read(address)

    assert "hidden" not in str(refused.value)


@pytest.mark.parametrize("word", ["tracker.example.org", "ftp://a.example", "https://", "x"])
def test_site_that_is_no_address_is_refused(monkeypatch: pytest.MonkeyPatch, word: str) -> None:
    monkeypatch.setenv("SITE_URL", word)

    with pytest.raises(ImproperlyConfigured, match="SITE_URL is no address"):
        environment.site("SITE_URL", "http://localhost:8000")
