"""The line of the day in a channel, posted to a real HTTP server (I5, S2)."""

import json
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.models import User
from accounts.words import Role
from commitments.reminders.channels.guard import Bounds, Refused
from commitments.reminders.channels.posting import post_lines
from commitments.reminders.models import ChannelPost
from history import clock
from tests.commitments.pages import words_of
from tests.factories import HolidayFactory, MilestoneFactory, SubmissionFactory, holder, holder_of
from tests.servers import free_port

pytestmark = pytest.mark.django_db

TUESDAY = datetime(2026, 6, 16, 7, tzinfo=UTC)
SATURDAY = datetime(2026, 6, 20, 7, tzinfo=UTC)
EARLY = datetime(2026, 6, 16, 4, tzinfo=UTC)
TOKEN = "kemx3b7ewtnp9ezh8bp9ow3kzo"


@dataclass
class ChatServer:
    """A Mattermost as far as it takes lines. `answer` is its status, `moved_to` a redirect."""

    port: int = 0
    answer: int = 200
    moved_to: str = ""
    lines: list[str] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"mmost://127.0.0.1:{self.port}/{TOKEN}"


@pytest.fixture
def chat() -> Iterator[ChatServer]:
    found = ChatServer()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            found.paths.append(self.path)
            if self.path.startswith("/hooks/"):
                found.lines.append(json.loads(body)["text"])
            self.send_response(found.answer)
            if found.moved_to:
                self.send_header("Location", found.moved_to)
            self.end_headers()

        do_GET = do_POST

        def log_message(self, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    found.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield found
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def channel(settings: Any, chat: ChatServer) -> ChatServer:
    """The channel of this installation, in a network of its own."""
    settings.CHANNELS = [chat.address]
    settings.CHANNEL_HOSTS = ["127.0.0.1"]
    settings.CHANNEL_NETWORKS = ["127.0.0.0/8"]
    return chat


@pytest.fixture
def waiting(coordinator: User) -> None:
    """Something waits for the coordinator."""
    with clock.stand_at(TUESDAY):
        late = MilestoneFactory(overdue=True)
        holder(late.responsible_post)
        holder(SubmissionFactory(milestone__commitment=late.commitment).post)


def post_at(moment: datetime) -> int:
    with clock.stand_at(moment):
        return post_lines()


def posts() -> list[tuple[str, str]]:
    return list(ChannelPost.objects.values_list("state", "answer"))


def test_line_of_the_day_arrives_once(channel: ChatServer, waiting: None) -> None:
    counts = [post_at(TUESDAY) for _ in range(3)]

    [line] = channel.lines
    assert counts == [1, 0, 0]
    assert line == (
        "Tuesday 16 June 2026: 1 milestone is overdue and 1 submission waits for review. "
        "http://localhost:8000/review"
    )
    assert channel.paths == [f"/hooks/{TOKEN}"]
    assert posts() == [("sent", "")]


@pytest.mark.parametrize("moment", [SATURDAY, EARLY])
def test_nothing_is_posted_outside_working_hours(
    channel: ChatServer, waiting: None, moment: datetime
) -> None:
    assert post_at(moment) == 0
    assert channel.lines == []


def test_holiday_of_the_coordinating_body_is_quiet(channel: ChatServer, waiting: None) -> None:
    HolidayFactory(on=TUESDAY.date())

    assert post_at(TUESDAY) == 0


def test_nothing_is_posted_where_nothing_waits(channel: ChatServer, coordinator: User) -> None:
    assert post_at(TUESDAY) == 0
    assert (channel.lines, posts()) == ([], [])


def test_invented_coordinators_line_does_not_leave(channel: ChatServer) -> None:
    holder_of(Role.COORDINATOR, is_demo=True)
    SubmissionFactory()

    assert post_at(TUESDAY) == 0
    assert channel.lines == []


def test_refusal_is_kept_and_not_repeated_that_day(channel: ChatServer, waiting: None) -> None:
    channel.answer = 500

    assert [post_at(TUESDAY), post_at(TUESDAY)] == [0, 0]
    assert posts() == [("failed", "The service answered 500.")]
    assert len(channel.lines) == 1


def test_server_that_is_away_is_tried_again(
    channel: ChatServer, waiting: None, settings: Any
) -> None:
    there = settings.CHANNELS[0]
    settings.CHANNELS = [there.replace(str(channel.port), str(free_port()))]

    post_at(TUESDAY)

    assert posts() == [("waiting", "No connection.")]
    soon, later = TUESDAY.replace(minute=5), TUESDAY.replace(minute=20)
    assert [post_at(soon), post_at(later)] == [0, 0]
    assert ChannelPost.objects.get().attempt == 2


def test_worker_that_died_while_posting_does_not_post_twice(
    channel: ChatServer, waiting: None
) -> None:
    post_at(TUESDAY)
    ChannelPost.objects.update(state=ChannelPost.State.SENDING, settled_at=None)

    assert post_at(TUESDAY) == 0
    assert len(channel.lines) == 1


def test_private_address_is_refused(channel: ChatServer, waiting: None, settings: Any) -> None:
    settings.CHANNEL_NETWORKS = []

    post_at(TUESDAY)

    assert channel.paths == []
    assert posts() == [("failed", "127.0.0.1 leads to 127.0.0.1, which is not public.")]


def test_host_that_is_not_named_is_refused(
    channel: ChatServer, waiting: None, settings: Any
) -> None:
    settings.CHANNEL_HOSTS = ["chat.example.org"]

    post_at(TUESDAY)

    assert channel.paths == []
    assert posts() == [("failed", "127.0.0.1 is not among the hosts that are allowed.")]


def test_kind_that_is_not_named_is_refused(
    channel: ChatServer, waiting: None, settings: Any
) -> None:
    settings.CHANNELS = [f"json://127.0.0.1:{channel.port}/hooks/x"]

    post_at(TUESDAY)

    assert channel.paths == []
    [(state, answer)] = posts()
    assert (state, answer[:32]) == ("failed", "This kind of channel is not know")


def test_redirect_is_not_followed(channel: ChatServer, waiting: None) -> None:
    channel.answer, channel.moved_to = 307, f"http://127.0.0.1:{channel.port}/elsewhere"

    post_at(TUESDAY)

    assert channel.paths == [f"/hooks/{TOKEN}"]
    assert posts() == [("failed", "The service answered 307.")]


@pytest.mark.parametrize(
    "address",
    [
        "10.1.2.3", "172.16.0.1", "192.168.1.1", "127.0.0.1", "169.254.169.254", "100.64.0.1",
        "0.0.0.0", "::1", "fe80::1", "fd00::1", "::ffff:10.0.0.1", "64:ff9b::10.0.0.1",
        "2002:0a00:0001::", "224.0.0.1",
    ],
)  # fmt: skip
def test_name_that_leads_to_a_private_address_is_refused(
    monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    """Also beside a public one: which of them would be taken is not ours to say."""
    monkeypatch.setattr(socket, "getaddrinfo", _resolves_to("93.184.215.14", address))

    with pytest.raises(Refused):
        Bounds(("hooks.slack.com",)).checked("hooks.slack.com", 443)


def test_public_address_is_connected_to_as_it_was_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", _resolves_to("93.184.215.14"))

    assert Bounds(("hooks.slack.com",)).checked("hooks.slack.com", 443) == "93.184.215.14"
    with pytest.raises(Refused):
        Bounds((".example.org",), encrypted=False).checked("chat.example.org", 80)


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ", "hooks.slack.com"),
        (f"mmosts://chat.example.org/{TOKEN}", "chat.example.org"),
        ("workflows://a.westeurope.logic.azure.com:443/0a1b/sig", "a.westeurope.logic.azure.com"),
        ("workflow://a.api.powerplatform.com/0a1b/sig", "a.api.powerplatform.com"),
    ],
)
def test_each_service_goes_through_the_guard_to_a_host_of_its_own(
    settings: Any, waiting: None, monkeypatch: pytest.MonkeyPatch, address: str, host: str
) -> None:
    settings.CHANNELS, settings.CHANNEL_HOSTS = [address], ["chat.example.org"]
    monkeypatch.setenv("NO_PROXY", "*")
    monkeypatch.setattr(socket, "getaddrinfo", _resolves_to("10.0.0.1"))

    post_at(TUESDAY)

    assert posts() == [("failed", f"{host} leads to 10.0.0.1, which is not public.")]


