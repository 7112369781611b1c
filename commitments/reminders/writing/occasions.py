"""What a letter says of no item: digests (L5), a hand-over (L8), a letter that did not arrive."""

from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Tenure
from commitments.figures.sums import Figures
from commitments.models import Commitment, Milestone
from commitments.reminders.models import Letter, Notice
from commitments.reminders.noting import key_of
from commitments.reminders.occasions import Occasions
from commitments.reminders.rules.words import Because, Rung
from commitments.reminders.tally import TO_DO, Compared, Tally
from commitments.reminders.writing.pieces import REASONS_AT_MOST, Part, Piece, address, shortened
from commitments.reminders.writing.rounds import round_words
from commitments.rules import dates
from commitments.rules.words import CommitmentState, MilestoneState
from commitments.selectors.review.queues import Counts, Queue
from commitments.services.posts import OpenItems, open_items

LISTED = 10
Said = tuple[Part, str, list[str], list[tuple[str, str]]]


def occasion_piece(notice: Notice, occasions: Occasions) -> Piece:
    """What is said of a notice that holds."""
    match rung := Rung(notice.rung):
        case Rung.D1:
            said = _queue(occasions.tally)
        case Rung.D2:
            said = _digest(occasions.tally, notice.counts_from)
        case Rung.D3:
            said = _month(occasions, notice)
        case Rung.H1:
            said = _handed_over(occasions.tenures[notice.cause], occasions.tally.on)
        case Rung.G1 | Rung.G2 | Rung.G3 | Rung.G4:
            told = occasions.rounds[key_of(notice)]
            said = round_words(told, notice.person, rung, on=occasions.tally.on)
        case _:
            said = _lost(notice, occasions.letters[notice.cause])
    part, headline, lines, links = said
    return Piece(
        part=part,
        order=(0, headline),
        headline=headline,
        code="",
        lines=lines,
        links=links,
        because=Because(notice.because),
        stands_in_for=notice.stands_in_for.name if notice.stands_in_for else "",
        rung=rung,
    )


def _queue(tally: Tally) -> Said:
    """One line: what waits for the coordinators."""
    counts = Counts(tally.plan.now)
    words = [_short(queue, n) for queue in (*TO_DO, Queue.OVERDUE) if (n := counts.of(queue))]
    headline = _("The queue today: %(counts)s") % {"counts": ", ".join(words)}
    return Part.DIGEST, headline, [], [(_("Review"), address("review"))]


def _digest(tally: Tally, monday: date) -> Said:
    plan = tally.plan
    name = _("Monday digest") if tally.on == monday else _("Digest of the week")
    headline = _(
        "%(name)s: %(n)s overdue%(change)s, %(review)s to review, %(silent)s without update"
    )
    facts = {
        "name": name,
        "n": plan.of(Queue.OVERDUE).now,
        "change": plan.of(Queue.OVERDUE).brackets,
        "review": plan.of(Queue.TO_REVIEW).now,
        "silent": plan.of(Queue.NO_UPDATE).now,
    }
    lines = [
        f"{queue.label}: {plan.of(queue).words}"
        for queue in Queue
        if plan.of(queue).now or plan.of(queue).by
    ]
    lines += [*_confidence(plan), _achieved(plan)]
    if plan.before is not None:
        lines.append(_("In brackets: the change since a week ago."))
    if seal := tally.seal:
        told = _("Newest seal of the record: %(number)s, SHA-256 %(sha256)s. Keep this letter:")
        lines.append(
            told % {"number": seal.number, "sha256": seal.sha256}
            + " "
            + _("it shows if the newest entries should ever be missing.")
        )
    links = [
        (str(queue.label), address("review-queue", queue.value))
        for queue in Queue
        if plan.of(queue).now
    ]
    return Part.DIGEST, headline % facts, lines, [*links, (_("Progress"), address("progress"))]


def _month(occasions: Occasions, notice: Notice) -> Said:
    """How the organisation of a head did in the month that ended, beside the month before."""
    tally, body = occasions.tally, occasions.heads[notice.cause].organisation
    ended = notice.counts_from - timedelta(days=1)
    since = ended.replace(day=1) - timedelta(days=1)
    of_body = tally.bodies(since).get(body.pk, Compared(Figures(), None))
    overdue, achieved = of_body.of(Queue.OVERDUE), of_body.measure("achieved")
    facts = {
        "body": body.short_name,
        "month": date_format(ended, "F"),
        "overdue": overdue.now,
        "change": overdue.brackets,
        "silent": of_body.of(Queue.NO_UPDATE).now,
    }
    headline = _("%(body)s in %(month)s: %(overdue)s overdue%(change)s, %(silent)s without update")
    queues = (Queue.OVERDUE, Queue.TO_REVIEW, Queue.DATES, Queue.NO_UPDATE, Queue.NO_OWNER)
    lines = [f"{queue.label}: {of_body.of(queue).words}" for queue in queues]
    lines += [*_confidence(of_body), _achieved(of_body)]
    if achieved.by is not None:
        words = _("In brackets: the change since %(day)s.")
        lines.append(words % {"day": dates.in_text(since)})
    links = [(_("The organisation's page"), address("organisation", body.slug))]
    return Part.DIGEST, headline % facts, lines, links


