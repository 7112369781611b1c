"""The words of reminders: rungs, and why somebody is written to, or is not."""

from django.db.models.enums import TextChoices
from django.utils.translation import gettext_lazy as _


class Rung(TextChoices):
    """One step of a ladder. Inside a ladder a later rung stands higher."""

    # The owner's ladder of a milestone (5.2). E3 goes to a stocktake, not by letter.
    R1 = "r1", _("Coming up")
    R2 = "r2", _("Due in a week")
    R3 = "r3", _("Due tomorrow")
    O1 = "o1", _("Overdue, first ask")
    O2 = "o2", _("Overdue, second ask")
    O3 = "o3", _("Overdue, third ask")
    E1 = "e1", _("Escalated to the focal point")
    E2 = "e2", _("Escalated to the head of the organisation")
    # Asked by a coordinator, of many at once (screen 10).
    F1 = "f1", _("Follow-up")
    # What was decided, told at once (L4).
    A1 = "a1", _("Returned for changes")
    A2 = "a2", _("Accepted as achieved")
    A3 = "a3", _("Closed, not achieved")
    A4 = "a4", _("Date request answered")
    # The next update of a commitment (5.3).
    U1 = "u1", _("Update coming up")
    U2 = "u2", _("Update due")
    U3 = "u3", _("Update due, second ask")
    U4 = "u4", _("No update")
    # A submission that waits for review.
    V1 = "v1", _("To review")
    V2 = "v2", _("To review, working day 3")
    V3 = "v3", _("To review, working day 5")
    V4 = "v4", _("Review late")
    # A date request that waits for a decision.
    Q1 = "q1", _("Date request, working day 3")
    Q2 = "q2", _("Date request, working day 5")
    # A pause that is to be looked at again.
    P1 = "p1", _("Pause to check in 14 days")
    P2 = "p2", _("Pause to check today")
    P3 = "p3", _("Pause to check, each week")
    # A commitment that nobody owns.
    N1 = "n1", _("No owner")
    N2 = "n2", _("No owner, each week")
    # Somebody says that it is not theirs.
    W1 = "w1", _("Wrong person")
    # Of no item: the queue of a day, of a week, the month of an organisation (L5), a hand-over
    # (L8), a letter that somebody did not get.
    D1 = "d1", _("Queue of the day")
    D2 = "d2", _("Digest of the week")
    D3 = "d3", _("Month of the organisation")
    H1 = "h1", _("Handed over")
    B1 = "b1", _("Letter not delivered")
    # A reporting round (F4), also of no item.
    G1 = "g1", _("Reporting round opens")
    G2 = "g2", _("Reporting round ends in a week")
    G3 = "g3", _("Reporting round ends next")
    G4 = "g4", _("Reporting round is over")


BEFORE = (Rung.R1, Rung.R2, Rung.R3)
OVERDUE = (Rung.O1, Rung.O2, Rung.O3)
ESCALATIONS = (Rung.E1, Rung.E2)
ANSWERS = (Rung.A1, Rung.A2, Rung.A3, Rung.A4)
# L4: told on the day, in the hours, also beside the letter of the day.
AT_ONCE = (*ANSWERS, *ESCALATIONS, Rung.F1)
UPDATES = (Rung.U1, Rung.U2, Rung.U3, Rung.U4)
REVIEWS = (Rung.V1, Rung.V2, Rung.V3, Rung.V4)
REQUESTS = (Rung.Q1, Rung.Q2)
PAUSES = (Rung.P1, Rung.P2, Rung.P3)
NO_OWNER = (Rung.N1, Rung.N2)
DIGESTS = (Rung.D1, Rung.D2, Rung.D3)
ROUNDS = (Rung.G1, Rung.G2, Rung.G3, Rung.G4)
# Their notices name no commitment.
WITHOUT_ITEM = (*DIGESTS, Rung.H1, Rung.B1, *ROUNDS)


class Because(TextChoices):
    """Why a person is written to."""

    OWNER = "owner", _("you are the accountable owner")
    RESPONSIBLE = "responsible", _("you are responsible for this milestone")
    FOCAL_POINT = "focal_point", _("you are the focal point of the organisation")
    COORDINATOR = "coordinator", _("you coordinate the plan")
    LEAD = "lead", _("you lead the coordination")
    HEAD = "head", _("you head the organisation")
    ADMINISTRATOR = "administrator", _("you administer the tracker")
    HOLDER = "holder", _("a post was handed over to you")
    # Section 2 and W11: nobody holds the post that should get it.
    NO_OWNER = "no_owner", _("nobody owns it, so it falls to you")
    NO_FOCAL_POINT = "no_focal_point", _("the organisation has no focal point")
    # L6: the owner is away and nobody stands in.
    OWNER_AWAY = "owner_away", _("the accountable owner is away and has no deputy")


class Silence(TextChoices):
    """Why nothing is said of an item, for a while or at all."""

    DRAFT = "draft", _("It is a draft, not yet a promise.")
    NO_DEADLINE = "no_deadline", _("It has no deadline.")
    NOT_ACTIVE = "not_active", _("Its commitment is not active.")
    SUBMITTED = "submitted", _("It waits for review.")
    ACHIEVED = "achieved", _("It is achieved.")
    PAUSED = "paused", _("It is paused.")
    CLOSED = "closed", _("It is closed.")
    RETURNED = "returned", _("It was just returned.")
    DATE_REQUESTED = "date_requested", _("A date request waits.")
    IMPORTED = "imported", _("It was just imported.")
    ALL_SAID = "all_said", _("Every reminder of this deadline is due or sent.")


class Withdrawal(TextChoices):
    """Why a notice that was planned is not sent."""

    OVERTAKEN = "overtaken", _("A later reminder took its place")
    NEW_DEADLINE = "new_deadline", _("The deadline moved")
    NOT_DUE = "not_due", _("No longer due")
    QUIET = "quiet", _("Quiet time")
    NOT_THEIRS = "not_theirs", _("No longer theirs")


class Unmailed(TextChoices):
    """Why a notice stands in the inbox only (L10)."""

    SWITCHED_OFF = "switched_off", _("Switched off by the person")
    INBOX_ONLY = "inbox_only", _("The person chose the inbox only")
    MUTED = "muted", _("The person muted this commitment")


# Named by the columns that hold them, so that a new word needs no migration.
def rungs() -> list[tuple[str, str]]:
    return [(word.value, str(word.label)) for word in Rung]


def reasons() -> list[tuple[str, str]]:
    return [(word.value, str(word.label)) for word in Because]


def withdrawals() -> list[tuple[str, str]]:
    return [(word.value, str(word.label)) for word in Withdrawal]


def unmailed() -> list[tuple[str, str]]:
    return [(word.value, str(word.label)) for word in Unmailed]
