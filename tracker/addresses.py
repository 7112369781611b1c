"""One place that turns a Redis address into the forms its users want."""

from urllib.parse import urlsplit


def celery_url(redis_url: str) -> str:
    """For Celery, which writes a socket as redis+socket:///path?virtual_host=N."""
    if not redis_url.startswith("unix://"):
        return redis_url
    parts = urlsplit(redis_url)
    return f"redis+socket://{parts.path}?virtual_host=0"


def django_cache_url(redis_url: str) -> str:
    """For Django's cache, which writes a socket as unix:///path?db=N. The cache has database 1."""
    parts = urlsplit(redis_url)
    if redis_url.startswith("unix://"):
        return f"unix://{parts.path}?db=1"
    return f"{parts.scheme}://{parts.netloc}/1"
