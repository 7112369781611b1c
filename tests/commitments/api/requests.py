"""For each operation of the API a request that is right on the objects of one ministry."""

from dataclasses import dataclass, field
from typing import Any

from accounts.words import Role
from commitments.models import Commitment, Milestone
from tests.commitments.api.world import Side
from tests.factories import today

READING = ("list", "retrieve", "file")


@dataclass
class Asked:
    """One request: which operation, where, by whom at the latest, what, and based on what."""

    operation: str
    address: str
    body: dict[str, Any] = field(default_factory=dict)
    by: Role = Role.COORDINATOR
    # The address of the object whose version If-Match names.
    based_on: str = ""

    @property
    def method(self) -> str:
        if self.operation.endswith(READING):
            return "get"
        return "patch" if self.operation.endswith("partial_update") else "post"


def readings(side: Side) -> list[Asked]:
    """Every address that is read."""
    objects = {
        "commitments": side.active.code,
        "milestones": side.planned.code,
        "updates": side.update.pk,
        "submissions": side.waiting.pk,
        "date-requests": side.asked.pk,
        "organisations": side.ministry.slug,
        "posts": side.post.slug,
        "objectives": 7,
        "history": side.entry.pk,
        "reports": side.edition.number,
    }
    found = [Asked("root_list", ""), Asked("reports_file", f"reports/{side.edition.number}/file")]
    for name, key in objects.items():
        word = name.replace("-", "_")
        found += [Asked(f"{word}_list", name), Asked(f"{word}_retrieve", f"{name}/{key}")]
    return found


def changes(side: Side) -> list[Asked]:
    """Every change."""
    return [*_of_commitments(side), *_of_milestones(side), *_of_words(side), *_of_bodies(side)]


REASON = {"reason": "Parliament was dissolved."}
CLOSING = {**REASON, "closed_reason": "cancelled"}


def _pause() -> dict[str, str]:
    return {**REASON, "review_by": today(60).isoformat()}


def _of_commitments(side: Side) -> list[Asked]:
    rating = {**REASON, "confidence": "at_risk"}
    new = {
        "plan": side.active.plan.code,
        "main_objective": 7,
        "title": "One counter for all permits",
        "level": "national",
        "lead_organisation": side.ministry.slug,
    }

    def on(name: str, row: Commitment, body: dict[str, Any], by: Role = Role.COORDINATOR) -> Asked:
        where = f"commitments/{row.code}"
        last = name.removesuffix("_plan")
        return Asked(f"commitments_{name}", f"{where}/{last}", body, by, where)

    draft = f"commitments/{side.draft.code}"
    return [
        Asked("commitments_create", "commitments", new, Role.OFFICIAL),
        Asked("commitments_partial_update", draft, {"title": "Another"}, Role.OFFICIAL, draft),
        on("propose", side.draft, {}, Role.FOCAL_POINT),
        on("return_plan", side.proposed, REASON),
        on("agree", side.proposed, {}),
        on("rate", side.active, rating),
        on("pause", side.active, _pause()),
        on("resume", side.paused, {}),
        on("complete", side.completable, {}),
        on("close", side.active, CLOSING),
        on("reopen", side.closed, REASON),
    ]


def _of_milestones(side: Side) -> list[Asked]:
    def on(name: str, row: Milestone, body: dict[str, Any]) -> Asked:
        where = f"milestones/{row.code}"
        return Asked(f"milestones_{name}", f"{where}/{name}", body, based_on=where)

    new = {"commitment": side.draft.code, "title": "A law"}
    draft, drafted = f"commitments/{side.draft.code}", f"milestones/{side.drafted.code}"
    return [
        Asked("milestones_create", "milestones", new, Role.OFFICIAL, draft),
        Asked("milestones_partial_update", drafted, {"weight": 3}, Role.OFFICIAL, drafted),
        on("pause", side.planned, _pause()),
        on("resume", side.paused_milestone, {}),
        on("close", side.planned, CLOSING),
        on("reopen", side.achieved, REASON),
    ]


def _of_words(side: Side) -> list[Asked]:
    """Updates, submissions and date requests."""
    active, planned = f"commitments/{side.active.code}", f"milestones/{side.planned.code}"
    waiting, asked = f"submissions/{side.waiting.pk}", f"date-requests/{side.asked.pk}"
    met = ["met"] * len(side.waiting.answers)
    said = {
        "commitment": side.active.code,
        "confidence": "on_track",
        "happened": "The law passed.",
        "milestones": [{"milestone": side.planned.code, "started": True}],
        "evidence": [{"link": "https://example.org/law"}],
    }
    claim = {
        "milestone": side.planned.code,
        "achieved_on": today(-1).isoformat(),
        "answers": ["As the gazette shows."] * len(side.planned.points_to_answer),
        "no_evidence_reason": "The gazette is public.",
    }
    later = {
        "milestone": side.planned.code,
        "asked_deadline": today(120).isoformat(),
        "cause": "procedure",
        "explanation": "Parliament votes later.",
    }
    back = {"verdicts": ["not_met", *met[1:]], "reasons": "One office is not open."}
    approved = {"outcome": "approved"}
    review = "submissions_return_for_changes"
    return [
        Asked("updates_create", "updates", said, Role.OFFICIAL, active),
        Asked("submissions_create", "submissions", claim, Role.OFFICIAL, planned),
        Asked("submissions_accept", f"{waiting}/accept", {"verdicts": met}, based_on=waiting),
        Asked(review, f"{waiting}/return", back, based_on=waiting),
        Asked("submissions_close", f"{waiting}/close", CLOSING, based_on=waiting),
        Asked("submissions_withdraw", f"{waiting}/withdraw", {}, Role.OFFICIAL, waiting),
        Asked("date_requests_create", "date-requests", later, Role.OFFICIAL, planned),
        Asked("date_requests_decide", f"{asked}/decide", approved, based_on=asked),
        Asked("date_requests_withdraw", f"{asked}/withdraw", {}, Role.OFFICIAL, asked),
    ]


def _of_bodies(side: Side) -> list[Asked]:
    ministry, vacant = f"organisations/{side.ministry.slug}", f"posts/{side.vacant.slug}"
    body = {"name": f"Agency of {side.ministry.slug}", "short_name": "Agency"}
    post = {"title": "Head", "organisation": side.ministry.slug, "role": "official"}
    change = {"short_name": "Another"}
    over = {"to": side.official.email, "on": today(3).isoformat(), "note": "The keys are here."}
    by = Role.ADMINISTRATOR
    return [
        Asked("organisations_create", "organisations", body, by),
        Asked("organisations_partial_update", ministry, change, by, ministry),
        Asked("posts_create", "posts", post, by),
        Asked("posts_hand_over", f"{vacant}/hand-over", over, by, vacant),
        Asked("reports_create", "reports", {"format": "json"}, Role.OFFICIAL),
    ]
