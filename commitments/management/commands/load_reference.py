from typing import Any

from django.core.management.base import BaseCommand

from commitments.reference.load import load_reference


class Command(BaseCommand):
    help = (
        "Load objectives, actions, principles, countries and other reference data; safe to repeat."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        written = load_reference()
        self.stdout.write(f"{written} rows written." if written else "Everything is in place.")
