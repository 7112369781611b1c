"""What a service refuses, in words a person can act on."""

from datetime import datetime
from typing import Any

from django.utils.dateformat import time_format
from django.utils.translation import gettext as _

from commitments.rules.dates import in_text
from history import clock


class Refused(Exception):
    """A change that a rule does not allow. Nothing was written.

    `field` names the input it is about, or is empty; `fix` says what to do.
    """

    def __init__(self, problem: str, *, field: str = "", fix: str = "") -> None:
        super().__init__(problem)
        self.problem = problem
        self.field = field
        self.fix = fix


class Problems(Refused):
    """Several fields are refused at once; `problems` maps each field to its sentence."""

    def __init__(self, problems: dict[str, str]) -> None:
        field, problem = next(iter(problems.items()))
        super().__init__(problem, field=field)
        self.problems = problems


class Changed(Refused):
    """Somebody changed the record since it was read (C1). `current` is the row as it is now."""

    def __init__(self, current: Any) -> None:
        super().__init__(
            _("This was changed by somebody else since you opened it."),
            fix=_("Compare both versions, choose for each field, and send again."),
        )
        self.current = current


class AlreadyDecided(Refused):
    """Somebody else decided first (C2). `decided_by` and `decided_at` say who and when."""

    def __init__(self, problem: str, *, decided_by: Any = None, decided_at: Any = None) -> None:
        super().__init__(problem, fix=_("Open the record to see the decision."))
        self.decided_by = decided_by
        self.decided_at = decided_at

    @classmethod
    def told(cls, sentence: str, *, by: Any, at: datetime) -> "AlreadyDecided":
        """From a sentence with `%(name)s` and `%(time)s`: "Already accepted by … at 10:04."."""
        facts = {"name": by.name, "time": moment_in_words(at)}
        return cls(sentence % facts, decided_by=by, decided_at=at)


def moment_in_words(moment: datetime) -> str:
    """A time of today, or of another day with its date: "at 10:04", "on 3 June 2026 at 10:04"."""
    time = time_format(moment.astimezone(clock.zone()).time(), "H:i")
    day = clock.day_of(moment)
    if day == clock.real_today():
        return _("at %(time)s") % {"time": time}
    return _("on %(day)s at %(time)s") % {"day": in_text(day), "time": time}
