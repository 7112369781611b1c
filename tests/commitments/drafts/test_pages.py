"""The pages of a draft (screen 5): written, checked, sent, agreed or returned."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Organisation, User
from commitments.models import Commitment, CommitmentPartner, Contributor, Milestone, Plan
from commitments.services import drafts
from tests.commitments.pages import errors_of, hidden, words_of
from tests.factories import (
    CommitmentFactory,
    MilestoneFactory,
    OrganisationFactory,
    PlanFactory,
    PostFactory,
    post_of,
    today,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(db: None) -> Plan:
    return PlanFactory()


@pytest.fixture
def draft(ministry: Organisation, official: User) -> Commitment:
    commitment = CommitmentFactory(
        draft=True, lead_organisation=ministry, accountable_post=post_of(official)
    )
    MilestoneFactory(
        commitment=commitment,
        draft=True,
        is_key=True,
        achieved_test="The law is in force and the offices are open to everybody.",
    )
    return commitment


def answers(plan: Plan, official: User, **changed: Any) -> dict[str, Any]:
    return {
        "plan": plan.pk,
        "main_objective": 7,
        "title": "Open help desks",
        "wording": "We open three.",
        "level": "local",
        "lead_organisation": "Ministry of Labour",
        "accountable_post": f"{post_of(official).title} — Labour",
        "starts_on": "2026-01-01",
        "ends_on": "2027-12-31",
        "update_interval": "90",
        "time_tolerance": "30",
        "visibility": "internal",
        "other_objectives": ["12", "13"],
        "principles": ["a"],
        **changed,
    }


def url(name: str, row: Any) -> str:
    return reverse(name, args=[row.code])


def test_new_draft_is_stored_and_shown(client: Client, official: User, plan: Plan) -> None:
    client.force_login(official)
    form = client.get(reverse("commitment-new"))

    answer = client.post(
        reverse("commitment-new"), {**hidden(form), **answers(plan, official)}, follow=True
    )

    made = Commitment.objects.get()
    assert answer.redirect_chain[-1][0] == made.get_absolute_url()
    assert made.accountable_post == post_of(official)
    assert (made.title, made.other_objectives, made.principles) == (
        "Open help desks",
        [12, 13],
        ["a"],
    )
    assert "Draft saved. Add its milestones next." in words_of(answer)


def test_new_draft_sent_twice_is_one(client: Client, official: User, plan: Plan) -> None:
    client.force_login(official)
    sent = {**hidden(client.get(reverse("commitment-new"))), **answers(plan, official)}

    for _ in range(2):
        assert client.post(reverse("commitment-new"), sent).status_code == 302

    assert Commitment.objects.count() == 1


def test_new_draft_keeps_what_was_written_and_names_problems(
    client: Client, official: User, plan: Plan
) -> None:
    client.force_login(official)

    answer = client.post(
        reverse("commitment-new"),
        answers(plan, official, title="", lead_organisation="Nowhere", starts_on="2028-01-01"),
    )

    assert answer.status_code == 422
    assert errors_of(answer)[:2] == [
        "Give it a title.",
        "Nothing is called “Nowhere”. Choose from the suggestions.",
    ]
    assert "We open three." in answer.content.decode()
    assert not Commitment.objects.exists()


def test_new_draft_is_for_the_own_organisation(client: Client, official: User, plan: Plan) -> None:
    OrganisationFactory(name="Foreign body")
    client.force_login(official)

    answer = client.post(
        reverse("commitment-new"), answers(plan, official, lead_organisation="Foreign body")
    )

    assert answer.status_code == 422


@pytest.mark.parametrize("name", ["auditor", "observer"])
def test_readers_do_not_draft(
    client: Client, request: pytest.FixtureRequest, name: str, plan: Plan
) -> None:
    client.force_login(request.getfixturevalue(name))

    assert client.get(reverse("commitment-new")).status_code == 403
    assert client.post(reverse("commitment-new"), {}).status_code == 403


@pytest.mark.parametrize(
    "name", ["commitment-edit", "milestone-new", "commitment-propose", "commitment-agree"]
)
def test_pages_of_a_foreign_draft_are_not_found(client: Client, official: User, name: str) -> None:
    foreign = CommitmentFactory(draft=True)
    client.force_login(official)

    assert client.get(url(name, foreign)).status_code == 404
    assert client.post(url(name, foreign), {}).status_code == 404


def test_past_day_is_read_not_written(client: Client, official: User, draft: Commitment) -> None:
    client.force_login(official)
    day = today(-1).isoformat()

    answer = client.get(url("commitment-edit", draft), {"as_of": day})
    refused = client.post(f"{url('commitment-edit', draft)}?as_of={day}", {})

    assert answer.status_code in (302, 404)
    assert refused.status_code == 405


def test_change_shows_both_versions_when_somebody_was_quicker(
    client: Client, official: User, focal_point: User, draft: Commitment
) -> None:
    client.force_login(official)
    opened = hidden(client.get(url("commitment-edit", draft)))
    drafts.change_draft(draft, by=focal_point, based_on=draft.version, title="Theirs")
    mine = answers(draft.plan, official, title="Mine")

    answer = client.post(url("commitment-edit", draft), {**opened, **mine})

    assert answer.status_code == 409
    words = words_of(answer)
    assert "You wrote Mine" in words
    assert "Now stored Theirs" in words

    again = {**mine, **hidden(answer), "choose-title": "yours"}
    assert client.post(url("commitment-edit", draft), again).status_code == 302
    draft.refresh_from_db()
    assert draft.title == "Mine"


def test_change_takes_what_is_stored_when_chosen(
    client: Client, official: User, focal_point: User, draft: Commitment
) -> None:
    client.force_login(official)
    opened = hidden(client.get(url("commitment-edit", draft)))
    drafts.change_draft(draft, by=focal_point, based_on=draft.version, title="Theirs")
    mine = answers(draft.plan, official, title="Mine", why="Because.")
    conflict = client.post(url("commitment-edit", draft), {**opened, **mine})

    chosen = {**mine, **hidden(conflict), "choose-title": "stored", "choose-why": "yours"}
    client.post(url("commitment-edit", draft), chosen)

    draft.refresh_from_db()
    assert (draft.title, draft.why) == ("Theirs", "Because.")


def test_milestone_is_added_changed_and_removed(
    client: Client, official: User, draft: Commitment
) -> None:
    client.force_login(official)
    step = {
        "title": "Sign the lease",
        "achieved_test": "It is signed.",
        "deadline": today(100).isoformat(),
        "weight": "3",
        "is_key": "on",
        "responsible_post": "",
    }

    added = client.post(url("milestone-new", draft), {**step, "another": "yes"})
    milestone = Milestone.objects.get(title="Sign the lease")
    assert added.url == url("milestone-new", draft)
    assert (milestone.weight, milestone.is_key, milestone.state) == (3, True, "draft")

    opened = hidden(client.get(url("milestone-edit", milestone)))
    changed = {**opened, **step, "title": "Sign both leases"}
    assert client.post(url("milestone-edit", milestone), changed).status_code == 302
    milestone.refresh_from_db()
    assert milestone.title == "Sign both leases"

    client.post(url("milestone-edit", milestone), {"remove": "yes"})
    assert not Milestone.objects.filter(pk=milestone.pk).exists()


def test_milestone_after_the_end_is_told_at_its_field(
    client: Client, official: User, draft: Commitment
) -> None:
    client.force_login(official)

    answer = client.post(
        url("milestone-new", draft), {"title": "Late", "weight": "1", "deadline": "2040-01-01"}
    )

    assert answer.status_code == 422
    assert errors_of(answer)[0].startswith("Deadline must be the same as or before")


def test_plan_is_checked_sent_and_agreed(
    client: Client, focal_point: User, coordinator: User, draft: Commitment
) -> None:
    client.force_login(focal_point)
    page = client.get(url("commitment-propose", draft))
    assert "There is one milestone only." in words_of(page)
    client.post(url("commitment-propose", draft), hidden(page))

    client.force_login(coordinator)
    page = client.get(url("commitment-agree", draft))
    bare = client.post(url("commitment-agree", draft), {**hidden(page), "decision": "agree"})
    assert errors_of(bare) == ["Say why the plan is agreed despite the warnings."]
    decided = {**hidden(bare), "decision": "agree", "reason": "A short pilot."}
    client.post(url("commitment-agree", draft), decided)

    draft.refresh_from_db()
    assert (draft.state, draft.state_reason) == ("active", "A short pilot.")


def test_plan_is_returned_with_comments(
    client: Client, coordinator: User, draft: Commitment
) -> None:
    client.force_login(coordinator)
    drafts.propose_commitment(draft, by=coordinator)
    page = client.get(url("commitment-agree", draft))

    bare = client.post(url("commitment-agree", draft), {**hidden(page), "decision": "return"})
    assert bare.status_code == 422
    client.post(
        url("commitment-agree", draft),
        {**hidden(bare), "decision": "return", "reason": "Two more steps."},
    )

    assert "The plan was returned: Two more steps." in words_of(
        client.get(draft.get_absolute_url())
    )


def test_plan_with_an_error_has_no_button_to_send(
    client: Client, focal_point: User, ministry: Organisation
) -> None:
    bare = CommitmentFactory(draft=True, lead_organisation=ministry, accountable_post=None)
    client.force_login(focal_point)

    words = words_of(client.get(url("commitment-propose", bare)))

    assert "Nobody answers for this plan. Choose an owner." in words
    assert "Send for agreement" not in words.split("Not yet")[0].split("Partners")[-1]


def test_partner_and_contributor_are_added_and_removed(
    client: Client, focal_point: User, commitment: Commitment
) -> None:
    OrganisationFactory(name="Red Cross")
    post = PostFactory(title="Adviser", organisation=commitment.lead_organisation)
    client.force_login(focal_point)

    sent = {"organisation": "Red Cross", "role": "delivers", "does": "Runs a desk"}
    client.post(url("partner-new", commitment), sent)
    client.post(url("contributor-new", commitment), {"post": "Adviser"})
    page = words_of(client.get(url("commitment-partners", commitment)))
    assert "Red Cross" in page
    assert "Adviser" in page

    partner, contributor = CommitmentPartner.objects.get(), Contributor.objects.get()
    assert contributor.post == post
    client.post(reverse("partner-remove", args=[commitment.code, partner.pk]))
    client.post(reverse("contributor-remove", args=[commitment.code, contributor.pk]))
    assert not CommitmentPartner.objects.exists()
    assert not Contributor.objects.exists()


def test_same_role_twice_is_told(client: Client, focal_point: User, commitment: Commitment) -> None:
    OrganisationFactory(name="Red Cross")
    client.force_login(focal_point)
    sent = {"organisation": "Red Cross", "role": "delivers", "does": ""}
    client.post(url("partner-new", commitment), sent)

    answer = client.post(url("partner-new", commitment), sent)

    assert answer.status_code == 422
    assert errors_of(answer) == ["This organisation has this role already."]


@pytest.mark.parametrize("move", ["pause", "close"])
def test_coordinator_steers_with_reasons(
    client: Client, coordinator: User, commitment: Commitment, move: str
) -> None:
    client.force_login(coordinator)
    address = reverse("commitment-steer", args=[commitment.code, move])
    page = client.get(address)
    assert client.post(address, hidden(page)).status_code == 422

    sent = {"reason": "War.", "review_by": today(30).isoformat(), "closed_reason": "cancelled"}
    client.post(address, {**hidden(page), **sent})

    commitment.refresh_from_db()
    assert commitment.state == {"pause": "paused", "close": "closed_early"}[move]


def test_official_does_not_steer(client: Client, official: User, commitment: Commitment) -> None:
    client.force_login(official)

    assert client.get(reverse("commitment-steer", args=[commitment.code, "pause"])).status_code == (
        403
    )
    assert client.get(reverse("commitment-steer", args=[commitment.code, "fly"])).status_code == 404
