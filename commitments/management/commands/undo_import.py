from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from commitments.imports.undo import blocks, undo_run
from commitments.management.people import person_with
from commitments.models import ImportRun
from commitments.services.errors import Refused


class Command(BaseCommand):
    help = "Undo a whole import within seven days, if nobody worked with what it brought."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("run", type=UUID, help="the number that import_plan printed")
        parser.add_argument("--by", help="email of the person who imported it; else the system")

    def handle(self, *args: Any, **options: Any) -> None:
        # A job, not a page: a large import may take its time (C4).
        with connection.cursor() as cursor:
            cursor.execute("SET statement_timeout = '5min'")
        run = ImportRun.objects.filter(pk=options["run"]).first()
        if run is None:
            raise CommandError(f"There is no import {options['run']}.")
        try:
            undo_run(run, by=person_with(options["by"]))
        except PermissionDenied as denied:
            raise CommandError(str(denied) or "This person may not import.") from denied
        except Refused as refused:
            for block in blocks(run) if run.act_id else []:
                who = f", {block.by}" if block.by else ""
                self.stderr.write(f"  {block.about}: {block.deed}{who}")
            raise CommandError(f"{refused.problem} {refused.fix}".strip()) from refused
        self.stdout.write(self.style.SUCCESS(f"{run.file_name} is undone."))
