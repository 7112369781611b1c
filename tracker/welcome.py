"""What a person reads who has just started the tracker."""

import time
from http.client import HTTPConnection

from accounts.demo import visits
from commitments.demo.bodies import PASSWORD


def wait_for_pages(port: int, limit: float = 60) -> bool:
    """Wait until the web part answers, with whatever status."""
    deadline = time.monotonic() + limit
    while time.monotonic() < deadline:
        connection = HTTPConnection("127.0.0.1", port, timeout=10)
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


def welcome(port: int) -> str:
    """The address, and in demo mode whom to sign in as."""
    lines = ["", f"  The tracker runs at http://localhost:{port}"]
    if found := visits():
        width = max(len(visit.person.email) for visit in found)
        lines += ["", f"  One click on the first page signs you in, or the password {PASSWORD}:"]
        lines += [
            f"    {visit.person.email:{width}}  {visit.role.label}, {visit.organisation}"
            for visit in found
        ]
    return "\n".join([*lines, "", "  Ctrl-C stops it.", ""])
