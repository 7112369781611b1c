"""Heartbeats: the parts that no one calls show themselves in the cache."""

import time
from enum import StrEnum

from django.core.cache import cache


class Pulse(StrEnum):
    """The parts that show themselves by a heartbeat."""

    WORKER = "worker"
    BEAT = "beat"


def beat(part: Pulse) -> None:
    """Say that the part lives. Raises when Redis is away."""
    cache.set(f"heartbeat:{part}", time.time(), timeout=None)


def silence(part: Pulse) -> float | None:
    """Seconds since the part showed itself, or None if it never did."""
    beaten = cache.get(f"heartbeat:{part}")
    return None if beaten is None else round(max(0.0, time.time() - beaten), 1)
