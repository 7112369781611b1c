"""How often something happened lately, counted by all web workers together."""

from django.core.cache import cache


def times(key: str, *, within: int) -> int:
    """How often this was asked with a key, now included, since its first time and so many seconds.

    One question to the cache, but the first time.
    """
    try:
        return int(cache.incr(key))
    except ValueError:
        # The first, unless another was first by a moment.
        return 1 if cache.add(key, 1, timeout=within) else int(cache.incr(key))
