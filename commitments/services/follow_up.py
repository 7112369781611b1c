"""Ask many owners at once (screen 10). The letters follow by the clock, one a person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from commitments import permissions
from commitments.models import FollowUp, FollowUpItem, Milestone
from commitments.rights import Right
from commitments.rules.follow_up import FIELDS, PEOPLE_AT_MOST, Letter
from commitments.rules.words import OPEN_STATES, CommitmentState
from commitments.services.errors import Problems, Refused
from commitments.services.lengths import too_long
from history import clock
from history.acts import act

TEXT_LENGTH, SUBJECT_LENGTH = 3000, 77


@dataclass(frozen=True)
class Asked:
    """A milestone, and who is asked about it."""

    milestone: Milestone
    person_id: int
    post_id: int | None


def follow_up(
    asked: Sequence[Asked],
    *,
    by: User,
    letter: str,
    text: str,
    reply_by: date,
    subject: str = "",
    copies: bool = False,
    again: FollowUp | None = None,
) -> FollowUp:
    """Ask these people about these milestones; each gets one letter that names all of theirs.

    What was decided or closed meanwhile is left out. Refuses more than 2,000 people at once.
    """
    problems = problems_of_message(letter, text, reply_by, subject)
    if problems:
        raise Problems(problems)
    if not asked:
        raise Refused(_("Tick at least one row to follow up."))
    people = {one.person_id for one in asked}
    if len(people) > PEOPLE_AT_MOST:
        raise too_many(len(people))
    post = permissions.acting_post(by, Right.FOLLOW_UP)
    with act("follow_up.sent", by=by, post=post, reason=text):
        reached = Milestone.objects.reached_by(by, Right.FOLLOW_UP).filter(
            pk__in=[one.milestone.pk for one in asked],
            state__in=OPEN_STATES,
            commitment__state=CommitmentState.ACTIVE,
        )
        allowed = set(reached.values_list("pk", flat=True))
        if not allowed:
            raise Refused(_("None of these is open any more. Nobody is written to."))
        made = FollowUp.objects.create(
            letter=letter,
            subject=" ".join(subject.split()),
            text=text,
            reply_by=reply_by,
            copies=copies,
            again=again,
            sent_on=clock.real_today(),
            sent_at=clock.now(),
            sent_by=by,
            post_id=post.post_id if post else None,
        )
        FollowUpItem.objects.bulk_create(
            FollowUpItem(
                follow_up=made,
                milestone=one.milestone,
                person_id=one.person_id,
                post_id=one.post_id,
            )
            for one in asked
            if one.milestone.pk in allowed
        )
        return made


def problems_of_message(letter: str, text: str, reply_by: date, subject: str) -> dict[str, str]:
    """What stands against a message, by field."""
    problems = too_long(
        {"text": text, "subject": subject}, {"text": TEXT_LENGTH, "subject": SUBJECT_LENGTH}
    )
    if letter not in Letter.values:
        problems["letter"] = _("Choose a message to start from.")
    if not text.strip():
        problems["text"] = _("Write what you ask.")
    rest = text
    for field in FIELDS:
        rest = rest.replace(field, "")
    if "{" in rest or "}" in rest:
        problems["text"] = _("Use no other fields than {name}, {list} and {reply_by}.")
    if reply_by <= clock.real_today():
        problems["reply_by"] = _("The day to answer by must be after today.")
    return problems


def too_many(people: int) -> Refused:
    """Why so many are not written to at once, and what to do."""
    words = ngettext(
        "This would write to %(n)d person, and 2,000 at once are the most.",
        "This would write to %(n)d people, and 2,000 at once are the most.",
        people,
    )
    return Refused(words % {"n": people}, fix=_("Send it to one organisation at a time."))
