from commitments.reminders.models.bounce import Bounce
from commitments.reminders.models.channel_post import ChannelPost
from commitments.reminders.models.letter import Letter
from commitments.reminders.models.notice import Notice
from commitments.reminders.models.preference import Away, Mute, Preference
from commitments.reminders.models.watch import Watch
from commitments.reminders.models.wrong_person import WrongPerson

__all__ = [
    "Away",
    "Bounce",
    "ChannelPost",
    "Letter",
    "Mute",
    "Notice",
    "Preference",
    "Watch",
    "WrongPerson",
]