def _confidence(plan: Compared) -> list[str]:
    words = _(
        "Active commitments: %(active)s; on track %(on)s, at risk %(risk)s, off track %(off)s"
    )
    return [
        words
        % {
            "active": plan.measure("active").words,
            "on": plan.measure("on_track").words,
            "risk": plan.measure("at_risk").words,
            "off": plan.measure("off_track").words,
        }
    ]


def _achieved(plan: Compared) -> str:
    return _("Milestones achieved: %(achieved)s of %(counted)s") % {
        "achieved": plan.measure("achieved").words,
        "counted": plan.now["counted"],
    }


def _handed_over(tenure: Tenure, on: date) -> Said:
    """Every open item of the post, as links; the first few of each kind."""
    items = open_items(tenure.post)
    words = ngettext(
        "Handed over to you: %(n)d open item (%(post)s)",
        "Handed over to you: %(n)d open items (%(post)s)",
        items.count,
    )
    lines = []
    before = Tenure.objects.filter(post=tenure.post, ends_on__lt=tenure.starts_on)
    left = before.order_by("-ends_on").select_related("holder").first()
    if left and left.hand_over_note.strip():
        note = shortened(left.hand_over_note, REASONS_AT_MOST)
        lines.append(_("%(name)s writes: “%(words)s”") % {"name": left.holder.name, "words": note})
    links = _open_links(items, on)
    if (more := len(links) - LISTED) > 0:
        rest = ngettext("and %(n)d more", "and %(n)d more", more) % {"n": more}
        links = [*links[:LISTED], (rest, address("my-work"))]
    return Part.HANDED_OVER, words % {"n": items.count, "post": tenure.post.title}, lines, links


def _open_links(items: OpenItems, on: date) -> list[tuple[str, str]]:
    """The nearest deadline first, then what is owned, then what is contributed to."""
    steps = sorted(items.milestones, key=lambda step: (step.deadline or date.max, step.code))
    found = [(_step(step, on), address("milestone", step.code)) for step in steps]
    found += [(_promise(row), address("commitment", row.code)) for row in items.commitments]
    shared = [row.commitment for row in items.contributions]
    return found + [(_promise(row), address("commitment", row.code)) for row in shared]


def _step(step: Milestone, on: date) -> str:
    facts = {"title": step.title, "code": step.code}
    if step.deadline is None or step.state in (MilestoneState.PAUSED, MilestoneState.DRAFT):
        return _("%(title)s (%(code)s)") % facts
    facts["day"] = dates.near(step.deadline, on=on)
    if step.deadline < on and step.state != MilestoneState.SUBMITTED:
        return _("%(title)s (%(code)s), overdue since %(day)s") % facts
    return _("%(title)s (%(code)s), due %(day)s") % facts


def _promise(row: Commitment) -> str:
    words = _("%(title)s (%(code)s)") % {"title": row.title, "code": row.code}
    is_active = row.state == CommitmentState.ACTIVE
    return words if is_active else f"{words}, {row.get_state_display().lower()}"


def _lost(notice: Notice, letter: Letter) -> Said:
    bounce = getattr(letter, "bounce", None)
    facts = {
        "name": letter.person.name,
        "day": dates.in_text(letter.day),
        "address": letter.address,
        "answer": bounce.answer if bounce else letter.answer,
    }
    lines = [
        _("Letter of %(day)s to %(address)s.") % facts,
        _("The mail server said: %(answer)s") % facts,
        _("Until the address is right, no letter reaches %(name)s.") % facts,
    ]
    links = []
    if notice.because == Because.ADMINISTRATOR:
        links = [(_("Correct the address"), address("person", letter.person_id))]
    headline = _("Our letter did not reach %(name)s") % facts
    return Part.NOT_DELIVERED, headline, lines, links


def _short(queue: Queue, n: int) -> str:
    """For the one line of a day."""
    match queue:
        case Queue.TO_REVIEW:
            words = ngettext("%(n)d to review", "%(n)d to review", n)
        case Queue.DATES:
            words = ngettext("%(n)d date request", "%(n)d date requests", n)
        case Queue.OVERDUE:
            words = ngettext("%(n)d overdue", "%(n)d overdue", n)
        case Queue.ESCALATIONS:
            words = ngettext("%(n)d escalation", "%(n)d escalations", n)
        case Queue.PLANS:
            words = ngettext("%(n)d plan to agree", "%(n)d plans to agree", n)
        case Queue.NO_UPDATE:
            words = ngettext("%(n)d without update", "%(n)d without update", n)
        case Queue.NO_OWNER:
            words = ngettext("%(n)d without owner", "%(n)d without owner", n)
        case Queue.PAUSES:
            words = ngettext("%(n)d pause to check", "%(n)d pauses to check", n)
    return words % {"n": n}
