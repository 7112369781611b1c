"""Screen 1: sign in, forgotten password, sign out; limits against guessing (O1)."""

import re
import time
from typing import Any

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db

WRONG = "Email address or password is not right"
WAIT = "Wait 15 minutes or reset your password"
SIGN_IN = "/account/login/"


@pytest.fixture
def person() -> User:
    return UserFactory(email="amina@labour.example", name="Amina Larsson")


def sign_in(client: Client, email: str, password: str = PASSWORD, **more: str) -> Any:
    return client.post(SIGN_IN, {"login": email, "password": password, **more})


def later(*, hours: float = 0, minutes: float = 0) -> time_machine.travel:
    """Do something later. The cache, whose clock nobody turns, has forgotten by then."""
    cache.clear()
    return time_machine.travel(time.time() + hours * 3600 + minutes * 60)


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def text_of(response: Any) -> str:
    return response.content.decode()


def test_right_password_signs_in_and_goes_home(client: Client, person: User) -> None:
    response = sign_in(client, " Amina@Labour.example ")

    assert (response.status_code, response["Location"]) == (302, "/")
    assert client.session["_auth_user_id"] == str(person.pk)


def test_sign_in_goes_where_the_link_pointed(client: Client, person: User) -> None:
    response = sign_in(client, person.email, next="/tokens")

    assert response["Location"] == "/tokens"


def test_sign_in_never_leaves_for_another_host(client: Client, person: User) -> None:
    response = sign_in(client, person.email, next="https://elsewhere.example/")

    assert response["Location"] == "/"


def test_page_asks_for_sign_in_and_keeps_the_target(client: Client) -> None:
    response = client.get("/tokens")

    assert response["Location"] == f"{SIGN_IN}?next=/tokens"


@pytest.mark.parametrize(
    ("target", "words"),
    [
        ("/tokens", "API tokens"),
        ("/organisations?level=local", "Organisations"),
        ("https://elsewhere.example/tokens", None),
        ("/nowhere", None),
        ("", None),
    ],
)
def test_page_says_where_it_takes_you(client: Client, target: str, words: str | None) -> None:
    text = text_of(client.get(SIGN_IN, {"next": target}))

    told = re.search(r"Then we take you to: <strong>(.*?)</strong>", text)
    assert (told and told[1]) == words


def test_wrong_password_and_unknown_address_get_the_same_answer(
    client: Client, person: User
) -> None:
    wrong = sign_in(client, person.email, "something else")
    unknown = sign_in(Client(), "nobody@labour.example", "something else")

    assert wrong.status_code == unknown.status_code == 422
    assert WRONG in text_of(wrong)
    pages = [
        re.sub(r'value="[^"]*"|nonce="[^"]*"|\d\d:\d\d', "", text_of(page)).replace(name, "")
        for page, name in ((wrong, person.email), (unknown, "nobody@labour.example"))
    ]
    assert pages[0] == pages[1]


