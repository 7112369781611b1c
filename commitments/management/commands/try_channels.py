from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from commitments.reminders.carriers import Fate
from commitments.reminders.channels.addresses import channels
from commitments.reminders.channels.carrier import post


class Command(BaseCommand):
    """Tells whoever runs the tracker whether its channels can be reached."""

    help = "Post a test line to each channel of CHANNELS and say what came of it."

    def handle(self, *args: Any, **options: Any) -> None:
        named = channels()
        if not named:
            raise CommandError("CHANNELS is empty: there is no channel to try.")
        text = _("This is a test of the commitment tracker. Nothing needs to be done.")
        failed = 0
        for channel in named:
            outcome = post(channel, text)
            failed += outcome.fate is not Fate.SENT
            self.stdout.write(f"{channel.label}: {outcome.answer or 'sent'}")
        if failed:
            raise CommandError(f"{failed} of {len(named)} channels were not reached.")
