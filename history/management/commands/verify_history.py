from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from history.seals import newest_seal
from history.verification import has_seal, verify


class Command(BaseCommand):
    help = "Recompute the whole record and name the first entry that does not fit."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--seal",
            nargs=2,
            metavar=("NUMBER", "SHA256"),
            help="a seal as a report issued before prints it; must be in the record",
        )

    def handle(self, *args: Any, seal: list[str] | None, **options: Any) -> None:
        verdict = verify()
        if not verdict.whole:
            raise CommandError(verdict.problem)
        if seal:
            number, sha256 = seal
            if not number.isdecimal() or not has_seal(int(number), sha256):
                raise CommandError(
                    f"Seal {number} {sha256} is not in this record: its newest entries were "
                    "removed, or it was written anew."
                )
        newest = newest_seal()
        head = f" Newest seal: {newest.number} {newest.sha256}." if newest else ""
        self.stdout.write(
            f"The record is whole: {verdict.seals} seals over {verdict.entries} entries; "
            f"{verdict.unsealed_acts} acts wait for the next seal.{head}"
        )
