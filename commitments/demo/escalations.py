"""What was stuck in Tavania, beside what the rule of the ladder escalates by itself."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from accounts.models import User
from commitments.demo.bodies import Bodies
from commitments.demo.events import Event
from commitments.models import Commitment, Escalation, Milestone, Task
from commitments.rules.follow_up import Letter, text_of
from commitments.rules.stocktake import Section
from commitments.services import escalations as services
from commitments.services import follow_up as follow_ups
from commitments.services import stocktakes

PROTOCOL, GRANTS, PENSIONS = "GCM-08-0001", "GCM-21-0002", "GCM-22-0001"
ASKED = ("GCM-10-0002", "GCM-20-0002", "GCM-21-0001")
OFF_TRACK = ("GCM-10-0002", "GCM-11-0001", "GCM-20-0002", "GCM-21-0001")


def escalations(bodies: Bodies, today: date) -> list[Event]:
    """One answered with two options and open, one ended by a new date, one by what was decided."""
    return list(_Stuck(bodies, today).events())


@dataclass(frozen=True)
class _Stuck:
    bodies: Bodies
    today: date

    def events(self) -> Iterator[Event]:
        yield Event(-92, lambda: self.open_by_hand(GRANTS, "Three municipalities disagree."))
        yield Event(-84, lambda: self.open_by_hand(PENSIONS, "Velania asks for other records."))
        yield Event(-80, self.answer_pensions)
        yield Event(-78, self.decide_pensions)
        yield Event(-68, self.finish_pensions)
        yield Event(-20, self.answer_protocol)
        yield Event(-9, self.follow_up)
        yield Event(-3, self.prepare_stocktake)

    def person(self, name: str) -> User:
        # Read anew, since what a person may do is remembered for one day only.
        return User.objects.get(pk=self.bodies.people[name].pk)

    def day(self, days: int) -> date:
        return self.today + timedelta(days=days)

    def open_by_hand(self, code: str, reason: str) -> None:
        rows = Milestone.objects.select_related("commitment")
        stuck = rows.open().filter(commitment__code=code).earliest("deadline")
        services.escalate(stuck, by=self.person("Leila Haddad"), reason=reason)

    def open_one(self, code: str) -> Escalation:
        rows = Escalation.objects.open().select_related("commitment", "milestone")
        return rows.filter(commitment__code=code).order_by("-milestone__is_key", "pk")[0]

    def answer_pensions(self) -> None:
        services.answer_escalation(
            self.open_one(PENSIONS),
            by=self.person("Jonas Berg"),
            happened="Velania keeps its records on paper and asks for a year to scan them.",
            options=["Wait for the scans.", "Send two clerks to copy what the first cases need."],
            recommendation="Send two clerks; it costs less than a lost year.",
            decision_from="State Secretary for Labour",
            decide_by=self.day(-76),
        )

    def decide_pensions(self) -> None:
        services.decide_escalation(
            self.open_one(PENSIONS),
            by=self.person("Leila Haddad"),
            decision="Two clerks go to Velania for a month.",
            tasks=[
                services.NewTask(
                    "Send two clerks to Velania", self.bodies.posts["labour"], self.day(-66)
                )
            ],
        )

    def finish_pensions(self) -> None:
        task = Task.objects.open().select_related("commitment").get(commitment__code=PENSIONS)
        services.finish_task(task, by=self.person("Amina Larsson"))

    def answer_protocol(self) -> None:
        services.answer_escalation(
            self.open_one(PROTOCOL),
            by=self.person("Erik Santos"),
            happened="One of three coast guards may not share names under its data law.",
            options=[
                "Sign with two coast guards now and let the third join later.",
                "Wait for the third to change its law, about a year.",
            ],
            recommendation="Sign with two now: families wait for every case.",
            decision_from="Minister of Foreign Affairs",
            decide_by=self.day(14),
        )

    def follow_up(self) -> None:
        """Three owners asked at once; those who logged progress since have answered."""
        late = Milestone.objects.overdue().filter(commitment__code__in=ASKED)
        rows = late.select_related("commitment__accountable_post").order_by("deadline", "pk")
        asked = []
        for step in rows:
            post = step.commitment.accountable_post
            holder = post and post.tenures.running().first()
            if holder:
                asked.append(follow_ups.Asked(step, holder.holder_id, holder.post_id))
        follow_ups.follow_up(
            asked,
            by=self.person("Leila Haddad"),
            letter=Letter.FIRST,
            text=text_of(Letter.FIRST),
            reply_by=self.day(-2),
        )

    def prepare_stocktake(self) -> None:
        """The next meeting of the steering group, with the few that need it."""
        stuck = self.open_one(PROTOCOL)
        proposals = [
            stocktakes.Proposal(Section.DECISION, stuck.commitment, stuck.milestone, stuck)
        ]
        for code in OFF_TRACK:
            commitment = Commitment.objects.get(code=code)
            proposals.append(stocktakes.Proposal(Section.OFF_TRACK, commitment))
        stocktakes.prepare(
            by=self.person("Leila Haddad"),
            meets_on=self.day(12),
            title="Quarterly stocktake",
            proposals=proposals,
        )
