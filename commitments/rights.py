"""The one table of roles (PRODUCT.md 3.0.1). Lists and single answers are both made from it."""

from enum import Enum, auto

from django.utils.translation import gettext_lazy as _

from accounts.standing import Standing
from accounts.words import Role


class Right(Enum):
    """Something that a person may do."""

    SEE = _("see the internal record")
    DRAFT = _("write and change drafts")
    PROPOSE = _("send a plan for agreement")
    LOG = _("log progress")
    SUBMIT = _("submit a milestone for review")
    ASK_DATE = _("ask for a new date")
    AGREE = _("agree a plan")
    REVIEW = _("accept or return a submission")
    RATE = _("give the coordinator's rating")
    DECIDE_DATE = _("decide a date request")
    STEER = _("pause, resume, close and reopen")
    ESCALATE = _("open, raise, decide and end an escalation")
    RUN_STOCKTAKES = _("prepare and run stocktakes")
    FOLLOW_UP = _("follow up what is late")
    ANSWER = _("answer an escalation")
    SEE_QUEUES = _("see the review queues")
    SEE_CHANNELS = _("see what was posted to channels")
    HAND_OVER = _("hand over a post")
    MANAGE_BODIES = _("manage organisations, people and posts")
    SEE_PEOPLE = _("see who has an account")
    IMPORT = _("import a plan")
    RUN_ROUNDS = _("open and close reporting rounds")
    SEE_LEDGER = _("see what was sent to whom")
    OPERATE = _("see and mend background work")


class Scope(Enum):
    """How far a right reaches."""

    # Where one of the person's own posts is owner, contributor or responsible.
    OWN_POST = auto()
    # What the person's organisation leads, and what OWN_POST gives.
    OWN_ORGANISATION = auto()
    # Commitments that the person's organisation leads or takes part in.
    INVOLVED = auto()
    # Involved, and what is shared: visibility internal or public, and no draft.
    SHARED = auto()
    ALL = auto()


TABLE: dict[Right, dict[Role, Scope]] = {
    Right.SEE: {
        Role.OFFICIAL: Scope.SHARED,
        Role.FOCAL_POINT: Scope.SHARED,
        Role.COORDINATOR: Scope.ALL,
        Role.AUDITOR: Scope.ALL,
        Role.ADMINISTRATOR: Scope.ALL,
        Role.OBSERVER: Scope.INVOLVED,
    },
    Right.DRAFT: {
        Role.OFFICIAL: Scope.OWN_ORGANISATION,
        Role.FOCAL_POINT: Scope.OWN_ORGANISATION,
        Role.COORDINATOR: Scope.ALL,
    },
    Right.PROPOSE: {Role.FOCAL_POINT: Scope.OWN_ORGANISATION, Role.COORDINATOR: Scope.ALL},
    Right.LOG: {Role.OFFICIAL: Scope.OWN_POST, Role.FOCAL_POINT: Scope.OWN_ORGANISATION},
    Right.SUBMIT: {Role.OFFICIAL: Scope.OWN_POST, Role.FOCAL_POINT: Scope.OWN_ORGANISATION},
    Right.ASK_DATE: {Role.OFFICIAL: Scope.OWN_POST, Role.FOCAL_POINT: Scope.OWN_ORGANISATION},
    Right.AGREE: {Role.COORDINATOR: Scope.ALL},
    Right.REVIEW: {Role.COORDINATOR: Scope.ALL},
    Right.RATE: {Role.COORDINATOR: Scope.ALL},
    Right.DECIDE_DATE: {Role.COORDINATOR: Scope.ALL},
    Right.STEER: {Role.COORDINATOR: Scope.ALL},
    Right.ESCALATE: {Role.COORDINATOR: Scope.ALL},
    Right.RUN_STOCKTAKES: {Role.COORDINATOR: Scope.ALL},
    Right.FOLLOW_UP: {
        Role.FOCAL_POINT: Scope.OWN_ORGANISATION,
        Role.COORDINATOR: Scope.ALL,
    },
    Right.ANSWER: {Role.OFFICIAL: Scope.OWN_POST, Role.FOCAL_POINT: Scope.OWN_ORGANISATION},
    Right.SEE_QUEUES: {
        Role.FOCAL_POINT: Scope.OWN_ORGANISATION,
        Role.COORDINATOR: Scope.ALL,
        Role.AUDITOR: Scope.ALL,
    },
    Right.SEE_CHANNELS: {
        Role.COORDINATOR: Scope.ALL,
        Role.AUDITOR: Scope.ALL,
        Role.ADMINISTRATOR: Scope.ALL,
    },
    Right.HAND_OVER: {
        Role.OFFICIAL: Scope.OWN_POST,
        Role.FOCAL_POINT: Scope.OWN_ORGANISATION,
        Role.COORDINATOR: Scope.ALL,
        Role.ADMINISTRATOR: Scope.ALL,
        Role.AUDITOR: Scope.OWN_POST,
        Role.OBSERVER: Scope.OWN_POST,
    },
    Right.MANAGE_BODIES: {Role.ADMINISTRATOR: Scope.ALL},
    Right.SEE_PEOPLE: {Role.ADMINISTRATOR: Scope.ALL, Role.AUDITOR: Scope.ALL},
    Right.RUN_ROUNDS: {Role.COORDINATOR: Scope.ALL},
    Right.IMPORT: {
        Role.FOCAL_POINT: Scope.OWN_ORGANISATION,
        Role.COORDINATOR: Scope.ALL,
        Role.ADMINISTRATOR: Scope.ALL,
    },
    Right.OPERATE: {Role.ADMINISTRATOR: Scope.ALL},
    Right.SEE_LEDGER: {
        Role.COORDINATOR: Scope.ALL,
        Role.AUDITOR: Scope.ALL,
        Role.ADMINISTRATOR: Scope.ALL,
    },
}


def scopes(standing: Standing, right: Right) -> dict[Scope, list[Role]]:
    """How far a right reaches for the posts held, and by which roles."""
    found: dict[Scope, list[Role]] = {}
    for role in standing.roles:
        if scope := TABLE[right].get(role):
            found.setdefault(scope, []).append(role)
    return found


def has_anywhere(standing: Standing, right: Right) -> bool:
    """Whether the right reaches anything at all."""
    return bool(scopes(standing, right))
