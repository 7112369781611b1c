"""A plain client of the running tracker, and how long its answers take."""

import http.client
import json
import time
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from statistics import quantiles
from typing import Any

WARM_UP = 5


@dataclass
class Answer:
    """What came back, and how long it took."""

    status: int
    body: bytes
    seconds: float
    headers: dict[str, str]


@dataclass
class Browser:
    """One person's connection, kept open."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    token: str = ""

    def __post_init__(self) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)

    @property
    def cookie(self) -> str:
        """The header that brings all cookies back."""
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    def get(self, address: str) -> Answer:
        return self.ask("GET", address)

    def ask(self, method: str, address: str, body: Any = None, **headers: str) -> Answer:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.cookies:
            sent["Cookie"] = self.cookie
        if self.token:
            sent["Authorization"] = f"Bearer {self.token}"
        data = None
        if body is not None:
            data = json.dumps(body)
            sent["Content-Type"] = "application/json"
        started = time.perf_counter()
        self._connection.request(method, address, body=data, headers=sent)
        response = self._connection.getresponse()
        content = response.read()
        seconds = time.perf_counter() - started
        found = {name.lower(): value for name, value in response.getheaders()}
        for given in response.headers.get_all("Set-Cookie", []):
            self.cookies |= {name: one.value for name, one in SimpleCookie(given).items()}
        return Answer(response.status, content, seconds, found)


@dataclass
class Times:
    """The middle and the slow end of many answers, in milliseconds."""

    p50: float
    p95: float


def times(seconds: list[float]) -> Times:
    """Of how long each took."""
    cuts = quantiles(seconds, n=20)
    return Times(1000 * cuts[9], 1000 * cuts[18])


def best(goes: list[Times]) -> Times:
    """The middle of the quietest go, and the slow end of the quietest."""
    return Times(min(go.p50 for go in goes), min(go.p95 for go in goes))


def measured(browser: Browser, addresses: list[str], rounds: int) -> Times:
    """Ask for the addresses in turn, so many rounds, after a warm-up. Any answer but 200 raises."""
    seconds = []
    for number in range(-WARM_UP, rounds):
        address = addresses[number % len(addresses)]
        answer = browser.get(address)
        if answer.status != 200:
            raise RuntimeError(f"{address} answered {answer.status}: {answer.body[:300]!r}")
        if number >= 0:
            seconds.append(answer.seconds)
    return times(seconds)
