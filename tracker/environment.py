"""Reads the environment. What is empty counts as unset; what cannot be read is refused by name.

The sentences name the setting and never its value: it may hold a password.
"""

import os
from ipaddress import ip_network
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import environ
from django.core.exceptions import ImproperlyConfigured

_YES, _NO = ("1", "true", "yes", "on"), ("0", "false", "no", "off")
_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")


def text(name: str, default: str = "") -> str:
    """The text as it stands."""
    return os.environ.get(name, "").strip() or default


def words(name: str, default: list[str]) -> list[str]:
    """A list, written with commas."""
    return [word.strip() for word in text(name).split(",") if word.strip()] or default


def flag(name: str, *, default: bool) -> bool:
    """Yes or no. A word that means neither is refused: it might have meant safety."""
    word = text(name).lower()
    if word not in (*_YES, *_NO, ""):
        raise ImproperlyConfigured(f"{name} is neither 1 nor 0.")
    return word in _YES if word else default


def number(name: str, default: int, *, least: int = 1, most: int | None = None) -> int:
    """A whole number within its limits."""
    found = text(name)
    value = int(found) if found.isascii() and found.isdecimal() and len(found) < 12 else -1
    if not found:
        return default
    if value < least or (most is not None and value > most):
        limits = f"from {least} to {most}" if most is not None else f"of {least} or more"
        raise ImproperlyConfigured(f"{name} is not a whole number {limits}.")
    return value


def level(name: str) -> str:
    """How much is logged."""
    found = text(name, "INFO").upper()
    if found not in _LEVELS:
        raise ImproperlyConfigured(f"{name} is none of {', '.join(_LEVELS)}.")
    return found


def time_zone(name: str, default: str) -> str:
    """The name of a time zone that this machine knows."""
    found = text(name, default)
    try:
        ZoneInfo(found)
    except (KeyError, ValueError, OSError) as problem:  # unknown, or no name at all
        raise ImproperlyConfigured(
            f"{name} names no time zone. Write it like Europe/Stockholm or UTC."
        ) from problem
    return found


def site(name: str, default: str) -> str:
    """The address of our own pages, without a slash at its end."""
    found = text(name, default).rstrip("/")
    if urlsplit(found).scheme not in ("http", "https") or not urlsplit(found).hostname:
        raise ImproperlyConfigured(f"{name} is no address. Write it like https://example.org.")
    return found


def mailbox(name: str) -> str:
    """An e-mail address whose name is short enough to carry more behind a plus; empty if unset."""
    found = text(name).lower()
    local, at, domain = found.partition("@")
    if found and not (at and 0 < len(local) <= 30 and "+" not in local and "." in domain):
        raise ImproperlyConfigured(f"{name} is no address. Write it like reply@example.org.")
    return found


def listening(name: str) -> tuple[str, int] | None:
    """Where a part listens, as 127.0.0.1:8025; None if unset."""
    found = text(name)
    host, _colon, port = found.rpartition(":")
    if not found:
        return None
    if not host or not port.isdecimal() or not 0 < int(port) < 65536:
        raise ImproperlyConfigured(f"{name} is no host and port. Write it like 127.0.0.1:8025.")
    return host.strip("[]"), int(port)


def networks(name: str) -> list[str]:
    """Networks as 10.20.0.0/16, with commas."""
    found = words(name, [])
    for network in found:
        try:
            ip_network(network)
        except ValueError as problem:
            raise ImproperlyConfigured(
                f"{name} names no network: {network}. Write it like 10.20.0.0/16."
            ) from problem
    return found


def database(url: str) -> dict[str, Any]:
    """Django's database from an address."""
    known = urlsplit(url).scheme in ("postgresql", "postgres")
    found: dict[str, Any] = environ.Env.db_url_config(url) if known else {}
    if not found.get("NAME"):
        raise ImproperlyConfigured(
            "DATABASE_URL is no address of a PostgreSQL database. Write it like"
            " postgresql://user:password@host:5432/name, with %40 for an @ in the password."
        )
    return found


def redis(url: str) -> str:
    """The address of Redis or Valkey, checked."""
    if urlsplit(url).scheme not in ("redis", "rediss", "unix"):
        raise ImproperlyConfigured(
            "REDIS_URL is no address of Redis. Write it like redis://host:6379/0."
        )
    return url


def mail(url: str) -> dict[str, Any]:
    """Django's mail settings from an address."""
    if urlsplit(url).scheme not in ("smtp", "smtps", "smtp+tls", "smtp+ssl"):
        raise ImproperlyConfigured(
            "EMAIL_URL is no address of a mail server. Write it like"
            " smtp+tls://user:password@host:587, with %40 for an @ in the user."
        )
    found: dict[str, Any] = environ.Env.email_url_config(url)
    return found
