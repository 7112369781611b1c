"""The ledger of reminders in Audit (screen 19): every result, every filter, page and file."""

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Organisation, User
from accounts.words import Role
from commitments.models import Milestone
from commitments.reminders.models import Bounce, Letter, Notice
from history import clock
from history.models import Act
from tests.commitments.pages import errors_of, words_of
from tests.factories import MilestoneFactory, holder_of, post_of, today

pytestmark = pytest.mark.django_db

URL = "/audit/reminders"
Plan = Callable[..., Notice]


@pytest.fixture
def step(ministry: Organisation) -> Milestone:
    return MilestoneFactory(title="Open the help desk", commitment__lead_organisation=ministry)


@pytest.fixture
def plan(step: Milestone, official: User) -> Plan:
    """Write down a reminder of today; `state` is that of its letter."""

    def make(rung: str = "o1", *, state: str = "", person: User | None = None, **more: Any):
        who = person or official
        letter = None
        if state:
            letter = Letter.objects.create(
                person=who, day=more.pop("day", today()),
                send_from=clock.now(), send_until=clock.now(),
                try_at=clock.now(), made_at=clock.now(), state=state, address=who.email,
                at_once=True, answer=more.pop("answer", ""),
                settled_at=clock.now() if state in ("sent", "failed") else None,
            )  # fmt: skip
        facts = {
            "commitment": step.commitment,
            "milestone": step,
            "planned_on": today(),
            "counts_from": today(-3),
            "because": "owner",
            **more,
        }
        return Notice.objects.create(
            person=who, post=post_of(who), rung=rung, letter=letter, **facts
        )

    return make


def rows(client: Client, query: str = "") -> list[tuple[str, str]]:
    page = client.get(f"{URL}?{query}")
    assert page.status_code == 200
    return [(row.columns.rung, row.columns.outcome) for row in page.context["found"].rows]


def lines(client: Client, **asked: str) -> list[dict[str, str]]:
    answer = client.post("/audit/reminders.csv", asked)
    assert answer.status_code == 200
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


@pytest.mark.parametrize("role", Role)
def test_ledger_is_read_by_those_who_read_everything(client: Client, role: Role) -> None:
    client.force_login(holder_of(role))
    may = role in (Role.COORDINATOR, Role.AUDITOR, Role.ADMINISTRATOR)

    page, file = client.get(URL), client.post("/audit/reminders.csv")

    assert (page.status_code, file.status_code) == ((200, 200) if may else (403, 403))
    assert (f'href="{reverse("audit")}"' in client.get("/commitments").content.decode()) is may


def test_ledger_tells_every_result(client: Client, auditor: User, plan: Plan) -> None:
    plan("r1", withdrawn="overtaken", withdrawn_on=today())
    plan("r2", state="sent", answer="250 Accepted")
    plan("r3", state="failed", answer="550 No such person")
    bounced = plan("o1", state="sent")
    Bounce.objects.create(letter=bounced.letter, answer="5.2.2 Full", came_at=clock.now())
    plan("o2", state="unconfirmed")
    plan("o3", state="waiting")
    plan("e1")
    plan("u1", unmailed="switched_off")
    client.force_login(auditor)

    assert rows(client) == [
        ("u1", "inbox_only"), ("e1", "planned"), ("o3", "waiting"), ("o2", "unconfirmed"),
        ("o1", "bounced"),
        ("r3", "refused"), ("r2", "sent"), ("r1", "withdrawn"),
    ]  # fmt: skip
    words = words_of(client.get(URL))
    for said in (
        "Switched off by the person",
        "A later reminder took its place",
        "550 No such person",
        "5.2.2 Full",
    ):
        assert said in words
    for outcome in ("planned", "waiting", "unconfirmed", "bounced", "refused", "sent"):
        assert [found for _rung, found in rows(client, f"outcome={outcome}")] == [outcome]


def test_ledger_is_filtered_by_person_organisation_item_reminder_and_day(
    client: Client, coordinator: User, plan: Plan, step: Milestone
) -> None:
    other = holder_of(Role.OFFICIAL, name="Bo Ek")
    plan("r1")
    plan("r2", person=other)
    plan("o1", milestone=None, commitment=MilestoneFactory().commitment)
    plan("d2", milestone=None, commitment=None)
    client.force_login(coordinator)

    slug = post_of(other).organisation.slug
    assert [rung for rung, _o in rows(client, "person=bo+ek")] == ["r2"]
    assert [rung for rung, _o in rows(client, f"organisation={slug}")] == ["r2"]
    assert [rung for rung, _o in rows(client, f"code={step.code.lower()}")] == ["r2", "r1"]
    assert [rung for rung, _o in rows(client, f"code={step.commitment.code}")] == ["r2", "r1"]
    assert [rung for rung, _o in rows(client, "rung=d2")] == ["d2"]
    assert rows(client, f"until={today(-1)}") == []


