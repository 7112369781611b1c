"""Where a request may go: to named hosts, by public addresses only (I5).

The check stands at the connection itself, after the name was resolved, and the connection is made
to the very address that was checked: so neither a name that changes its meaning nor a redirect
leads past it. It is never off; an installation may name networks of its own that count as public.
"""

import ipaddress
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from urllib3.util import connection

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


class Refused(OSError):
    """A connection that may not be made."""


@dataclass
class Bounds:
    """What a request may connect to, and what became of its connections."""

    hosts: tuple[str, ...]
    networks: tuple[Network, ...] = ()
    # Plain text stays within the named networks.
    encrypted: bool = True
    connected: bool = field(default=False, init=False)
    refusal: str = field(default="", init=False)

    def checked(self, host: str, port: int) -> str:
        """An address of the host that may be connected to; Refused when any of them may not."""
        if not any(_is_host(host, known) for known in self.hosts):
            raise self._refuse(f"{host} is not among the hosts that are allowed.")
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        addresses = [ipaddress.ip_address(row[4][0]) for row in found]
        for address in addresses:
            if not self._may(address):
                raise self._refuse(f"{host} leads to {address}, which is not public.")
        return str(addresses[0])

    def _may(self, address: Address) -> bool:
        real = _unwrapped(address)
        if real.is_multicast or real.is_unspecified or real.is_link_local:
            return False
        if any(real.version == net.version and real in net for net in self.networks):
            return True
        return self.encrypted and real.is_global and not real.is_reserved

    def _refuse(self, words: str) -> Refused:
        self.refusal = words
        return Refused(words)


_bounds: ContextVar[Bounds | None] = ContextVar("bounds", default=None)
_connect: Callable[..., socket.socket] = connection.create_connection


@contextmanager
def within(bounds: Bounds) -> Iterator[Bounds]:
    """Every connection of `requests` that this code makes meanwhile keeps within the bounds."""
    token = _bounds.set(bounds)
    try:
        yield bounds
    finally:
        _bounds.reset(token)


def _guarded(address: tuple[str, int], *args: Any, **kwargs: Any) -> socket.socket:
    bounds = _bounds.get()
    if bounds is None:
        return _connect(address, *args, **kwargs)
    host, port = address
    made = _connect((bounds.checked(host.strip("[]"), port), port), *args, **kwargs)
    bounds.connected = True
    return made


connection.create_connection = _guarded


def _is_host(host: str, known: str) -> bool:
    host, known = host.lower().rstrip("."), known.lower()
    return host.endswith(known) if known.startswith(".") else host == known


def _unwrapped(address: Address) -> Address:
    """The IPv4 address that an IPv6 one stands for."""
    if isinstance(address, ipaddress.IPv6Address):
        if inner := address.ipv4_mapped or address.sixtofour:
            return inner
        if address in _NAT64:
            return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address
