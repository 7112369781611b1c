from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from bench.volume import fill, filled


class Command(BaseCommand):
    help = "Fill the record with a large invented example, for measuring speed."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--commitments", type=int, required=True, metavar="N")

    def handle(self, *args: Any, **options: Any) -> None:
        if filled():
            raise CommandError("This record has its large example already. Use another home.")
        fill(options["commitments"], self.stdout.write)
