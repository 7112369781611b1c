from typing import Any

from django.core.management.base import BaseCommand

from history.seals import seal_now


class Command(BaseCommand):
    help = "Seal what was written since the last seal. The worker does this every minute."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{seal_now()} seals made.")