def test_unknown_address_costs_a_hash_like_a_known_one(
    client: Client, person: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.contrib.auth.hashers import MD5PasswordHasher

    hashed: list[str] = []
    real = MD5PasswordHasher.encode
    monkeypatch.setattr(
        MD5PasswordHasher,
        "encode",
        lambda self, password, salt: hashed.append(password) or real(self, password, salt),
    )

    sign_in(client, person.email, "something else")
    known = len(hashed)
    sign_in(client, "nobody@labour.example", "something else")

    assert known == len(hashed) - known == 1


@pytest.mark.parametrize("email", ["amina@labour.example", "nobody@labour.example"])
def test_after_five_tries_everybody_waits(client: Client, person: User, email: str) -> None:
    answers = [sign_in(Client(), email, "guess") for _ in range(5)]

    assert [answer.status_code for answer in answers] == [422, 422, 422, 422, 429]
    assert WRONG in text_of(answers[3])
    assert WAIT in text_of(answers[4])
    assert WRONG not in text_of(answers[4])


def test_right_password_does_not_help_while_waiting(client: Client, person: User) -> None:
    for _ in range(5):
        sign_in(Client(), "AMINA@labour.example", "guess")

    response = sign_in(client, person.email)

    assert response.status_code == 429
    assert not is_signed_in(client)


def test_others_are_not_held_up(client: Client, person: User) -> None:
    for _ in range(5):
        sign_in(Client(), person.email, "guess")

    sign_in(client, UserFactory().email)

    assert is_signed_in(client)


def test_wait_is_over_after_fifteen_minutes_also_when_tried_meanwhile(
    client: Client, person: User
) -> None:
    for _ in range(5):
        sign_in(Client(), person.email, "guess")

    with later(minutes=10):
        sign_in(Client(), person.email, "guess")
    with later(minutes=15.1):
        sign_in(client, person.email)

    assert is_signed_in(client)


def test_success_forgets_the_tries(client: Client, person: User) -> None:
    for _ in range(2):
        for _ in range(4):
            sign_in(Client(), person.email, "guess")
        sign_in(client, person.email)

    assert is_signed_in(client)


def test_missing_answers_are_named(client: Client) -> None:
    text = text_of(sign_in(client, "", ""))

    assert "Enter your email address" in text
    assert "Enter your password" in text


def test_closed_account_is_told_only_to_who_knows_the_password(client: Client) -> None:
    person = UserFactory(is_active=False)

    guessed = sign_in(Client(), person.email, "something else")
    known = client.post(SIGN_IN, {"login": person.email, "password": PASSWORD}, follow=True)

    assert WRONG in text_of(guessed)
    assert "This account is closed. Contact your focal point." in text_of(known)
    assert not is_signed_in(client)


def test_closed_account_ends_at_the_next_request(client: Client, person: User) -> None:
    client.force_login(person)
    from tests.factories import seeding

    person.is_active = False
    with seeding():
        person.save()

    assert client.get("/tokens").status_code == 302


def test_session_is_new_at_sign_in(client: Client, person: User) -> None:
    client.get(SIGN_IN)
    session = client.session
    session["planted"] = "by somebody else"
    session.save()
    client.cookies["sessionid"] = session.session_key

    sign_in(client, person.email)

    assert client.session.session_key != session.session_key
    assert not Session.objects.filter(session_key=session.session_key).exists()


def test_session_ends_after_sixty_idle_minutes(client: Client, person: User) -> None:
    sign_in(client, person.email)

    for minutes in (50, 100):
        with later(minutes=minutes):
            assert client.get("/tokens").status_code == 200
    with later(minutes=161):
        assert client.get("/tokens").status_code == 302


def test_session_without_the_tick_ends_with_the_browser(client: Client, person: User) -> None:
    sign_in(client, person.email)

    assert client.session.get_expire_at_browser_close()


def test_kept_session_lasts_twelve_hours_and_no_longer(client: Client, person: User) -> None:
    sign_in(client, person.email, remember="on")

    with later(hours=11, minutes=59):
        assert client.get("/tokens").status_code == 200
    with later(hours=12, minutes=1):
        assert client.get("/tokens").status_code == 302


def test_sign_out_by_get_changes_nothing(client: Client, person: User) -> None:
    client.force_login(person)

    response = client.get("/account/logout/")

    assert response.status_code == 200
    assert is_signed_in(client)


def test_sign_out_by_post(client: Client, person: User) -> None:
    client.force_login(person)

    response = client.post("/account/logout/", follow=True)

    assert not is_signed_in(client)
    assert "You are signed out" in text_of(response)


def test_nobody_signs_up(client: Client) -> None:
    response = client.post(
        "/account/signup/", {"email": "new@labour.example", "password1": PASSWORD}
    )

    assert "Accounts are made by the administrators" in text_of(response)
    assert not User.objects.exists()


# --- Passwords ---------------------------------------------------------------------------------


def ask_for_link(client: Client, email: str) -> Any:
    return client.post(reverse("account_reset_password"), {"email": email}, follow=True)


def test_forgotten_password_gets_the_same_answer_for_all(client: Client, person: User) -> None:
    known = ask_for_link(client, person.email)
    unknown = ask_for_link(Client(), "nobody@labour.example")
    closed = ask_for_link(Client(), UserFactory(is_active=False).email)

    assert known.redirect_chain == unknown.redirect_chain == closed.redirect_chain
    assert "If there is an open account" in text_of(known)
    assert [letter.subject for letter in mail.outbox] == [
        "Choose a new password",
        "No open account with this address",
        "No open account with this address",
    ]


def test_mail_server_that_refuses_is_no_hint(client: Client, person: User, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1

    response = ask_for_link(client, person.email)

    assert "If there is an open account" in text_of(response)


def test_link_sets_a_password_once_and_ends_the_wait(client: Client, person: User) -> None:
    for _ in range(5):
        sign_in(Client(), person.email, "guess")
    ask_for_link(client, person.email)
    link = re.search(r"http://testserver(\S+)", mail.outbox[0].body)
    assert link

    page = client.get(link[1], follow=True)
    new = {"password1": "three quiet rivers", "password2": "three quiet rivers"}
    saved = client.post(page.redirect_chain[-1][0], new, follow=True)
    again = Client().get(link[1], follow=True)

    assert "Your password is changed" in text_of(saved)
    assert "This link does not work" in text_of(again)
    assert not is_signed_in(client)
    sign_in(client, person.email, "three quiet rivers")
    assert is_signed_in(client)


def test_person_just_added_chooses_a_first_password(client: Client) -> None:
    person = UserFactory(password="!")

    ask_for_link(client, person.email)

    assert "password/reset/key" in mail.outbox[0].body


def test_link_stops_working_after_an_hour(client: Client, person: User) -> None:
    ask_for_link(client, person.email)
    link = re.search(r"http://testserver(\S+)", mail.outbox[0].body)
    assert link

    with later(minutes=61):
        response = client.get(link[1], follow=True)

    assert "This link does not work" in text_of(response)


@pytest.mark.parametrize("weak", ["short", "password1234", "aminalarsson@labour"])
def test_weak_password_is_refused(client: Client, person: User, weak: str) -> None:
    client.force_login(person)

    response = client.post(
        reverse("account_change_password"),
        {"oldpassword": PASSWORD, "password1": weak, "password2": weak},
    )

    assert response.status_code == 422
    person.refresh_from_db()
    assert person.check_password(PASSWORD)


def test_changed_password_keeps_this_session_and_ends_the_others(
    client: Client, person: User
) -> None:
    other = Client()
    sign_in(other, person.email)
    sign_in(client, person.email)

    new = "three quiet rivers"
    response = client.post(
        reverse("account_change_password"),
        {"oldpassword": PASSWORD, "password1": new, "password2": new},
    )

    assert response.status_code == 302
    assert client.get("/tokens").status_code == 200
    assert other.get("/tokens").status_code == 302
    assert [letter.subject for letter in mail.outbox] == ["Your password was changed"]


def test_password_change_asks_for_the_present_one(client: Client, person: User) -> None:
    client.force_login(person)
    new = "three quiet rivers"

    response = client.post(
        reverse("account_change_password"),
        {"oldpassword": "no", "password1": new, "password2": new},
    )

    assert "This is not your password now" in text_of(response)


# --- What the page offers and the log tells ----------------------------------------------------


def test_form_helps_password_managers(client: Client) -> None:
    text = text_of(client.get(SIGN_IN))

    email = re.search(r'<input[^>]*name="login"[^>]*>', text)
    password = re.search(r'<input[^>]*name="password"[^>]*>', text)
    assert email
    assert password
    assert all(part in email[0] for part in ('type="email"', 'autocomplete="username"'))
    assert "autofocus" in email[0]
    assert 'autocomplete="current-password"' in password[0]
    assert "Keep me signed in on this device for 12 hours" in text


def test_log_tells_sign_in_failure_and_sign_out_without_names(
    client: Client, person: User, caplog: pytest.LogCaptureFixture
) -> None:
    sign_in(client, person.email, "guess")
    sign_in(client, person.email)
    client.post("/account/logout/")

    written: list[Any] = [one.msg for one in caplog.records if one.name == "accounts.sessions"]
    assert [line["event"] for line in written] == ["sign_in_failed", "signed_in", "signed_out"]
    assert written[1]["person"] == written[2]["person"] == person.pk
    assert person.email not in caplog.text


def test_address_of_the_client_comes_only_from_our_own_proxy(rf: Any, settings: Any) -> None:
    from accounts.adapters import client_address

    asked = rf.get("/", REMOTE_ADDR="10.0.0.7", HTTP_X_FORWARDED_FOR="1.2.3.4, 5.6.7.8")

    assert client_address(asked) == "10.0.0.7"
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    assert client_address(asked) == "5.6.7.8"
