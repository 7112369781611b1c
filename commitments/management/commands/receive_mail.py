import asyncio
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from commitments.reminders.inbound.listener import serve


class Command(BaseCommand):
    """The part that takes answers to letters; `manage.py start` runs it where it is configured."""

    help = "Listen at INBOUND_LISTEN for answers to letters, until Ctrl-C."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.INBOUND_LISTEN is None:
            raise CommandError("Set INBOUND_ADDRESS and INBOUND_LISTEN to take answers by mail.")
        host, port = settings.INBOUND_LISTEN
        try:
            asyncio.run(serve(host, port))
        except OSError as problem:
            raise CommandError(f"Cannot listen at {host}:{port}: {problem.strerror}") from problem
