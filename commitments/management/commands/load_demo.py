from typing import Any

from django.core.management.base import BaseCommand

from commitments.demo.bodies import PASSWORD
from commitments.demo.load import is_loaded, load_demo


class Command(BaseCommand):
    help = "Load the invented country of Tavania, dated from today. Does nothing when it is there."

    def handle(self, *args: Any, **options: Any) -> None:
        if is_loaded():
            self.stdout.write("The demo is loaded already.")
            return
        events = load_demo()
        self.stdout.write(f"Loaded the demo: {events} events. Everybody's password: {PASSWORD}")
