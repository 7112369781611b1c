"""A real browser on the pages of a running tracker."""

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connections
from django.test import Client
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright

from accounts.models import User

# A busy machine is slow, not wrong.
expect.set_options(timeout=20_000)


@pytest.fixture(scope="session")
def browser(chromium_path: str) -> Iterator[Browser]:
    # Playwright keeps a loop in this thread; the database is asked outside it all the same.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=chromium_path, args=["--no-sandbox", "--disable-gpu"]
        )
        yield chromium
        chromium.close()
        # Beside that loop Django holds connections apart from those that pytest-django closes.
        connections.close_all()


@pytest.fixture
def page(browser: Browser, live_server) -> Iterator[Page]:
    """A page that fails its test when the browser complains, as it does about the policy."""
    context = browser.new_context(base_url=live_server.url, viewport={"width": 1280, "height": 900})
    complaints: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            complaints.append(message.text)

    page = context.new_page()
    page.on("console", hear)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
    assert complaints == []


@pytest.fixture
def plain_page(browser: Browser, live_server: Any) -> Iterator[Page]:
    """A page without JavaScript."""
    context = browser.new_context(
        base_url=live_server.url,
        viewport={"width": 1280, "height": 900},
        java_script_enabled=False,
    )
    yield context.new_page()
    context.close()


@pytest.fixture
def sign_in(live_server: Any) -> Callable[[Page, User], None]:
    """Come with a session, as after the sign-in that `test_sign_in` tries."""

    def come(page: Page, user: User) -> None:
        client = Client()
        client.force_login(user)
        key = client.cookies["sessionid"].value
        page.context.clear_cookies()
        page.context.add_cookies([{"name": "sessionid", "value": key, "url": live_server.url}])

    return come
