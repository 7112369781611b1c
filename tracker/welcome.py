"""What a person reads who has just started the tracker."""

import time
from http.client import HTTPConnection


def wait_for_pages(port: int, limit: float = 60) -> bool:
    """Wait until the web part answers, with whatever status."""
    deadline = time.monotonic() + limit
    while time.monotonic() < deadline:
        connection = HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", "/health")
            connection.getresponse().read()
        except OSError:
            time.sleep(0.1)
        else:
            return True
        finally:
            connection.close()
    return False


def welcome(port: int, *, demo: bool) -> str:
    """The address, and whom to sign in as."""
    return f"\n  The tracker runs at http://localhost:{port}\n"
