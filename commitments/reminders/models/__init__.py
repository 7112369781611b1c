from commitments.reminders.models.bounce import Bounce
from commitments.reminders.models.letter import Letter
from commitments.reminders.models.notice import Notice
from commitments.reminders.models.watch import Watch

__all__ = ["Bounce", "Letter", "Notice", "Watch"]
