from typing import Any

from django.core.management.base import BaseCommand, CommandError

from history.seals import newest_seal
from history.verification import verify


class Command(BaseCommand):
    help = "Recompute the whole record and name the first entry that does not fit."

    def handle(self, *args: Any, **options: Any) -> None:
        verdict = verify()
        if not verdict.whole:
            raise CommandError(verdict.problem)
        newest = newest_seal()
        head = f" Newest seal: {newest.number} {newest.sha256}." if newest else ""
        self.stdout.write(
            f"The record is whole: {verdict.seals} seals over {verdict.entries} entries; "
            f"{verdict.unsealed_acts} acts wait for the next seal.{head}"
        )
