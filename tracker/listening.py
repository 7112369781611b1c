"""The port that pages are served at: may we have it, and does somebody answer there?"""

import errno
import socket
import time
from collections.abc import Callable
from http.client import HTTPConnection
from ipaddress import ip_address


def reached_at(host: str) -> str:
    """Where this machine reaches what listens at the host, which may mean every address."""
    try:
        address = ip_address(host)
    except ValueError:  # a name
        return host
    if not address.is_unspecified:
        return host
    return "127.0.0.1" if address.version == 4 else "::1"


def why_not(host: str, port: int) -> str:
    """Why pages cannot be served there, as a sentence with a way out; empty when they can.

    Two web servers would share a port without a word, and each get half of the requests.
    """
    try:
        family, kind, protocol, _name, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM
        )[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as problem:
        return _sentence(problem, host, port)
    return _taken(port) if _somebody_listens(host, port) else ""


def wait_for_pages(host: str, port: int, goes_on: Callable[[], bool], limit: float = 60) -> bool:
    """Wait until the web part answers, with whatever status. False when nobody will."""
    deadline = time.monotonic() + limit
    while goes_on() and time.monotonic() < deadline:
        connection = HTTPConnection(reached_at(host), port, timeout=10)
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


def _sentence(problem: OSError, host: str, port: int) -> str:
    if problem.errno == errno.EADDRINUSE:
        return _taken(port)
    if problem.errno == errno.EACCES:
        return f"Port {port} is kept for root. Choose one from 1024 on: PORT=8000"
    return f"HOST {host} is no address of this machine. Leave it out, or set 0.0.0.0 for all."


def _taken(port: int) -> str:
    return f"Port {port} is taken. Choose another: PORT={port + 1 if port < 65535 else 8000}"


def _somebody_listens(host: str, port: int) -> bool:
    """Asked as well: some systems let one address of a port be taken twice."""
    try:
        socket.create_connection((reached_at(host), port), timeout=1).close()
    except OSError:
        return False
    return True