def _resolves_to(*addresses: str) -> Callable[..., list[Any]]:
    return lambda host, port, **kwargs: [(0, 0, 0, "", (one, port)) for one in addresses]


def test_log_holds_no_address_of_a_channel(
    channel: ChatServer, waiting: None, capsys: Any, caplog: pytest.LogCaptureFixture
) -> None:
    channel.answer = 403

    post_at(TUESDAY)

    said = "".join(capsys.readouterr()) + caplog.text
    assert "channel_line_not_delivered" in said
    assert TOKEN not in said


def test_operator_tries_the_channels(channel: ChatServer, db: None) -> None:
    out = StringIO()
    call_command("try_channels", stdout=out)
    channel.answer = 404

    with pytest.raises(CommandError, match="1 of 1 channels were not reached"):
        call_command("try_channels", stdout=out)

    assert out.getvalue() == "Mattermost: sent\nMattermost: The service answered 404.\n"
    assert channel.lines[0].startswith("This is a test of the commitment tracker.")


@pytest.mark.parametrize("role", Role)
def test_what_was_posted_is_seen_by_whom(
    client: Client, channel: ChatServer, waiting: None, role: Role
) -> None:
    channel.answer = 500
    post_at(TUESDAY)
    client.force_login(holder_of(role))

    answer = client.get("/channels")

    may = role in (Role.COORDINATOR, Role.AUDITOR, Role.ADMINISTRATOR)
    assert answer.status_code == (200 if may else 403)
    assert ("Not delivered The service answered 500." in words_of(answer)) is may
    assert TOKEN not in answer.content.decode()


def test_coordinator_sees_in_the_queues_that_a_line_did_not_arrive(
    client: Client, channel: ChatServer, waiting: None, coordinator: User
) -> None:
    client.force_login(coordinator)
    post_at(TUESDAY)
    well = words_of(client.get("/review"))
    channel.answer = 500
    post_at(TUESDAY.replace(day=17))

    failed = client.get("/review")

    sentence = "The line of 17 June to Mattermost has not arrived The service answered 500."
    assert sentence in words_of(failed)
    assert 'href="/channels"' in failed.content.decode()
    assert "has not arrived" not in well
