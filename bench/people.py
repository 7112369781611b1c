"""The people who ask in a measurement: of each role one, signed in or with a token."""

from datetime import timedelta
from uuid import uuid4

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.cached_db import SessionStore

from accounts.models import Organisation, Post, Tenure, User
from accounts.tokens import make_token
from bench.web import Browser
from history import clock
from history.acts import act


def person(role: str) -> User:
    """Somebody who holds a post of this role; made at the first call."""
    email = f"bench-{role}@example.org"
    user = User.objects.filter(email=email).first()
    if user is not None:
        return user
    with act("bench.person_added", by=None):
        user = User.objects.create_user(email, f"Bench {role}")
        office = Organisation.objects.order_by("pk").first()
        post = Post.objects.create(
            title=f"Bench {role}", slug=f"bench-{role}", organisation=office, role=role
        )
        Tenure.objects.create(post=post, holder=user, starts_on=clock.real_today())
    return user


def signed_in(port: int, role: str) -> Browser:
    """A browser in which somebody of this role is signed in."""
    user = person(role)
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return Browser(port, {settings.SESSION_COOKIE_NAME: str(session.session_key)})


def with_token(port: int, user: User) -> Browser:
    """A program that asks the API with a token of this person."""
    _token, secret = make_token(user, name=uuid4().hex, lasts=timedelta(days=1))
    return Browser(port, token=secret)
