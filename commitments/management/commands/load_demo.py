from typing import Any

from django.core.management.base import BaseCommand, CommandError

from commitments.demo.bodies import PASSWORD
from commitments.demo.load import has_room, is_loaded, load_demo


class Command(BaseCommand):
    help = "Load the invented country of Tavania, dated from today. Does nothing when it is there."

    def handle(self, *args: Any, **options: Any) -> None:
        if is_loaded():
            self.stdout.write("The demo is loaded already.")
            return
        if not has_room():
            raise CommandError("The record is in use: invented data goes into an empty one only.")
        events = load_demo()
        self.stdout.write(f"Loaded the demo: {events} events. Everybody's password: {PASSWORD}")
