from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import Tenure, User
from accounts.words import Role
from commitments.services.errors import Refused
from history import clock
from reports.editions import issue_to
from reports.formats import FORMATS
from reports.kinds import KINDS
from reports.scope import Scope


class Command(BaseCommand):
    help = "Make a report as at a day into a file, and issue it with a number."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("kind", choices=sorted(KINDS))
        parser.add_argument("--as-of", help="a past day as YYYY-MM-DD; today when left out")
        parser.add_argument("--compare-with", help="an earlier day to compare with")
        parser.add_argument("--format", choices=sorted(FORMATS), default="csv")
        parser.add_argument("--output", required=True, help="the file to write")
        parser.add_argument("--filter", default="", help="as in a list's address: level=local")
        parser.add_argument("--by", help="email of the person who issues it; else an auditor")

    def handle(self, *args: Any, **options: Any) -> None:
        path = Path(options["output"])
        # First under another name: a report that fails halfway leaves no file that looks whole.
        partial = path.with_name(f".{path.name}.partial")
        try:
            scope = Scope(_issuer(options["by"]), options["filter"], _day(options["as_of"]))
            with partial.open("wb") as file:
                edition = issue_to(
                    scope,
                    options["format"],
                    file,
                    kind=options["kind"],
                    compared_with=_compared(options["compare_with"]),
                )
        except Refused as refused:
            raise CommandError(refused.problem) from refused
        except OSError as error:
            raise CommandError(f"{path} cannot be written: {error.strerror}.") from error
        finally:
            if partial.exists() and "edition" not in locals():
                partial.unlink()
        partial.replace(path)
        self.stdout.write(
            f"{edition.number}: {edition.rows} rows of {edition.commitments} commitments "
            f"as at {edition.as_of}\ndata {edition.data_sha256}\nfile {edition.file_sha256}"
        )


def _day(text: str | None) -> date:
    return _named(text, "--as-of") if text else clock.real_today()


def _compared(text: str | None) -> date | None:
    return _named(text, "--compare-with") if text else None


def _named(text: str, option: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise CommandError(f"Enter a real date for {option}, like 2026-03-31.") from None


def _issuer(email: str | None) -> User:
    if email:
        user = User.objects.filter(email__iexact=email, is_active=True).first()
        if user is None:
            raise CommandError(f"Nobody has the email address {email}.")
        return user
    running = Tenure.objects.running(on=clock.real_today())
    tenure = running.filter(post__role=Role.AUDITOR, holder__is_active=True)
    first = tenure.select_related("holder").order_by("pk").first()
    if first is None:
        raise CommandError("Name who issues the report with --by EMAIL.")
    return first.holder
