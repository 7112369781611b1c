from commitments.reminders.models.bounce import Bounce
from commitments.reminders.models.letter import Letter
from commitments.reminders.models.notice import Notice
from commitments.reminders.models.preference import Away, Mute, Preference
from commitments.reminders.models.watch import Watch

__all__ = ["Away", "Bounce", "Letter", "Mute", "Notice", "Preference", "Watch"]