def test_ledger_shows_the_last_30_days_unless_asked(
    client: Client, auditor: User, plan: Plan
) -> None:
    plan("r1", planned_on=today(-31))
    plan("r2", planned_on=today(-30))
    client.force_login(auditor)

    assert [rung for rung, _o in rows(client)] == ["r2"]
    assert [rung for rung, _o in rows(client, f"since={today(-31)}")] == ["r2", "r1"]


def test_a_filter_that_cannot_be_read_is_named_and_left_out(
    client: Client, auditor: User, plan: Plan
) -> None:
    plan()
    client.force_login(auditor)

    page = client.get(f"{URL}?since=soon&organisation=nowhere&outcome=lost")

    assert page.status_code == 200
    assert len(errors_of(page)) == 3
    assert len(page.context["found"].rows) == 1


def test_pages_follow_each_other_without_a_gap(
    client: Client, auditor: User, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("commitments.reminders.log.PAGE", 2)
    for rung in ("r1", "r2", "r3", "o1", "o2"):
        plan(rung)
    client.force_login(auditor)

    seen, url = [], URL
    while url:
        page = client.get(url)
        seen += [row.columns.rung for row in page.context["found"].rows]
        url = page.context["next_url"]

    assert seen == ["o2", "o1", "r3", "r2", "r1"]
    assert client.get(f"{URL}?cursor=nonsense").status_code == 404


@pytest.mark.parametrize("size", [1, 3])
def test_ledger_query_count(
    client: Client, auditor: User, plan: Plan, size: int, django_assert_num_queries: Any
) -> None:
    for rung in ("r1", "r2", "r3")[:size]:
        plan(rung, state="sent")
    client.force_login(auditor)
    client.get(URL)

    with django_assert_num_queries(6):  # person, posts, page, its rows, count, inbox
        page = client.get(URL)

    assert len(page.context["found"].rows) == size


def test_file_holds_what_the_page_finds_and_is_on_record(
    client: Client, auditor: User, plan: Plan
) -> None:
    plan("r1", state="sent", answer="250 Accepted")
    plan("r2", withdrawn="quiet", withdrawn_on=today())
    plan("d2", milestone=None, commitment=None, state="failed", answer="550 No")
    client.force_login(auditor)

    found = lines(client)

    assert [(row["rung"], row["outcome"], row["why"]) for row in found] == [
        ("r1", "sent", "250 Accepted"), ("r2", "withdrawn", "quiet"), ("d2", "refused", "550 No"),
    ]  # fmt: skip
    assert found[0]["person"] == "Amina Larsson"
    assert found[0]["day"] == today().isoformat()
    assert [row["rung"] for row in lines(client, outcome="sent")] == ["r1"]
    assert Act.objects.filter(kind="ledger.exported", person=auditor).count() == 2


@pytest.mark.parametrize("risky", ["=1+1", "+1", "-1", "@a", "\t=1", "'=1"])
def test_file_holds_no_formula(client: Client, auditor: User, plan: Plan, risky: str) -> None:
    plan("r1", state="failed", answer=risky)
    client.force_login(auditor)

    assert lines(client)[0]["why"] == f"'{risky}"


def test_on_a_past_day_the_ledger_tells_what_was_sent_by_then(
    client: Client, auditor: User, plan: Plan
) -> None:
    plan("r1", state="sent", day=today(-2), planned_on=today(-2))
    plan("r2", planned_on=today(-2))
    client.force_login(auditor)

    found = [client.get(f"{URL}?as_of={today(-days)}").context["found"] for days in (1, 3)]

    # Nobody of this test was known on those days, so only the number can be told.
    assert [one.total for one in found] == [1, 0]


def test_empty_ledger_says_what_to_do(client: Client, auditor: User) -> None:
    client.force_login(auditor)

    assert "Choose an earlier day in the filter." in words_of(client.get(URL))
    assert "Show the last 30 days" in words_of(client.get(f"{URL}?person=nobody"))
