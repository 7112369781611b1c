"""Servers, browser and mail for every test; a database that keeps its reference data."""

import shutil
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from django.apps import apps
from django.core.cache import cache
from django.core.management import call_command, get_commands
from django.db import connection, transaction
from django.db.models import Model
from django.test import TransactionTestCase
from hypothesis import settings as hypothesis_settings

from history.models import Act
from tests import servers
from tests.settings import TEST_HOME

pytest_plugins = ["tests.fixtures"]

# A busy machine makes a property slow, not wrong.
hypothesis_settings.register_profile("tracker", deadline=None)
hypothesis_settings.load_profile("tracker")

FRAMEWORK_TABLES = {"django_migrations", "django_content_type", "auth_permission"}


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    """Start the servers in the first process, before it starts workers."""
    if hasattr(session.config, "workerinput") or session.config.option.collectonly:
        return
    stack = ExitStack()
    session.config.add_cleanup(stack.close)
    stack.callback(shutil.rmtree, TEST_HOME, ignore_errors=True)
    stack.enter_context(servers.throw_away_servers(TEST_HOME))


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: object) -> None:
    """Load the reference data once for each worker's database."""
    if "load_reference" in get_commands():
        with django_db_blocker.unblock():  # type: ignore[attr-defined]
            call_command("load_reference", verbosity=0)


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    cache.clear()


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """The path of the machine's Chromium or Chrome."""
    found = servers.find_chromium()
    if found is None:
        pytest.fail("Browser tests need Chromium: install the package `chromium`, or Chrome.")
    return found


@pytest.fixture
def smtp_server() -> Iterator[servers.MailServer]:
    """A real mail server for one test, and the tracker's e-mail going to it."""
    with servers.mail_server() as server:
        yield server


def _is_reference(model: type[Model]) -> bool:
    """Reference data and its versions: loaded once, changed by no test."""
    tracked = getattr(model, "pgh_tracked_model", model)
    return tracked.__module__.startswith("commitments.reference")


def _empty_tables(self: TransactionTestCase) -> None:
    """What a test with real transactions wrote, it removes.

    Triggers refuse both TRUNCATE and DELETE of the record, rightly. A replica's role has none.
    """
    kept = {model._meta.db_table for model in apps.get_models() if _is_reference(model)}
    tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        for table in sorted(set(tables) - kept - FRAMEWORK_TABLES):
            but = " WHERE kind <> 'reference.loaded'" if table == Act._meta.db_table else ""
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(table)}{but}")


TransactionTestCase._fixture_teardown = _empty_tables  # type: ignore[method-assign]
