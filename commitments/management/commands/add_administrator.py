from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.urls import reverse

from commitments.services.errors import Refused
from commitments.services.founding import add_administrator


class Command(BaseCommand):
    help = "Add the first administrator, who then adds organisations, people and posts by page."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--name", required=True, help="as people know them")
        parser.add_argument("--organisation", required=True, help="added when it is new")

    def handle(self, *args: Any, email: str, name: str, organisation: str, **options: Any) -> None:
        try:
            person = add_administrator(email=email, name=name, organisation=organisation)
        except Refused as refused:
            raise CommandError(f"{refused} {refused.fix}") from refused
        except ValidationError as refused:
            raise CommandError(" ".join(refused.messages)) from refused
        self.stdout.write(
            f"{person.name} is the administrator. Next they ask for a password at"
            f" {reverse('account_reset_password')} and choose one by the link that comes."
        )
