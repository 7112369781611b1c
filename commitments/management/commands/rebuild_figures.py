from typing import Any

from django.core.management.base import BaseCommand

from commitments.figures import keeping


class Command(BaseCommand):
    help = "Count the figures of today anew, for example after rows were loaded by hand."

    def handle(self, *args: Any, **options: Any) -> None:
        keeping.rebuild()
        self.stdout.write("The figures of today are counted anew.")
