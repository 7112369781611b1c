"""What is due to be said of some items on a day, and to whom. Read anew whenever it matters (S7).

Planning asks it for whole batches, a letter for what stands in it; both get the same answer from
the same rules.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property

from commitments.calendars import organisation_of
from commitments.models import (
    Commitment,
    DateRequest,
    Escalation,
    FollowUp,
    Milestone,
    Review,
)
from commitments.reminders import reading
from commitments.reminders.calendars import Calendars
from commitments.reminders.models import WrongPerson
from commitments.reminders.not_mine import said_lately
from commitments.reminders.people import Directory, Duties, Recipient, vacant_since
from commitments.reminders.rules.ladders import (
    Ladder,
    MilestoneStanding,
    answer_ladder,
    import_quiet,
    milestone_ladder,
    request_ladder,
    review_ladder,
    update_ladder,
)
from commitments.reminders.rules.recipients import DUTIES
from commitments.reminders.rules.weekly import Weekly, no_owner_ladder, pause_ladder
from commitments.reminders.rules.words import (
    BEFORE,
    ESCALATIONS,
    NO_OWNER,
    OVERDUE,
    PAUSES,
    REQUESTS,
    REVIEWS,
    UPDATES,
    Because,
    Rung,
    Withdrawal,
)
from commitments.rules.escalation import EscalationLevel
from commitments.rules.facts import MilestoneFacts
from commitments.rules.freshness import next_update_by
from commitments.rules.words import (
    CommitmentState,
    MilestoneState,
)
from history import clock

RUNNING = (CommitmentState.ACTIVE, CommitmentState.PAUSED)
DAY = timedelta(days=1)

Key = tuple[int, int | None, int | None, str, date, int]


@dataclass(frozen=True)
class Ask:
    """A rung of an item that is due for a person."""

    recipient: Recipient
    # None for what is of no item.
    commitment_id: int | None
    milestone_id: int | None
    rung: Rung
    counts_from: date
    cause: int = 0

    @property
    def key(self) -> Key:
        """What makes a notice one (L1)."""
        return (
            self.recipient.person_id, self.commitment_id, self.milestone_id, self.rung.value,
            self.counts_from, self.cause,
        )  # fmt: skip


@dataclass(frozen=True)
class Strand:
    """One ladder of an item: its rungs, what it counts from, and who is left out."""

    rungs: tuple[Rung, ...]
    ladder: Ladder
    counts_from: date | None
    cause: int = 0
    without: frozenset[int] = frozenset()


@dataclass
class Item:
    """A milestone, or a commitment whose update is due, with its ladders.

    `review` and `answer` are the newest decisions on its submissions and date requests.
    """

    commitment: Commitment
    milestone: Milestone | None
    duties: Duties
    directory: Directory
    on: date
    strands: list[Strand] = field(default_factory=list)
    review: Review | None = None
    answer: DateRequest | None = None
    # The open one.
    escalation: Escalation | None = None
    # The newest that is news and was not answered.
    follow_up: FollowUp | None = None
    # Who said lately that it is not theirs.
    wrong: list[WrongPerson] = field(default_factory=list)

    @cached_property
    def asks(self) -> list[Ask]:
        """What is due, one for each person and ladder."""
        due = [(strand, strand.ladder.due(on=self.on)) for strand in self.strands]
        # E1 is the last day of the ladder; its letter belongs to the escalation that it opens.
        told = [(strand, rung) for strand, rung in due if rung in strand.rungs]
        return [ask for strand, rung in told if rung for ask in self._asks(strand, rung)]

    @property
    def is_to_be_escalated(self) -> bool:
        """Whether the ladder has come to E1."""
        return any(
            strand.ladder.due(on=self.on) == Rung.E1 and Rung.O1 in strand.rungs
            for strand in self.strands
        )

    def told_first(self, strand: Strand, rung: Rung) -> list[int]:
        """Whoever a rung of a ladder brings in, beside those whom the rung below it tells."""
        rungs = list(strand.ladder.days)
        below = rungs[: rungs.index(rung)][-1:]
        told = {ask.recipient.person_id for one in below for ask in self._asks(strand, one)}
        later = [ask.recipient.person_id for ask in self._asks(strand, rung)]
        return [person for person in later if person not in told]

    def next_look(self) -> date | None:
        """The first later day that brings something."""
        following = [strand.ladder.next(on=self.on) for strand in self.strands]
        ends = [row.paused_until + DAY for row in self.wrong if row.paused_until >= self.on]
        return min([*ends, *(found[0] for found in following if found)], default=None)

    def why_not(self, rung: str, counts_from: date, cause: int) -> Withdrawal:
        """Why a notice that was planned is not due now."""
        strand = self.strand_of(rung)
        if strand is None:
            return Withdrawal.NOT_DUE
        if strand.counts_from != counts_from:
            moved = rung in (*BEFORE, *OVERDUE)
            return Withdrawal.NEW_DEADLINE if moved else Withdrawal.NOT_DUE
        due = strand.ladder.due(on=self.on)
        if strand.cause != cause:
            # A week has passed; else it is another submission, request or decision.
            again = due is not None and strand.rungs in (PAUSES, NO_OWNER)
            return Withdrawal.OVERTAKEN if again else Withdrawal.NOT_DUE
        if due is None:
            quiet = strand.ladder.quiet_until is not None and bool(strand.ladder.days)
            return Withdrawal.QUIET if quiet else Withdrawal.NOT_DUE
        return Withdrawal.NOT_THEIRS if due == rung else Withdrawal.OVERTAKEN

    def strand_of(self, rung: str) -> Strand | None:
        """The ladder that a rung belongs to, where the item has it now."""
        return next((strand for strand in self.strands if rung in strand.rungs), None)

    def _asks(self, strand: Strand, rung: Rung) -> Iterator[Ask]:
        if strand.counts_from is None:
            return
        told = {*strand.without, *self._not_theirs}
        for duty in DUTIES[rung]:
            if rung == Rung.F1 and duty == Because.FOCAL_POINT and not self._copies:
                continue
            for recipient in self._recipients(rung, duty):
                # Who has several duties is told by the first.
                if recipient.person_id in told:
                    continue
                if duty is not Because.COORDINATOR or not self._owns(recipient):
                    told.add(recipient.person_id)
                    yield Ask(
                        recipient,
                        self.commitment.pk,
                        self.milestone.pk if self.milestone else None,
                        rung,
                        strand.counts_from,
                        strand.cause,
                    )

    def _recipients(self, rung: Rung, duty: Because) -> Iterator[Recipient]:
        if rung == Rung.E1 and duty is Because.FOCAL_POINT:
            return self.directory.escalated_to(self.duties)
        return self.directory.recipients(duty, self.duties)

    @property
    def _not_theirs(self) -> set[int]:
        """Who said so, and is not reminded of it for a while."""
        return {row.person_id for row in self.wrong if row.paused_until >= self.on}

    @property
    def _copies(self) -> bool:
        return self.follow_up is not None and self.follow_up.copies

    def _owns(self, recipient: Recipient) -> bool:
        """M5: who owns it decides nothing of it."""
        return recipient.person_id in self.directory.people_of(self.duties.owner_id)


class Situation:
    """Some milestones and commitments on a day. At most twelve queries, whatever their number."""

    def __init__(
        self,
        *,
        milestones: Collection[int] = (),
        commitments: Collection[int] = (),
        on: date | None = None,
    ) -> None:
        self.on = on or clock.today()
        steps = list(reading.milestones(milestones)) if milestones else []
        promises = list(reading.commitments(commitments)) if commitments else []
        every = [*promises, *(step.commitment for step in steps)]
        bodies = {pk for promise in every if (pk := organisation_of(promise))}
        posts = {promise.accountable_post_id for promise in every}
        posts |= {step.responsible_post_id for step in steps}
        self._submissions = reading.waiting_submissions(steps)
        self._requests, self._answers = reading.requests(steps, self.on)
        self._reviews = reading.reviews(steps, self.on)
        posts |= {row.post_id for row in self._submissions.values()}
        posts |= {row.post_id for row in self._requests.values()}
        self._escalations = reading.escalations(steps, promises)
        self._follow_ups = reading.follow_ups(steps, self.on)
        self._wrong = said_lately({promise.pk for promise in every}, self.on - reading.NEWS)
        posts |= {row.asked_post_id for row in self._escalations.values()}
        self.calendars = Calendars(bodies)
        self.directory = Directory.of({post for post in posts if post}, bodies, on=self.on)
        self._imported = reading.imported(Milestone, steps, self.on) if steps else {}
        imported = reading.imported(Commitment, promises, self.on) if promises else {}
        owners = {row.accountable_post_id for row in promises if row.accountable_post_id}
        self._vacant = vacant_since(owners, on=self.on)
        self.milestones = {step.pk: self._milestone(step) for step in steps}
        self.commitments = {row.pk: self._update(row, imported.get(row.pk)) for row in promises}

    def item(self, milestone_id: int | None, commitment_id: int) -> Item | None:
        """The item of a notice."""
        if milestone_id is not None:
            return self.milestones.get(milestone_id)
        return self.commitments.get(commitment_id)

    def _milestone(self, milestone: Milestone) -> Item:
        item = self._item(milestone.commitment, milestone)
        request = self._requests.get(milestone.pk)
        standing = MilestoneStanding(
            MilestoneFacts.of(milestone),
            milestone.commitment.state,
            request.asked_on if request else None,
            self._imported.get(milestone.pk),
        )
        calendar = self.calendars.of(item.duties.organisation_id)
        ladder = milestone_ladder(standing, calendar=calendar)
        item.strands.append(Strand((*BEFORE, *OVERDUE), ladder, milestone.deadline))
        if standing.milestone.is_open:
            item.strands += _escalated(item, ladder)
            item.strands += self._followed_up(item)
        if milestone.commitment.state == CommitmentState.ACTIVE:
            item.strands += self._waiting(milestone, request)
            # A paused commitment is looked at as a whole.
            item.strands += self._paused(milestone, milestone.state == MilestoneState.PAUSED)
        item.review, item.answer = (
            self._reviews.get(milestone.pk), self._answers.get(milestone.pk),
        )  # fmt: skip
        item.strands += self._answered(item)
        return item

    def _waiting(self, milestone: Milestone, request: DateRequest | None) -> Iterator[Strand]:
        """What waits for a coordinator, by the coordinating body's calendar."""
        submission = self._submissions.get(milestone.pk)
        calendar = self.calendars.coordinating
        if submission is not None and milestone.state == MilestoneState.SUBMITTED:
            ladder = review_ladder(submission.submitted_on, calendar=calendar)
            own = {submission.submitted_by_id} | self.directory.people_of(submission.post_id)
            yield Strand(REVIEWS, ladder, submission.submitted_on, submission.pk, frozenset(own))
        if request is not None:
            ladder = request_ladder(request.asked_on, calendar=calendar)
            yield Strand(REQUESTS, ladder, request.asked_on, request.pk)

    def _answered(self, item: Item) -> Iterator[Strand]:
        """What was decided of the owner's work, as long as it is news."""
        step, review, answer = item.milestone, item.review, item.answer
        if step and review and (rung := reading.DECISIONS.get((review.outcome, step.state))):
            ladder = answer_ladder(rung, review.decided_on, on=self.on)
            yield Strand((rung,), ladder, review.decided_on, review.submission_id)
        # An earlier date needs no approval (D1): whoever asks has the answer at once.
        if answer and answer.decided_on and answer.decided_by_id != answer.asked_by_id:
            ladder = answer_ladder(Rung.A4, answer.decided_on, on=self.on)
            yield Strand((Rung.A4,), ladder, answer.decided_on, answer.pk)

    def _update(self, commitment: Commitment, imported_on: date | None) -> Item:
        item = self._item(commitment, None)
        heard_on = commitment.last_update_on or commitment.agreed_on
        due_on = next_update_by(heard_on, commitment.update_interval) if heard_on else None
        ladder = update_ladder(
            state=commitment.state,
            due_on=due_on,
            imported_on=imported_on,
            calendar=self.calendars.of(item.duties.organisation_id),
        )
        item.strands.append(Strand(UPDATES, ladder, due_on))
        item.strands += self._paused(commitment, commitment.state == CommitmentState.PAUSED)
        item.strands += self._unowned(item, imported_on)
        item.strands += _escalated(item, Ladder())
        return item

    def _followed_up(self, item: Item) -> Iterator[Strand]:
        """What a coordinator asked, as long as it is news and nobody has answered."""
        asked = self._follow_ups.get(item.milestone.pk) if item.milestone else None
        if asked and item.commitment.state == CommitmentState.ACTIVE:
            item.follow_up = asked
            ladder = answer_ladder(Rung.F1, asked.sent_on, on=self.on)
            yield Strand((Rung.F1,), ladder, asked.sent_on, asked.pk)

    def _paused(self, row: Milestone | Commitment, is_paused: bool) -> Iterator[Strand]:
        if is_paused and row.review_by:
            calendar = self.calendars.coordinating
            weekly = pause_ladder(row.review_by, on=self.on, calendar=calendar)
            yield _weekly(PAUSES, weekly, row.review_by)

    def _unowned(self, item: Item, imported_on: date | None) -> Iterator[Strand]:
        """A commitment without a post that owns it, or whose post nobody holds."""
        promise = item.commitment
        post, agreed = promise.accountable_post_id, promise.agreed_on or promise.starts_on
        is_held = post is not None and post not in self._vacant
        if is_held or agreed is None or promise.state not in RUNNING:
            return
        left = self._vacant.get(post) if post else None
        since = max(filter(None, (left, agreed)))
        calendar = self.calendars.of(item.duties.organisation_id)
        quiet = import_quiet(imported_on)
        yield _weekly(
            NO_OWNER,
            no_owner_ladder(since, on=self.on, calendar=calendar, quiet_until=quiet),
            since,
        )

    def _item(self, commitment: Commitment, milestone: Milestone | None) -> Item:
        key = (commitment.pk, milestone.pk if milestone else None)
        escalation = self._escalations.get(key)
        duties = Duties(
            commitment.accountable_post_id,
            milestone.responsible_post_id if milestone else None,
            organisation_of(commitment),
            escalation.asked_post_id if escalation else None,
        )
        item = Item(commitment, milestone, duties, self.directory, self.on)
        item.escalation = escalation
        item.wrong = self._wrong.get(key, [])
        for row in item.wrong:
            ladder = answer_ladder(Rung.W1, row.said_on, on=self.on)
            item.strands.append(Strand((Rung.W1,), ladder, row.said_on, row.pk))
        return item


def _escalated(item: Item, ladder: Ladder) -> Iterator[Strand]:
    """E1 and E2: an escalation that nobody has answered yet, quiet when its milestone is."""
    escalation = item.escalation
    if escalation is None or escalation.answered_on or escalation.decided_on:
        return
    if item.commitment.state != CommitmentState.ACTIVE:
        return
    rungs = {EscalationLevel.FOCAL_POINT: Rung.E1, EscalationLevel.HEAD: Rung.E2}
    if rung := rungs.get(EscalationLevel(escalation.level)):
        days = Ladder({rung: escalation.raised_on}, ladder.quiet_until, ladder.silence)
        since = escalation.deadline if rung == Rung.E1 else None
        yield Strand(ESCALATIONS, days, since or escalation.raised_on, escalation.pk)


def _weekly(rungs: tuple[Rung, ...], weekly: Weekly, counts_from: date) -> Strand:
    return Strand(rungs, weekly.ladder, counts_from, weekly.time)
