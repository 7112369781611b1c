"""API tokens: made, shown once, used, revoked."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.test import APIRequestFactory

from accounts.models import ApiToken, User
from accounts.tokens import EVERY, TokenAuthentication, make_token
from history import clock
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

YEAR = timedelta(days=365)


@pytest.fixture
def person(client: Client) -> User:
    user = UserFactory()
    client.force_login(user)
    return user


def make(client: Client, name: str = "Export", days: int = 90) -> Any:
    return client.post("/tokens", {"name": name, "days": days})


def asks_with(secret: str, scheme: str = "Bearer") -> Any:
    request = APIRequestFactory().get("/", HTTP_AUTHORIZATION=f"{scheme} {secret}")
    return TokenAuthentication().authenticate(request)


def test_token_is_shown_once_and_kept_as_a_fingerprint(client: Client, person: User) -> None:
    made = make(client)

    secret = re.search(r"<code data-secret>(gcm_\w+)</code>", made.content.decode())
    assert secret
    assert made.status_code == 201
    assert secret[1] not in client.get("/tokens").content.decode()
    assert secret[1] not in str(ApiToken.objects.values())
    assert made["Cache-Control"] == "no-store, private"
    assert asks_with(secret[1])[0] == person


def test_token_works_as_long_as_asked(client: Client, person: User) -> None:
    make(client, days=30)

    lasts = ApiToken.objects.get().expiry - clock.now()
    assert timedelta(days=29, hours=23) < lasts <= timedelta(days=30)


def test_token_tells_its_last_use_now_and_then(person: User) -> None:
    token, secret = make_token(person, name="Export", lasts=YEAR)

    asks_with(secret)
    token.refresh_from_db()
    first = token.last_used_at
    asks_with(secret)
    token.refresh_from_db()
    assert first is not None
    assert token.last_used_at == first
    with clock.stand_at(first + EVERY + timedelta(seconds=1)):
        asks_with(secret)
    token.refresh_from_db()
    assert token.last_used_at > first


def test_token_that_has_run_out_is_refused(person: User) -> None:
    _token, secret = make_token(person, name="Export", lasts=timedelta(seconds=-1))

    with pytest.raises(AuthenticationFailed):
        asks_with(secret)


def test_token_of_a_closed_account_is_refused() -> None:
    _token, secret = make_token(UserFactory(is_active=False), name="Export", lasts=YEAR)

    with pytest.raises(AuthenticationFailed):
        asks_with(secret)


@pytest.mark.parametrize("secret", ["gcm_wrong", "", "a b", "é"])
def test_wrong_token_is_refused(person: User, secret: str) -> None:
    make_token(person, name="Export", lasts=YEAR)

    with pytest.raises(AuthenticationFailed):
        asks_with(secret)


def test_revoked_token_works_no_more(client: Client, person: User) -> None:
    token, secret = make_token(person, name="Export", lasts=YEAR)

    response = client.post(f"/tokens/{token.token_key}/revoke", follow=True)

    assert "works no more" in response.content.decode()
    with pytest.raises(AuthenticationFailed):
        asks_with(secret)


def test_tokens_of_others_are_neither_listed_nor_revoked(client: Client, person: User) -> None:
    foreign, _secret = make_token(UserFactory(), name="Foreign", lasts=YEAR)

    page = client.get("/tokens").content.decode()
    response = client.post(f"/tokens/{foreign.token_key}/revoke")

    assert "Foreign" not in page
    assert response.status_code == 404
    assert ApiToken.objects.get() == foreign


@pytest.mark.parametrize(
    ("answers", "problem"),
    [
        ({"name": "", "days": 90}, "Say what the token is for"),
        ({"name": "Export", "days": 9000}, "Select a valid choice"),
        ({"name": "Taken", "days": 90}, "You have a token of this name already"),
    ],
)
def test_token_form_says_what_is_wrong(
    client: Client, person: User, answers: dict[str, Any], problem: str
) -> None:
    make_token(person, name="Taken", lasts=YEAR)

    response = client.post("/tokens", answers)

    assert response.status_code == 422
    assert problem in response.content.decode()
    assert ApiToken.objects.count() == 1


def test_token_page_asks_for_sign_in(client: Client) -> None:
    assert client.get("/tokens").status_code == 302


@pytest.mark.parametrize("size", [1, 3])
def test_token_page_query_count(
    client: Client, person: User, size: int, django_assert_num_queries: Any
) -> None:
    for number in range(size):
        make_token(person, name=f"Export {number}", lasts=YEAR)

    with django_assert_num_queries(3):  # user, posts (the frame), tokens
        client.get("/tokens")
