"""What happened in Tavania, in the order of the days: one small function an event."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from itertools import cycle

from accounts.models import User
from commitments.demo.bodies import OWNERS, SUCCESSOR, Bodies
from commitments.demo.moves import Move
from commitments.demo.promises import CLOSED, Promise, Step
from commitments.demo.words import ANSWERS, HAPPENED, HELP, NEXT, PARTNERS, PROBLEMS, TESTS
from commitments.files import NewEvidence
from commitments.models import Commitment, CommitmentPartner, Milestone, Plan
from commitments.rules.words import Confidence, DateOutcome, MilestoneState, Verdict
from commitments.services import dates, drafts, posts, progress, ratings, steering, submissions
from history.acts import act

VACANT_OWNER = "GCM-12-0002"


@dataclass(frozen=True)
class Event:
    """Something done on a day, counted from today."""

    day: int
    do: Callable[[], object]


class Story:
    """The events of one commitment."""

    def __init__(self, promise: Promise, bodies: Bodies, plan: Plan, today: date) -> None:
        self.promise, self.bodies, self.plan, self.today = promise, bodies, plan, today
        self.code = f"GCM-{promise.code}"
        owner = OWNERS[promise.lead]
        if promise.code == "05-0001":
            owner = "pathways"
        elif self.code == VACANT_OWNER:
            owner = "norrfell-return"
        self.owner = bodies.posts[owner]
        # Where in the lists of words it begins, so that neighbours say different things.
        self.first_word = int(promise.code[:2]) + 3 * int(promise.code[-1])

    # --- Who ---------------------------------------------------------------------------------

    def reporter(self, day: int) -> User:
        """Whoever holds the owner's post on the day; the focal point where it is vacant."""
        tenure = self.owner.tenures.running(on=self.date(day)).first()
        post = self.owner if tenure else self.bodies.posts[self.promise.lead]
        return post.tenures.running(on=self.date(day)).select_related("holder").get().holder

    def person(self, name: str) -> User:
        # Read anew, since what a person may do is remembered for one day only.
        return User.objects.get(pk=self.bodies.people[name].pk)

    @property
    def coordinator(self) -> User:
        return self.person("Leila Haddad")

    def date(self, day: int) -> date:
        return self.today + timedelta(days=day)

    def commitment(self) -> Commitment:
        return Commitment.objects.get(code=self.code)

    def milestone(self, place: int) -> Milestone:
        return Milestone.objects.select_related("commitment").get(
            code=f"{self.code}-M{place + 1:02d}"
        )

    # --- What --------------------------------------------------------------------------------

    def events(self, moves: list[Move]) -> Iterator[Event]:
        """Everything that happened to the commitment, in no order."""
        promise = self.promise
        if promise.story == "draft":
            yield Event(-20, self.draft)
            return
        # All on one day and in the order of the codes, which are given as drafts come.
        yield Event(-735, self.draft)
        yield Event(promise.agreed - 4, self.propose)
        yield Event(promise.agreed, self.agree)
        for place, step in enumerate(promise.steps):
            yield from self._of_step(place, step)
        for move in moves:
            yield from self._of_move(move)
        yield from self._updates()
        yield from self._ending()

    def draft(self) -> None:
        promise = self.promise
        last = max(step.deadline for step in promise.steps)
        commitment = drafts.draft_commitment(
            self.plan,
            by=self.person("Omar Lindqvist"),
            main_objective=int(promise.code[:2]),
            title=promise.title,
            wording=f"{promise.title}: agreed by the government with clear timelines, "
            "roles and measures of success.",
            why="It makes migration safer and more orderly, and it outlasts one term of office.",
            level=promise.level,
            level_reason="This is the lowest level that can settle it.",
            lead_organisation=self.bodies.organisations[promise.lead],
            accountable_post=self.owner,
            source_document="National implementation plan, chapter " + str(int(promise.code[:2])),
            registry_number=f"TAV/2024/{promise.code}",
            starts_on=self.date(promise.agreed),
            ends_on=self.date(last + 120),
            principles=["i", "j"] if promise.level in ("local", "international") else ["f", "g"],
            update_interval=90,
        )
        with act("partners.named", by=self.person("Omar Lindqvist"), about=commitment.code):
            for slug, role in PARTNERS.get(promise.code) or PARTNERS[promise.level]:
                CommitmentPartner.objects.create(
                    commitment=commitment, organisation=self.bodies.organisations[slug], role=role
                )
            Commitment.objects.filter(pk=commitment.pk).update(is_invented=True)
        for place, step in enumerate(promise.steps):
            drafts.add_milestone(
                commitment,
                by=self.person("Omar Lindqvist"),
                title=step.title,
                achieved_test=TESTS[place % len(TESTS)],
                deadline=self.date(step.first_deadline),
                is_key=step.is_key,
                weight=2 if step.is_key else 1,
                responsible_post=self.owner,
            )

    def propose(self) -> None:
        drafts.propose_commitment(self.commitment(), by=self.person("Omar Lindqvist"))

    def agree(self) -> None:
        drafts.agree_plan(self.commitment(), by=self.coordinator)

    def _of_step(self, place: int, step: Step) -> Iterator[Event]:
        if step.submitted and step.fate != "closed":
            yield Event(step.submitted, lambda: self.submit(place, step))
        if step.fate == "achieved":
            yield Event(step.accepted, lambda: self.accept(place))
        elif step.fate == "returned":
            yield Event(-1, lambda: self.send_back(place))
        elif step.fate == "closed":
            yield Event(step.achieved, lambda: self.close(place))

    def submit(self, place: int, step: Step) -> None:
        milestone = self.milestone(place)
        proof = NewEvidence(
            title=f"Decision on {step.title[0].lower()}{step.title[1:]}",
            link=f"https://tavania.example/decisions/{milestone.code.lower()}",
            dated_on=self.date(step.achieved),
        )
        with_proof = (place + int(self.promise.code[:2])) % 4 != 1
        submissions.submit_milestone(
            milestone,
            by=self.reporter(step.submitted),
            achieved_on=self.date(step.achieved),
            answers=[answer for answer, _point in zip(cycle(ANSWERS), milestone.acceptance_points)],
            evidence=[proof] if with_proof else [],
            no_evidence_reason="" if with_proof else "The minutes are kept by the partner.",
        )

    def accept(self, place: int) -> None:
        milestone = self.milestone(place)
        submissions.accept_milestone(
            milestone,
            by=self.coordinator,
            verdicts=[Verdict.MET for _point in milestone.acceptance_points],
            reasons="Each point is met.",
        )

    def send_back(self, place: int) -> None:
        milestone = self.milestone(place)
        points = len(milestone.acceptance_points)
        submissions.return_milestone(
            milestone,
            by=self.coordinator,
            verdicts=[Verdict.NOT_MET] * points,
            reasons="1. The register lists no agency yet. 2. The link to the rules is missing.",
        )

    def close(self, place: int) -> None:
        steering.close_milestone(
            self.milestone(place),
            by=self.coordinator,
            closed_reason=CLOSED[self.promise.code],
            reason="The partners agreed on another way.",
        )

    def _of_move(self, move: Move) -> Iterator[Event]:
        yield Event(move.asked, lambda: self.ask(move))
        if move.outcome != DateOutcome.WAITING:
            yield Event(move.decided, lambda: self.decide(move))

    def ask(self, move: Move) -> None:
        dates.ask_for_date(
            self.milestone(move.place),
            by=self.reporter(move.asked),
            asked_deadline=self.date(move.asked_deadline),
            cause=move.cause,
            explanation=move.explanation,
            differently="We meet every second week until it is done.",
        )

    def decide(self, move: Move) -> None:
        waiting = self.milestone(move.place).date_requests.waiting().get()
        other = move.outcome == DateOutcome.APPROVED_OTHER
        dates.decide_date(
            waiting,
            by=self.coordinator,
            outcome=move.outcome,
            deadline=self.date(move.deadline) if other else None,
            reason="" if move.outcome == DateOutcome.APPROVED else move.decision,
        )

    def _updates(self) -> Iterator[Event]:
        promise = self.promise
        first = promise.agreed + 12
        span = promise.last_update - first
        days = [first + span * n // (promise.updates - 1) for n in range(promise.updates)]
        for number, day in enumerate(days):
            yield Event(day, partial(self.update, number, day, days))

    def update(self, number: int, day: int, days: list[int]) -> None:
        confidence = self._confidence(number, len(days))
        uneasy = confidence != Confidence.ON_TRACK
        place = self.first_word + number
        progress.log_progress(
            self.commitment(),
            by=self.reporter(day),
            confidence=confidence,
            happened=HAPPENED[place % len(HAPPENED)],
            problem=PROBLEMS[place % len(PROBLEMS)] if uneasy else "",
            help_needed=HELP[place % len(HELP)] if uneasy else "",
            next_step=NEXT[place % len(NEXT)],
            milestones=list(self._said_of_milestones(number, days)),
        )

    def _confidence(self, number: int, of: int) -> Confidence:
        late = number >= of - 3
        if self.promise.story == "off" and number >= of - 5:
            return Confidence.OFF_TRACK if late else Confidence.AT_RISK
        if self.promise.story == "risk" and late and self.promise.code != "18-0002":
            return Confidence.AT_RISK
        return Confidence.ON_TRACK

    def _said_of_milestones(self, number: int, days: list[int]) -> Iterator[progress.MilestoneWord]:
        last = number == len(days) - 1
        for place, step in enumerate(self.promise.steps):
            begun = step.fate not in ("planned", "draft", "paused")
            start = step.first_deadline - 70
            now = begun and (days[number - 1] < start <= days[number] if number else False)
            now = now or (begun and last)
            expected = step.expected if last and step.expected is not None else None
            if not now and expected is None:
                continue
            milestone = self.milestone(place)
            yield progress.MilestoneWord(
                milestone.pk,
                started=now and milestone.state == MilestoneState.PLANNED,
                set_expected=expected is not None,
                expected_on=self.date(expected) if expected is not None else None,
            )

    def _ending(self) -> Iterator[Event]:
        story = self.promise.story
        if story == "paused":
            yield Event(-60, self.pause)
        elif story == "done":
            yield Event(-90, self.complete)
        elif story == "off":
            yield Event(-20, lambda: self.rate(Confidence.OFF_TRACK))
        elif story == "on" and int(self.promise.code[:2]) % 5 == 0:
            yield Event(-30, lambda: self.rate(Confidence.ON_TRACK))

    def pause(self) -> None:
        steering.pause_commitment(
            self.commitment(),
            by=self.coordinator,
            reason="Waits for the new agreement on costs.",
            review_by=self.date(100),
        )

    def complete(self) -> None:
        steering.complete_commitment(
            self.commitment(), by=self.coordinator, reason="All milestones are reviewed."
        )

    def rate(self, confidence: Confidence) -> None:
        reason = {
            Confidence.OFF_TRACK: "A key deadline is missed and a decision is needed.",
            Confidence.ON_TRACK: "The reports agree with what the partners say.",
        }[confidence]
        ratings.rate_commitment(
            self.commitment(), by=self.coordinator, confidence=confidence, reason=reason
        )


def hand_over(bodies: Bodies, today: date) -> Event:
    """A month ago somebody else took over the agreements at the Ministry of Labour."""

    def do() -> None:
        leaver = User.objects.get(pk=bodies.people["Nadia Holm"].pk)
        posts.hand_over(
            bodies.posts["pathways"],
            by=leaver,
            to=bodies.people[SUCCESSOR],
            on=today - timedelta(days=30),
            note="The second round of talks is set. Velania waits for our list of occupations.",
        )

    return Event(-30, do)
