"""What a letter says of one item, and in which part of it that stands (L3)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.conf import settings
from django.db.models.enums import TextChoices
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from commitments.models import FollowUp, Update
from commitments.reminders.inbound.addresses import reply_address
from commitments.reminders.models import Notice
from commitments.reminders.rules.words import (
    ANSWERS,
    BEFORE,
    ESCALATIONS,
    NO_OWNER,
    PAUSES,
    REQUESTS,
    REVIEWS,
    UPDATES,
    Because,
    Rung,
)
from commitments.reminders.situation import Item
from commitments.rules import dates
from commitments.rules.words import MilestoneState

SAID_AT_MOST = 160
REASONS_AT_MOST = 600


class Part(TextChoices):
    """The parts of a letter, in their order (L3)."""

    FOLLOW_UP = "follow_up", gettext_lazy("Please answer")
    ESCALATED = "escalated", gettext_lazy("Decision needed")
    DIGEST = "digest", gettext_lazy("The plan")
    HANDED_OVER = "handed_over", gettext_lazy("Handed over to you")
    RETURNED = "returned", gettext_lazy("Returned to you")
    DECIDED = "decided", gettext_lazy("Decided")
    OVERDUE = "overdue", gettext_lazy("Overdue")
    DUE = "due", gettext_lazy("Due")
    UPDATE_DUE = "update_due", gettext_lazy("Update due")
    WRONG_PERSON = "wrong_person", gettext_lazy("Wrong person")
    REVIEW = "review", gettext_lazy("To review")
    REQUESTS = "requests", gettext_lazy("Date requests")
    PAUSES = "pauses", gettext_lazy("Pauses to check")
    NO_OWNER = "no_owner", gettext_lazy("Nobody owns this")
    NOT_DELIVERED = "not_delivered", gettext_lazy("Letters that did not arrive")
    COMING_UP = "coming_up", gettext_lazy("Coming up")


@dataclass(frozen=True)
class Piece:
    """One item of a letter. `headline` and `code` are the subject where it stands alone."""

    part: Part
    # Inside a part: longest overdue first, then the nearest deadline.
    order: tuple[int, str]
    headline: str
    code: str
    lines: list[str]
    links: list[tuple[str, str]]
    because: Because
    next: str = ""
    stands_in_for: str = ""
    rung: Rung = Rung.R1
    # What a coordinator asked, where one did (screen 10).
    follow_up: FollowUp | None = None
    # Where an answer by mail becomes a draft; empty where none does.
    reply_to: str = ""


@dataclass(frozen=True)
class Background:
    """What is read once for all letters that are written together."""

    on: date
    names: dict[int, str] = field(default_factory=dict)
    # By commitment: the newest words.
    words: dict[int, Update] = field(default_factory=dict)


def piece_of(notice: Notice, item: Item, known: Background) -> Piece:
    """What is said of a notice that is due."""
    rung = Rung(notice.rung)
    days = (known.on - notice.counts_from).days
    promise = item.commitment
    return Piece(
        part=_part(rung, item),
        order=(-days, notice.milestone.code if notice.milestone else promise.code),
        headline=_headline(notice, item, known.on),
        code=notice.milestone.code if notice.milestone and rung == Rung.A4 else promise.code,
        lines=[*_lines(notice, item, days, known)],
        links=_links(rung, notice, item),
        because=Because(notice.because),
        next=_next(rung, item, known),
        stands_in_for=notice.stands_in_for.name if notice.stands_in_for else "",
        rung=rung,
        follow_up=item.follow_up if rung == Rung.F1 else None,
        reply_to=_reply_to(rung, notice),
    )


def address(name: str, *args: object) -> str:
    """The full address of one of our pages: plain, without a secret, and the same for ever."""
    return settings.SITE_URL + reverse(name, args=args)


def _part(rung: Rung, item: Item) -> Part:
    if rung in (Rung.A2, Rung.A3, Rung.A4):
        return Part.DECIDED
    if rung in ESCALATIONS:
        return Part.ESCALATED
    if rung == Rung.F1:
        return Part.FOLLOW_UP
    if rung == Rung.W1:
        return Part.WRONG_PERSON
    if item.milestone and item.milestone.state == MilestoneState.RETURNED:
        return Part.RETURNED
    if rung in (Rung.R1, Rung.U1):
        return Part.COMING_UP
    if rung in BEFORE:
        return Part.DUE
    return next((part for rungs, part in _PARTS.items() if rung in rungs), Part.OVERDUE)


_PARTS = {
    UPDATES: Part.UPDATE_DUE,
    REVIEWS: Part.REVIEW,
    REQUESTS: Part.REQUESTS,
    PAUSES: Part.PAUSES,
    NO_OWNER: Part.NO_OWNER,
}


def _headline(notice: Notice, item: Item, on: date) -> str:
    rung, day = Rung(notice.rung), notice.counts_from
    title = item.milestone.title if item.milestone else item.commitment.title
    facts = {"title": title, "day": dates.near_with_long_weekday(day, on=on)}
    if rung in ANSWERS:
        return _answer_headline(rung, item) % facts
    if rung in UPDATES:
        return _update_headline(rung, item, day, on) % facts
    if rung in BEFORE:
        words = _("Due today, %(day)s: %(title)s") if day == on else _("Due %(day)s: %(title)s")
        return words % facts
    if rung in REVIEWS:
        strand = item.strand_of(rung)
        due = strand.ladder.days[Rung.V3] if strand else day
        facts["day"] = dates.near_with_long_weekday(due, on=on)
        late = rung == Rung.V4
        words = _("Review late, was due %(day)s: %(title)s") if late else ""
        return (words or _("To review by %(day)s: %(title)s")) % facts
    if rung in REQUESTS:
        if notice.because != Because.COORDINATOR:
            return _("Your date request still waits: %(title)s") % facts
        return _("Date request waits since %(day)s: %(title)s") % facts
    if rung in NO_OWNER:
        return _("Nobody owns this since %(day)s: %(title)s") % facts
    if rung in PAUSES:
        words = _("Pause to check by %(day)s: %(title)s")
        if day < on:
            words = _("Pause to check since %(day)s: %(title)s")
        return words % facts
    if rung == Rung.W1:
        names = {row.pk: row.person.name for row in item.wrong}
        facts["name"] = names.get(notice.cause, "")
        return _("%(name)s says this is not theirs: %(title)s") % facts
    if rung == Rung.F1 and item.follow_up:
        facts["day"] = dates.near_with_long_weekday(item.follow_up.reply_by, on=on)
        return _("Please answer by %(day)s: %(title)s") % facts
    if rung in ESCALATIONS and item.escalation:
        facts["day"] = dates.near_with_long_weekday(item.escalation.answer_by, on=on)
        return _("Decision needed by %(day)s: %(title)s") % facts
    days = (on - day).days
    words = ngettext("Overdue by %(n)d day: %(title)s", "Overdue by %(n)d days: %(title)s", days)
    return words % {**facts, "n": days}


def _answer_headline(rung: Rung, item: Item) -> str:
    """With the title left open."""
    match rung:
        case Rung.A1:
            return _("Returned for changes: %(title)s")
        case Rung.A2:
            return _("Accepted as achieved: %(title)s")
        case Rung.A3:
            return _("Closed, not achieved: %(title)s")
    answer = item.answer
    if answer is None or answer.decided_deadline is None:
        return _("Date request refused: %(title)s")
    words = _("New date approved: %(day)s")
    return words % {"day": dates.in_text(answer.decided_deadline)}


def _update_headline(rung: Rung, item: Item, day: date, on: date) -> str:
    if rung == Rung.U4:
        silent = (on - day).days + item.commitment.update_interval
        words = ngettext(
            "No update for %(n)d day: %%(title)s", "No update for %(n)d days: %%(title)s", silent
        )
        return words % {"n": silent}
    if on > day:
        return _("Update due since %(day)s: %(title)s")
    return _("Update due today: %(title)s") if on == day else _("Update due %(day)s: %(title)s")


def _lines(notice: Notice, item: Item, days: int, known: Background) -> Sequence[str]:
    promise, step = item.commitment, item.milestone
    lines = [_("Commitment %(code)s, %(title)s") % {"code": promise.code, "title": promise.title}]
    if step and step.deadline:
        line = _("Deadline: %(day)s.") % {"day": dates.with_weekday(step.deadline)}
        if notice.rung in (*ESCALATIONS, Rung.F1) and step.deadline < known.on:
            days = (known.on - step.deadline).days
            line += " " + _("Overdue by %(days)s.") % {"days": dates.days_in_words(days)}
        if step.state == MilestoneState.RETURNED and step.returned_on:
            returned = dates.near(step.returned_on, on=known.on)
            line += " " + _("Returned on %(day)s.") % {"day": returned}
        lines.append(line)
    if notice.rung in ESCALATIONS and item.escalation:
        why = shortened(item.escalation.reason, REASONS_AT_MOST)
        lines.append(_("Escalated: %(why)s") % {"why": why})
    lines += _decision(Rung(notice.rung), item)
    if said := _said(notice, known):
        lines.append(said)
    if notice.because == Because.NO_OWNER:
        lines.append(_("No owner. Choose one."))
    return lines


def _decision(rung: Rung, item: Item) -> Sequence[str]:
    """Who decided, and the reasons."""
    if rung == Rung.A4 and item.answer and item.answer.decided_by:
        who, why = item.answer.decided_by.name, item.answer.decision_reason
    elif rung in ANSWERS and item.review:
        who, why = item.review.decided_by.name, item.review.reasons
    else:
        return []
    if not why.strip():
        return [_("Decided by %(name)s.") % {"name": who}]
    return [
        _("%(name)s writes: “%(words)s”") % {"name": who, "words": shortened(why, REASONS_AT_MOST)}
    ]


def shortened(words: str, most: int) -> str:
    """On one line, and no longer."""
    words = " ".join(words.split())
    return words if len(words) <= most else words[: most - 1].rstrip() + "…"


def _said(notice: Notice, known: Background) -> str:
    """The newest words of its commitment, for whoever works on it."""
    update = known.words.get(notice.commitment_id or 0)
    words = (update.next_step or update.happened).strip() if update else ""
    silent = (Rung.W1, *REVIEWS, *REQUESTS, *ANSWERS, *PAUSES, *NO_OWNER)
    if update is None or not words or notice.rung in silent:
        return ""
    facts = {
        "name": update.published_by.name,
        "day": dates.near(update.published_on, on=known.on),
        "words": shortened(words, SAID_AT_MOST),
    }
    if update.published_by_id == notice.person_id:
        return _("You said on %(day)s: “%(words)s”") % facts
    return _("%(name)s said on %(day)s: “%(words)s”") % facts


def _links(rung: Rung, notice: Notice, item: Item) -> list[tuple[str, str]]:
    """Addresses that open the right form; opening one changes nothing."""
    if rung in ESCALATIONS and item.escalation:
        return [
            (_("Answer with options"), address("escalation-answer", item.escalation.pk)),
            (_("The escalation"), address("escalation", item.escalation.pk)),
        ]
    if rung in PAUSES:
        row = item.milestone or item.commitment
        return [(_("Check the pause"), address("review-item", "pauses", row.code))]
    if rung in NO_OWNER:
        return _links_to_owner(item)
    if item.milestone is None:
        whole = item.commitment.code
        if rung == Rung.W1:
            return [(_("Its commitment"), address("commitment", whole))]
        links = [(_("Log progress"), address("commitment-log", whole))]
        if notice.because == Because.OWNER:
            links.append((_("This is not mine"), address("commitment-not-me", whole)))
        return links
    code = item.milestone.code
    if rung in REVIEWS:
        return [(_("Review"), address("milestone-review", code))]
    if rung in REQUESTS:
        return [(_("Date request"), address("date-request", notice.cause))]
    page = (_("The milestone"), address("milestone", code))
    if rung in (Rung.A2, Rung.A3, Rung.A4):
        return [page]
    if notice.because in (Because.OWNER, Because.RESPONSIBLE):
        return [
            (_("Log progress"), address("milestone-log", code)),
            (_("Submit for review"), address("milestone-submit", code)),
            (_("Ask for a new date"), address("milestone-date", code)),
            (_("This is not mine"), address("milestone-not-me", code)),
        ]
    return [page, (_("Its commitment"), address("commitment", item.commitment.code))]


def _links_to_owner(item: Item) -> list[tuple[str, str]]:
    """Where a commitment gets an owner: its vacant post, or its own page where it has none."""
    page = (_("Its commitment"), address("commitment", item.commitment.code))
    post = item.commitment.accountable_post
    return [(_("Appoint somebody"), address("post-appoint", post.slug)), page] if post else [page]


def _reply_to(rung: Rung, notice: Notice) -> str:
    """For whoever is asked to log progress; others answer the coordinators (L11)."""
    asked = notice.because in (Because.OWNER, Because.RESPONSIBLE)
    told = rung in (Rung.A2, Rung.A3, Rung.A4, *REVIEWS, *REQUESTS)
    if told or not asked or notice.letter_id is None:
        return ""
    return reply_address(notice.pk, notice.letter_id)


def _next(rung: Rung, item: Item, known: Background) -> str:
    """What happens next if nothing changes, and who else is told then."""
    # After a return the ladder of the deadline goes on, when its quiet time is over.
    strand = item.strand_of(Rung.O1 if rung == Rung.A1 else rung)
    following = strand.ladder.next(on=known.on) if strand else None
    if strand is None or following is None:
        return _LAST.get(rung, lambda: "")()
    day, coming = following
    facts = {"day": dates.near_with_long_weekday(day, on=known.on)}
    others = [known.names.get(person, "") for person in item.told_first(strand, coming)]
    if names := ", ".join(sorted(filter(None, others))):
        words = _("What happens next: on %(day)s %(names)s is told as well.")
        if len(others) > 1:
            words = _("What happens next: on %(day)s %(names)s are told as well.")
        return words % {**facts, "names": names}
    if coming == Rung.O1:
        return (
            _("What happens next: it is overdue after its deadline; we write on %(day)s.") % facts
        )
    return _("What happens next: if nothing changes, we write again on %(day)s.") % facts


_LAST = {
    Rung.E1: lambda: _(
        "What happens next: a coordinator sees your answer, and may take it to the head of the "
        "organisation."
    ),
    Rung.E2: lambda: _(
        "What happens next: a coordinator sees your answer, and may take it to the steering group."
    ),
    Rung.U4: lambda: _("What happens next: the coordinator sees it in the list “No update”."),
}
