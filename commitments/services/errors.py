"""What a service refuses, in words a person can act on."""

from typing import Any

from django.utils.translation import gettext as _


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
