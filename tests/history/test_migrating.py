import pytest
from django.core.management import call_command
from django.db import connection
from django.db.models.signals import pre_migrate

LIMITS = ("statement_timeout", "idle_in_transaction_session_timeout")


def limits() -> list[str]:
    with connection.cursor() as cursor:
        return [cursor.execute(f"SHOW {name}").fetchone()[0] for name in LIMITS]


@pytest.mark.django_db
def test_upgrade_has_no_time_limit_and_pages_keep_theirs() -> None:
    of_pages, during = limits(), []

    def look(**_: object) -> None:
        during.append(limits())

    pre_migrate.connect(look)
    try:
        call_command("migrate", verbosity=0)
    finally:
        pre_migrate.disconnect(look)

    assert set(map(tuple, during)) == {("0", "0")}
    assert limits() == of_pages == ["15s", "30s"]
